from datetime import timedelta

import pytest
from django.utils import timezone

from config.celery import BEAT, app, sweep_at_start
from jobs.leases import claim
from jobs.models import Job
from jobs.tasks import GRACE, sweep, sweep_at
from tests.jobs.timing import lease_runs_out

pytestmark = pytest.mark.django_db


def test_a_job_whose_hint_was_lost_is_found(ask, hints):
    job = ask()

    sweep_at(timezone.now())
    sweep_at(job.queued_at + GRACE + timedelta(seconds=1))

    assert hints == [job.pk]


def test_a_job_whose_worker_died_is_found(ask, hints):
    job = ask()
    claim(job.pk, timezone.now())
    sweep_at(timezone.now())
    lease_runs_out(job)

    sweep_at(timezone.now())

    assert hints == [job.pk]


def test_sweeping_twice_changes_nothing_and_the_job_is_done_once(ask, hints, drawn_up):
    job = ask()
    later = job.queued_at + timedelta(minutes=1)
    before = Job.objects.values().get()

    assert sweep_at(later) == sweep_at(later) == 1

    assert Job.objects.values().get() == before
    for heard in hints:
        app.tasks[job.task](heard)
    assert drawn_up() == 1


def test_finished_held_and_resting_jobs_are_left_in_peace(ask, hints):
    later = timezone.now() + timedelta(minutes=1)
    ask(status="done", finished_at=later)
    ask(status="failed", reason="No.", finished_at=later)
    ask(attempts=1, run_after=later + timedelta(seconds=1))
    claim(ask().pk, later)

    assert sweep_at(later) == 0


def test_the_sweep_comes_every_half_minute_and_when_a_worker_starts(monkeypatch):
    sent = []
    monkeypatch.setattr(app, "send_task", lambda name, **options: sent.append(name))

    class Consumer:
        pass

    Consumer.app = app
    sweep_at_start(Consumer)

    assert sent == [sweep.name]
    assert [entry["schedule"] for entry in BEAT.values() if entry["task"] == sweep.name] == [30.0]


def test_every_entry_of_the_timetable_is_a_task_and_leaves_no_pile():
    app.loader.import_default_modules()

    assert app.conf.beat_schedule == BEAT
    assert {entry["task"] for entry in BEAT.values()} <= set(app.tasks)
    assert all(entry["options"]["expires"] for entry in BEAT.values())


def test_messages_are_kept_until_the_work_is_over():
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.task_ignore_result
