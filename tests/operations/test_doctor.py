"""The doctor finds each thing that is broken, names it by its number, and says how to mend it."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from audit import guards
from audit import kept as of_audit
from audit.sealing import seal
from jobs.models import Job
from operations import doctor
from outreach.models import Concern
from programs.models import Evaluation
from reports import kept
from reports.models import Report, ReportPart
from surveys.models import Tally
from surveys.results.folding import fold
from tests.operations.conftest import on_postgres, on_sqlite
from tests.reports.making import Editor, issued
from tests.support import evaluations
from tests.support.factories import log_concern
from tests.support.programs import make_program
from tests.support.surveys import answer, ask, make_survey

pytestmark = pytest.mark.django_db


def told(check) -> list[str]:
    return [finding.words for finding in check()]


def test_what_is_whole_is_healthy(officer, supervisor, commander):
    issued(officer, supervisor, commander)

    assert list(doctor.look(records_only=True)) == []


def test_a_row_that_points_at_nothing_is_named(officer):
    concern = log_concern(officer)
    constraints_are_off()
    Concern.objects.filter(pk=concern.pk).update(owner_id=99_999)

    words = told(doctor.records.broken_links)
    Concern.objects.filter(pk=concern.pk).update(owner_id=officer.pk)

    assert f"outreach.Concern {concern.pk} points at personnel.Member 99999" in words[0]


def constraints_are_off() -> None:
    """Inside the transaction of a test links are looked at when it ends, and it is rolled back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_a_job_without_its_record_is_named(kinston):
    job = Job.objects.create(task="reports.print_report", argument=77, key="1", subject="A PDF")

    assert told(doctor.records.jobs_without_their_record) == [
        f"Job {job.pk} is about reports.Report 77, which is not there."
    ]


def test_scripts_without_a_typeface_are_named_and_stop_nothing(latin_alone):
    [finding] = doctor.machine.typefaces()

    assert "Hebrew, Devanagari, Ethiopic, Thai, Chinese, Japanese, Korean" in finding.words
    assert "./run fonts" in finding.cure
    assert not finding.red


def test_every_task_of_a_job_is_known_with_its_table():
    from celery import current_app

    current_app.loader.import_default_modules()

    assert set(doctor.records.ABOUT) <= set(current_app.tasks)


def test_a_tally_that_does_not_fit_is_named_and_mended(officer):
    survey = make_survey(officer, status="open")
    ask(survey, "patrols")
    answer(survey, patrols=4)
    fold(survey)
    assert told(doctor.records.tallies) == []
    Tally.objects.filter(survey=survey).update(n=9)

    assert told(doctor.records.tallies)[0].startswith(f"Survey {survey.pk}: its tally")
    with pytest.raises(SystemExit):
        call_command("doctor", "--recount", str(survey.pk), stdout=StringIO())
    assert told(doctor.records.tallies) == []


def test_a_missing_trigger_is_named_and_put_up_again(kinston):
    assert told(doctor.records.missing_guards) == []
    guards.let_go(kept.GUARDS[:1], Editor())

    words = told(doctor.records.missing_guards)
    with pytest.raises(SystemExit):
        call_command("doctor", "--put-up-guards", stdout=StringIO())

    assert kept.GUARDS[0].name in words[0]
    assert told(doctor.records.missing_guards) == []


@on_sqlite
def test_a_trigger_that_was_emptied_under_its_name_is_named_on_sqlite(kinston):
    name = kept.GUARDS[0].name
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [name])
        [[made]] = cursor.fetchall()
        cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(
            re.sub(r"WHEN .* BEGIN SELECT", "WHEN 0 BEGIN SELECT", made, flags=re.DOTALL)
        )

    [words] = told(doctor.records.missing_guards)

    assert name in words


@on_postgres
@pytest.mark.parametrize(
    "done",
    [
        (
            "CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql"
            " AS $$ BEGIN RETURN new; END $$"
        ),
        "ALTER TABLE {table} ENABLE REPLICA TRIGGER {name}",
        "ALTER TABLE {table} DISABLE TRIGGER {name}",
        (
            "CREATE OR REPLACE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW"
            " WHEN (false) EXECUTE FUNCTION {name}()"
        ),
    ],
)
def test_a_trigger_that_was_emptied_under_its_name_is_named_on_postgres(kinston, done):
    guard = kept.GUARDS[0]
    with connection.cursor() as cursor:
        cursor.execute(done.format(name=guard.name, table=guard.table))

    [words] = told(doctor.records.missing_guards)

    assert guard.name in words


def test_an_issued_report_that_was_changed_is_named(officer, supervisor, commander):
    report = issued(officer, supervisor, commander)
    guards.let_go(kept.GUARDS, Editor())
    ReportPart.objects.filter(report=report, position=1).update(narrative="It was all quiet.")

    assert told(doctor.frozen.reports) == [
        f"Report {report.pk}: what is stored is not what was issued."
    ]


def test_an_entry_of_the_audit_log_that_was_changed_is_named(concern):
    place = seal().place
    assert told(doctor.log.audit_log) == []
    guards.let_go(of_audit.GUARDS, guards.Cursor())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_entry SET action = 'nothing' WHERE place = %s", [place])

    [words] = told(doctor.log.audit_log)

    assert words.startswith(f"Entry {place}: ")


def test_a_figure_that_does_not_follow_from_its_rows_is_named(officer, supervisor, commander):
    log_concern(officer)
    report = issued(officer, supervisor, commander)
    assert told(doctor.frozen.figures_of_reports) == []
    guards.let_go(kept.GUARDS, Editor())
    part = report.parts.exclude(facts="{}").get(key="current_concerns")
    facts = json.loads(part.facts)
    facts["figures"][0]["value"] += 5
    ReportPart.objects.filter(pk=part.pk).update(facts=json.dumps(facts))

    [words] = told(doctor.frozen.figures_of_reports)

    assert words.startswith(f"Report {report.pk}, part {part.position}: ")


def test_a_decided_evaluation_that_was_changed_is_named(officer, commander):
    evaluation = evaluations.decided(make_program(officer), officer, commander)
    assert told(doctor.frozen.evaluations) == []
    from programs import kept as of_programs

    guards.let_go(of_programs.GUARDS, Editor())
    Evaluation.objects.filter(pk=evaluation.pk).update(account="All went well.")

    assert told(doctor.frozen.evaluations) == [
        f"Evaluation {evaluation.pk}: what is stored is not what was decided."
    ]


def test_jobs_that_stand_still_are_told_and_stop_nothing(kinston):
    now = timezone.now()
    cut_off = Job.objects.create(
        task="a",
        argument=1,
        key="1",
        status="running",
        started_at=now,
        lease_token="a",
        lease_until=now - timedelta(minutes=5),
    )
    dead = Job.objects.create(
        task="a", argument=1, key="2", status="failed", reason="No.", finished_at=now
    )

    findings = list(doctor.machine.stuck_jobs())

    assert [str(job.pk) in one.words for job, one in zip((cut_off, dead), findings, strict=True)]
    assert not any(finding.red for finding in findings)


def test_a_check_that_cannot_be_made_is_red_and_the_others_go_on(kinston, monkeypatch):
    def broken():
        raise ZeroDivisionError

    monkeypatch.setitem(doctor.RECORDS, "links", broken)
    Job.objects.create(task="reports.print_report", argument=77, key="1")

    findings = list(doctor.look(records_only=True))

    assert [finding.check for finding in findings] == ["links", "jobs"]


def test_the_exit_code_and_the_json_say_the_same(kinston):
    Job.objects.create(task="reports.print_report", argument=77, key="1")
    said = StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("doctor", "--records", "--json", stdout=said)

    [finding] = json.loads(said.getvalue())["findings"]
    assert ended.value.code == 1
    assert finding["red"] is True
    assert finding["cure"]


def test_a_healthy_installation_ends_with_nothing(kinston):
    said = StringIO()

    call_command("doctor", "--records", stdout=said)

    assert said.getvalue() == "0 red, 0 notes.\n"
    assert not Report.objects.exists()
