"""Somebody with the database in hand changes the log: the command names where, and so does the doctor."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.urls import reverse

from audit.guards import Cursor, keep
from audit.kept import GUARDS
from audit.noting import note
from audit.sealing import Head, seal
from operations import doctor
from policies.adoption import adopt
from policies.current import version_on
from policies.models import Department
from policies.packs import load_pack
from reports.facts import digest_of
from reports.workflows.printing import report_pdf
from tests.reports.making import issued
from tests.support.factories import NOON, log_concern
from tests.support.pdfs import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(officer, supervisor, commander, chief):
    """What a department leaves behind: a concern, an issued report, and a little after it."""
    log_concern(officer)
    report = issued(officer, supervisor, commander)
    for number in range(3):
        note("test.step", kind="test.record", key=str(number), by=officer)
    return report, seal()


def triggers_dropped():
    with connection.cursor() as cursor:
        for guard in GUARDS:
            on = f" ON {guard.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {guard.name}{on}")


def rewritten(statement, *values):
    triggers_dropped()
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def verify_says(*on_paper):
    with pytest.raises(CommandError) as found:
        call_command("verify_audit", head=[str(head) for head in on_paper])
    return str(found.value)


def doctor_says():
    return "\n".join(finding.words for finding in doctor.look(records_only=True))


def test_fault_122_a_dropped_trigger_is_told_by_the_doctor_and_put_up_again(log):
    assert "does not keep audit_entry" not in doctor_says()

    triggers_dropped()

    assert "The database does not keep audit_entry any more" in doctor_says()
    with transaction.atomic():
        keep(GUARDS, Cursor())
    assert "does not keep audit_entry" not in doctor_says()


def test_fault_122_a_row_edited_without_its_trigger_is_named_by_its_place(log):
    rewritten("UPDATE audit_entry SET actor = 999999 WHERE place = 3")

    assert verify_says().startswith("Entry 3: was not written by Liaison as it stands")
    assert "Entry 3" in doctor_says()


def test_fault_122_a_cut_tail_is_named_by_the_head_in_an_issued_report(log):
    report, _ = log
    place = Head.parse(report.audit_head).place
    rewritten("DELETE FROM audit_entry WHERE place >= %s", place)

    told = verify_says()

    assert told.startswith(f"Entry {place}: is missing")
    assert report.number in told


def test_fault_122_a_tail_cut_after_the_last_report_is_named_by_paper_alone(log):
    _, last = log
    rewritten("DELETE FROM audit_entry WHERE place >= %s", last.place)

    call_command("verify_audit")
    assert verify_says(last).startswith(f"Entry {last.place}: is missing")


def test_fault_122_whoever_reads_the_page_of_a_report_sees_that_its_log_is_gone(log, client, chief):
    report, _ = log
    client.force_login(chief)
    page = reverse("reports:report-verify", args=[report.pk])
    assert "the log has no such entry" not in client.get(page).text

    rewritten("DELETE FROM audit_entry WHERE place >= %s", Head.parse(report.audit_head).place)

    assert "the log has no such entry" in client.get(page).text


def test_fault_122_an_untouched_log_is_told_to_be_whole(log, capsys):
    """The control: what finds all of the above finds nothing here."""
    call_command("verify_audit", head=[str(log[1])])

    assert "The audit log is whole" in capsys.readouterr().out
    assert "audit" not in doctor_says()


# ---- 126: the department's clock or policy changes in the middle of a year


def test_fault_126_another_time_zone_moves_no_day_and_no_issued_report(log, officer):
    report, _ = log
    late = NOON.replace(hour=3)  # 11 at night of the day before in Kinston
    concern = log_concern(officer, at=late)
    before = (concern.logged_on, digest_of(report), text_of(report_pdf(report)))

    Department.objects.update(time_zone="Pacific/Auckland")

    concern.refresh_from_db()
    report.refresh_from_db()
    assert concern.logged_on.isoformat() == "2026-05-12"
    assert (concern.logged_on, digest_of(report)) == before[:2]
    assert report.digest == before[1]
    assert log_concern(officer, at=late).logged_on.isoformat() == "2026-05-13"


def test_fault_126_a_new_version_has_its_first_day_and_leaves_issued_reports(log):
    report, _ = log
    before = (report.policy_id, report.title, report.chain, digest_of(report))
    pack = load_pack("kinston")
    renumbered = pack.policy.model_copy(update={"number": "600-6A"})

    adopt(pack.model_copy(update={"policy": renumbered}), on=date(2026, 9, 1))

    report.refresh_from_db()
    assert (report.policy_id, report.title, report.chain, digest_of(report)) == before
    assert version_on(date(2026, 8, 31)).pack.policy.number == "600-6"
    assert version_on(date(2026, 9, 1)).pack.policy.number == "600-6A"
