"""Heads of the log stand in issued reports, and the command that reads the log finds them."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from audit.guards import put_aside
from audit.kept import GUARDS
from audit.models import Entry
from audit.sealing import Head, seal, stands
from reports.models import Report
from reports.workflows.printing import report_pdf
from tests.support.pdfs import text_of

pytestmark = pytest.mark.django_db


def cut_from(place: int) -> None:
    """By somebody who may do anything to the database, triggers and all."""
    with put_aside(GUARDS), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM audit_entry WHERE place >= %s OR place IS NULL", [place])
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER USER")


@pytest.mark.slow
def test_an_issued_report_prints_where_the_log_stood(issued_report):
    head = Head.parse(issued_report.audit_head)

    assert head.place > 0
    assert stands(head)
    printed = "".join(text_of(report_pdf(issued_report)).split())
    assert head.digest in printed


def test_a_whole_log_is_told_with_the_heads_that_were_found(issued_report, capsys):
    call_command("verify_audit", head=[issued_report.audit_head_digest])

    said = capsys.readouterr().out
    assert "The audit log is whole" in said
    assert "Heads found again: 2." in said


def test_fault_122_a_log_that_was_cut_before_a_report_is_named_by_the_report(issued_report):
    place = Head.parse(issued_report.audit_head).place
    cut_from(place)

    with pytest.raises(CommandError, match=rf"^Entry {place}: .*report {issued_report.number}"):
        call_command("verify_audit")


@pytest.mark.parametrize("is_earlier", [False, True])
def test_fault_122_paper_finds_what_the_database_no_longer_tells(issued_report, is_earlier):
    """Whoever rewrites the log can rewrite the reports; not the copy in a drawer. Earlier papers
    print the place before the digest."""
    seal()
    last = Entry.objects.latest("place")
    earlier = f"{last.place} - " if is_earlier else ""
    on_paper = f"{earlier}{last.seal[:16]} {last.seal[16:]}".upper()
    cut_from(last.place)

    call_command("verify_audit")
    with pytest.raises(CommandError, match=rf"^Entry {last.place}: is missing: the head"):
        call_command("verify_audit", head=[on_paper])


def test_what_is_no_head_is_refused_with_what_one_looks_like(kinston):
    with pytest.raises(CommandError, match="64 signs"):
        call_command("verify_audit", head=["page 3"])


def test_the_page_compares_the_head_too(issued_report, client, chief):
    client.force_login(chief)
    page = reverse("reports:report-verify", args=[issued_report.pk])
    shown = client.get(page).content.decode()
    assert "to the last letter" in shown
    assert issued_report.audit_head_digest in shown
    assert issued_report.audit_head not in shown

    cut_from(Head.parse(issued_report.audit_head).place)

    assert "the log has no such entry" in client.get(page).content.decode()


def test_a_head_cannot_be_changed_once_it_is_issued(issued_report):
    with pytest.raises(DatabaseError), transaction.atomic():
        Report.objects.filter(pk=issued_report.pk).update(audit_head="")
