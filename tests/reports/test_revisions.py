"""Correcting an issued report: a revision, beside the original that is kept (floor 8)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from records.history import StepRefused
from reports.changes import changes_since
from reports.facts import digest_of
from reports.models import Report
from reports.workflows import assembly, review, writing
from tests.reports.making import AFTER, Q2, finish, part_of
from tests.support.factories import log_concern, on

pytestmark = pytest.mark.django_db

WHY = "Two concerns were counted twice."
LATER = AFTER + timedelta(days=1)


def test_it_begins_as_it_was_issued_and_says_why(issued_report, officer):
    revision = review.revise(issued_report, by=officer, at=LATER, why=WHY)

    assert (revision.status, revision.revision, revision.numbered) == (
        "draft",
        2,
        "Q-2026-2, revision 2",
    )
    assert list(revision.parts.values_list("key", "facts", "records")) == list(
        issued_report.parts.values_list("key", "facts", "records")
    )
    assert revision.steps.get().note == WHY
    assert changes_since(revision) == []


def test_the_original_is_kept(issued_report, officer):
    before = Report.objects.filter(pk=issued_report.pk).values().get()
    revision = review.revise(issued_report, by=officer, at=LATER, why=WHY)
    writing.write_narrative(part_of(revision), by=officer, at=LATER, text="Corrected.", seen=0)

    assert Report.objects.filter(pk=issued_report.pk).values().get() == before
    assert part_of(issued_report).narrative == ""
    assert digest_of(issued_report) == before["digest"]


def test_it_says_what_changed_part_by_part(issued_report, officer):
    revision = review.revise(issued_report, by=officer, at=LATER, why=WHY)
    log_concern(officer, at=on(Q2.last))
    assembly.put_together_again(revision, by=officer, at=LATER)
    finish(revision)
    writing.write_narrative(part_of(revision), by=officer, at=LATER, text="Corrected.", seen=0)

    changes = dict(changes_since(revision))

    assert list(changes) == ["Current concerns"]
    assert "Concerns voiced: 0, now 1." in changes["Current concerns"]
    assert "The officer's account was rewritten." in changes["Current concerns"]


def test_it_needs_a_reason(issued_report, officer):
    with pytest.raises(StepRefused, match="Say what has to be corrected"):
        review.revise(issued_report, by=officer, at=LATER, why="  ")


def test_there_is_one_at_a_time(issued_report, officer, supervisor):
    review.revise(issued_report, by=officer, at=LATER, why=WHY)

    with pytest.raises(PermissionDenied, match="A revision of it exists already"):
        review.revise(issued_report, by=supervisor, at=LATER, why=WHY)


def test_a_draft_is_not_revised(draft, officer):
    with pytest.raises(PermissionDenied, match="Only an issued report is revised"):
        review.revise(draft, by=officer, at=LATER, why=WHY)


@pytest.mark.parametrize(
    ("who", "chain"),
    [
        ("officer", ["unit_supervisor", "commander"]),
        ("supervisor", ["commander"]),
        ("commander", ["chief"]),
    ],
)
def test_its_chain_begins_above_whoever_starts_it(issued_report, request, who, chain):
    revision = review.revise(issued_report, by=request.getfixturevalue(who), at=LATER, why=WHY)

    assert revision.chain == chain


def test_the_chief_has_it_started_by_somebody_below(issued_report, chief):
    with pytest.raises(PermissionDenied, match="Somebody below the chief starts it"):
        review.revise(issued_report, by=chief, at=LATER, why=WHY)
