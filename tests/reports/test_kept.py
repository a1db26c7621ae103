"""The database itself keeps what is issued (floor 8), whoever writes to it and how."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from audit import guards
from audit.guards import put_aside
from operations.guards import GUARDS
from records.history import StatusChange
from reports import kept
from reports.facts import digest_of
from reports.models import Printing, Recipient, Report, ReportPart
from reports.workflows import review
from tests.reports.making import AFTER, Editor, printed

pytestmark = pytest.mark.django_db

# Another value for every kept column; relations to rows that exist are found in the tests.
OTHER_REPORT = {
    "kind": "annual",
    "number": "Q-2026-3",
    "title": "Another",
    "clause": "K-IV.D",
    "first_day": "2026-03-01",
    "last_day": "2026-07-01",
    "due_on": "2027-01-01",
    "revision": 9,
    "why_revised": "No reason",
    "version": 7,
    "chain": ["chief"],
    "recipient_roles": [],
    "frozen_at": AFTER + timedelta(days=9),
    "digest": "0" * 64,
    "issued_at": AFTER + timedelta(days=9),
}
OTHER_PART = {
    "position": 9,
    "key": "another",
    "title": "Another",
    "clause": "K-IV.D",
    "facts": '{"figures":[]}',
    "records": "{} ",
    "narrative": "It was all quiet.",
    "of_note": [1],
}


# What hangs on an issued report, and how a row of each is found.
ROWS = {
    kept.REPORT: "id = %s",
    kept.PART: "report_id = %s",
    kept.STEP: "report_id = %s",
    kept.RECIPIENT: "report_id = %s",
    kept.PRINTING: "report_id = %s",
}
# What the database says whoever changes which column of a row that is never changed.
STANDS = {
    kept.STEP: [
        "from_status = 'draft'",
        "to_status = 'issued'",
        "by_id = NULL",
        "at = '2026-01-01T00:00:00+00:00'",
        "note = 'Never said.'",
        "version = 9",
        "role = 'chief'",
        "id = id + 1000",
    ],
    kept.RECIPIENT: ["id = id + 1000", "report_id = NULL", "member_id = NULL"],
}


def refused(change, words=kept.WORDS):
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        change()


def in_sql(statement, *values):
    def change():
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    return change


@pytest.mark.parametrize("column", OTHER_REPORT)
def test_an_issued_report_refuses_another_value(issued_report, column):
    stored = Report.objects.filter(pk=issued_report.pk)

    refused(lambda: stored.update(**{column: OTHER_REPORT[column]}))


def test_an_issued_report_does_not_go_back_or_change_hands(issued_report, officer, supervisor):
    stored = Report.objects.filter(pk=issued_report.pk)

    back = {"status": "draft", "digest": "", "issued_at": None, "issued_by": None}
    refused(lambda: stored.update(**back))
    refused(lambda: stored.update(author=supervisor))
    refused(lambda: stored.update(issued_by=officer))


@pytest.mark.parametrize("column", OTHER_PART)
def test_a_part_of_an_issued_report_refuses_another_value(issued_report, column):
    parts = ReportPart.objects.filter(report=issued_report, key="current_concerns")

    refused(lambda: parts.update(**{column: OTHER_PART[column]}))


def test_a_part_does_not_move_out_of_an_issued_report(issued_report, officer):
    revision = review.revise(issued_report, by=officer, at=AFTER, why="Wrong.")
    revision.parts.all().delete()

    refused(lambda: issued_report.parts.update(report=revision))
    assert issued_report.parts.count() == 5


def test_saving_a_part_unchanged_is_no_change(issued_report):
    before = digest_of(issued_report)

    issued_report.parts.first().save()
    Report.objects.get(pk=issued_report.pk).save()

    assert digest_of(Report.objects.get(pk=issued_report.pk)) == before == issued_report.digest


def test_raw_sql_is_refused_too(issued_report):
    refused(in_sql("UPDATE reports_report SET title = 'Another'"))


@pytest.mark.slow
def test_a_printing_is_never_made_again(issued_report):
    printed(issued_report)
    kept_pdf = Printing.objects.filter(report=issued_report)

    refused(lambda: kept_pdf.update(pdf=b"%PDF-another"))
    refused(lambda: kept_pdf.update(sha256="0" * 64))


def test_a_draft_changes_freely(draft):
    Report.objects.filter(pk=draft.pk).update(title="Another")
    draft.parts.update(narrative="Quiet.", facts="{}")

    assert Report.objects.get().title == "Another"


def test_a_recipient_acknowledges_what_is_kept_and_does_so_once(issued_report, chief):
    review.acknowledge(issued_report, by=chief, at=AFTER)

    mine = Recipient.objects.filter(member=chief)
    assert mine.get().acknowledged_at == AFTER
    refused(lambda: mine.update(acknowledged_at=AFTER + timedelta(days=1)))
    refused(lambda: mine.update(acknowledged_at=None))


@pytest.mark.parametrize("table", ROWS)
def test_nothing_of_an_issued_report_is_removed(issued_report, table):
    printed(issued_report)
    words = kept.STEP_WORDS if table == kept.STEP else kept.WORDS

    refused(in_sql(f"DELETE FROM {table} WHERE {ROWS[table]}", issued_report.pk), words)


def test_an_issued_report_is_not_removed_with_all_that_hangs_on_it(issued_report):
    refused(issued_report.delete, f"{kept.WORDS}|{kept.STEP_WORDS}")

    assert (issued_report.parts.count(), issued_report.recipients.count()) == (5, 2)


@pytest.mark.parametrize(
    ("table", "change"), [(table, change) for table in STANDS for change in STANDS[table]]
)
def test_the_way_of_a_report_and_its_recipients_stand(issued_report, table, change):
    words = kept.STEP_WORDS if table == kept.STEP else kept.WORDS

    refused(in_sql(f"UPDATE {table} SET {change}"), words)


def test_the_steps_of_a_draft_stand_as_well(draft, officer):
    review.submit(draft, by=officer, at=AFTER, note="As it was.")

    refused(lambda: draft.steps.update(note="Otherwise."), kept.STEP_WORDS)
    refused(lambda: draft.steps.all().delete(), kept.STEP_WORDS)
    assert draft.steps.get(to_status="submitted").note == "As it was."


def test_every_step_table_of_the_reports_only_grows():
    steps = {
        model._meta.db_table
        for model in apps.get_app_config("reports").get_models()
        if issubclass(model, StatusChange)
    }

    assert steps == {kept.STEP}
    whole = {guard.event for guard in kept.GUARDS if guard.table == kept.STEP and not guard.columns}
    assert whole == {"UPDATE", "DELETE"}


def test_parts_of_a_draft_are_removed_freely(draft):
    draft.parts.all().delete()

    assert not draft.parts.exists()


@pytest.mark.django_db(transaction=True)
def test_an_emptied_database_is_guarded_again(issued_report):
    with put_aside(GUARDS):
        call_command("flush", interactive=False, verbosity=0)

    assert not Report.objects.exists()
    assert set(triggers()) == guards.names(kept.GUARDS, connection.vendor)


def test_every_column_that_says_something_is_kept():
    """A column added later is either kept or named here with the reason."""
    free = {
        "reports_report": {"id", "waits_for", "assembly_id", "requested_at"},
        "reports_reportpart": {"id", "narrative_version"},
        "reports_printing": {"id", "job_id"},
    }
    recipient = {field.column for field in Recipient._meta.concrete_fields}
    assert recipient == {"id", "report_id", "member_id", "acknowledged_at"}

    for model in (Report, ReportPart, Printing):
        table = model._meta.db_table
        columns = {field.column for field in model._meta.concrete_fields}
        assert columns - set(kept.KEPT[table]) == free[table]


def triggers():
    """The triggers on the tables of the reports."""
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [name for (name,) in cursor.fetchall() if name.startswith("reports_")]


def test_the_triggers_are_there_after_all_migrations():
    assert set(triggers()) == guards.names(kept.GUARDS, connection.vendor)


def test_without_them_a_change_would_be_written(issued_report):
    kept.let_go(None, Editor())
    Report.objects.update(title="Another")
    issued_report.steps.first().delete()
    kept.keep(None, Editor())

    assert Report.objects.get().title == "Another"
    assert not issued_report.steps.filter(to_status="draft").exists()
    refused(lambda: Report.objects.update(title=issued_report.title))


def test_nothing_is_slipped_into_an_issued_report(issued_report):
    refused(
        lambda: ReportPart.objects.create(
            report=issued_report, position=9, key="more", title="More"
        )
    )


def test_no_part_is_moved_into_an_issued_report(issued_report, officer):
    draft = review.revise(issued_report, by=officer, at=AFTER, why="A wrong street.")
    part = draft.parts.first()
    ReportPart.objects.filter(pk=part.pk).update(key="another")

    refused(lambda: ReportPart.objects.filter(pk=part.pk).update(report=issued_report))
