import threading
from io import StringIO

import pytest
from celery.schedules import schedule
from django.core.management import call_command
from django.utils import timezone

from config.celery import app
from jobs.leases import claim
from jobs.management.commands import run_jobs
from jobs.models import Job
from jobs.running import Refused
from jobs.tasks import sweep
from jobs.timetable import OwnTimetable
from tests.jobs import tasks_for_tests
from tests.jobs.timing import lease_runs_out

pytestmark = pytest.mark.django_db


def done_by_command():
    said = StringIO()
    call_command("run_jobs", stdout=said)
    return said.getvalue()


def test_what_is_due_is_done_and_the_command_ends(ask, drawn_up):
    ask(subject="Report of March")
    ask(subject="Report of April")

    said = done_by_command()

    assert said == "Report of March: done\nReport of April: done\n"
    assert drawn_up() == 2


def test_a_job_left_behind_by_a_dead_process_is_done(ask, drawn_up):
    job = ask()
    claim(job.pk, timezone.now())
    lease_runs_out(job)

    done_by_command()

    assert drawn_up() == 1


def test_fault_107_a_failing_job_keeps_nobody_waiting(ask, monkeypatch, drawn_up):
    def refuse_the_first(lease, publish=tasks_for_tests.publish):
        if lease.job.argument == 1:
            raise Refused("The first quarter is not over.")
        publish(lease)

    monkeypatch.setattr(tasks_for_tests, "publish", refuse_the_first)
    first, _ = ask(), ask()

    said = done_by_command()

    first.refresh_from_db()
    assert "The first quarter is not over." in said
    assert (first.status, first.attempts, drawn_up()) == (Job.Status.QUEUED, 1, 1)


def test_fault_110_work_of_a_newer_version_is_left_and_the_rest_is_done(ask, drawn_up):
    newer, _ = ask(task="reports.tasks.of_next_year"), ask()

    said = done_by_command()

    newer.refresh_from_db()
    assert "left for a newer version of Liaison" in said
    assert (newer.status, newer.attempts, drawn_up()) == (Job.Status.QUEUED, 0, 1)


def test_forever_ends_when_told_to_and_begins_nothing_more(ask, drawn_up):
    told_to_stop = threading.Event()
    told_to_stop.set()
    ask()

    run_jobs.Command().do_what_is_due(told_to_stop)

    assert drawn_up() == 0


def test_the_timetable_is_kept_without_a_broker(ask, monkeypatch):
    job = ask(
        status="running",
        attempts=5,
        lease_token="gone",
        started_at="2026-04-02T08:00Z",
        lease_until="2026-04-02T08:01Z",
    )
    entry = {"task": sweep.name, "schedule": schedule(0)}
    monkeypatch.setitem(app.conf, "beat_schedule", {"sweep": entry})

    OwnTimetable(app).tick()

    job.refresh_from_db()
    assert job.status == Job.Status.FAILED


def test_a_timetable_entry_that_fails_does_not_end_the_process(monkeypatch, caplog):
    def broken():
        raise RuntimeError("no department adopted yet")

    monkeypatch.setattr(app.tasks[sweep.name], "run", broken)
    entry = {"task": sweep.name, "schedule": schedule(0)}
    monkeypatch.setitem(app.conf, "beat_schedule", {"sweep": entry})

    OwnTimetable(app).tick()

    assert "no department adopted yet" in caplog.text
