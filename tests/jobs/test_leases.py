"""A process that lost its lease keeps nothing; one that lives keeps its lease."""

import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from jobs import leases
from jobs.leases import HeartBeat, Lease, claim
from jobs.models import Job
from jobs.running import run
from tests.jobs.tasks_for_tests import publish
from tests.jobs.timing import lease_runs_out


@pytest.fixture
def short_lease(monkeypatch):
    monkeypatch.setattr(leases, "LEASE", timedelta(seconds=0.6))


def overtaken(lease):
    """While this work slept, its lease ran out and another process did the job."""
    lease_runs_out(lease.job)
    run(lease.job.pk, publishing)
    publishing(lease)


def publishing(lease):
    with lease.publishing():
        publish(lease)


@pytest.mark.django_db
def test_fault_105_what_an_overtaken_process_made_is_dropped(ask, drawn_up, caplog):
    job = ask()

    run(job.pk, overtaken)

    job.refresh_from_db()
    assert drawn_up() == 1
    assert (job.status, job.attempts) == (Job.Status.DONE, 2)
    assert "what was made here is dropped" in caplog.text


@pytest.mark.django_db
def test_fault_105_without_the_fence_there_would_be_two(ask, drawn_up, monkeypatch):
    def careless(lease, **facts):
        Job.objects.filter(pk=lease.job.pk).update(**facts)

    monkeypatch.setattr(Lease, "write", careless)

    run(ask().pk, overtaken)

    assert drawn_up() == 2


@pytest.mark.django_db
def test_an_overtaken_process_cannot_fail_a_job_that_is_done(ask):
    def overtaken_and_broken(lease):
        lease_runs_out(lease.job)
        run(lease.job.pk, publishing)
        raise RuntimeError("woke up in another world")

    job = ask()

    run(job.pk, overtaken_and_broken)

    job.refresh_from_db()
    assert (job.status, job.reason) == (Job.Status.DONE, "")


@pytest.mark.django_db
def test_work_overtaken_half_way_stops_at_its_next_progress(ask):
    reached = []

    def work(lease):
        lease_runs_out(lease.job)
        claim(lease.job.pk, timezone.now())
        lease.progress(1, "Charts and tables")
        reached.append("the end")

    run(ask().pk, work)

    assert reached == []


@pytest.mark.django_db
def test_a_job_publishes_once(ask, drawn_up):
    def twice(lease):
        publishing(lease)
        publishing(lease)

    run(ask().pk, twice)

    assert drawn_up() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_heart_beat_keeps_work_that_outlasts_its_lease(ask, drawn_up, short_lease):
    seen = []

    def slow(lease):
        time.sleep(1.5)
        seen.append(claim(lease.job.pk, timezone.now()))
        publishing(lease)

    job = ask()

    run(job.pk, slow)

    job.refresh_from_db()
    assert seen == [None]
    assert (job.status, job.attempts, drawn_up()) == (Job.Status.DONE, 1, 1)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_a_heart_beat_it_would_be_taken_away(ask, short_lease, monkeypatch):
    monkeypatch.setattr(HeartBeat, "beat", lambda heart: None)
    seen = []

    def slow(lease):
        time.sleep(0.8)
        seen.append(claim(lease.job.pk, timezone.now()))

    run(ask().pk, slow)

    assert seen[0]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_work_that_hangs_is_not_kept_for_ever(ask, short_lease, monkeypatch):
    monkeypatch.setattr(leases, "LONGEST_WORK", timedelta(seconds=0.6))
    seen = []

    def hanging(lease):
        patience = time.monotonic() + 30
        while not (taken := claim(lease.job.pk, timezone.now())) and time.monotonic() < patience:
            time.sleep(0.1)
        seen.append(taken)

    run(ask().pk, hanging)

    assert seen[0]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_heart_beat_waits_out_a_long_publishing(ask, drawn_up, short_lease):
    def long(lease):
        with lease.publishing():
            publish(lease)
            time.sleep(1.5)

    job = ask()

    run(job.pk, long)

    job.refresh_from_db()
    assert (job.status, job.attempts, drawn_up()) == (Job.Status.DONE, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_heart_beats_that_cannot_be_written_do_not_end_the_work(
    ask, drawn_up, short_lease, monkeypatch, caplog
):
    def locked(lease, moment):
        raise OperationalError("database is locked")

    monkeypatch.setattr(Lease, "renew", locked)

    def work(lease):
        time.sleep(0.5)
        publishing(lease)

    run(ask().pk, work)

    assert drawn_up() == 1
    assert "a heart-beat was missed: database is locked" in caplog.text


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_heart_beat_that_gives_up_on_the_real_lock_does_not_end_the_work(
    ask, drawn_up, short_lease, monkeypatch, caplog
):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has one write lock for all")
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.1)

    def long(lease):
        with lease.publishing():
            publish(lease)
            time.sleep(0.8)

    run(ask().pk, long)

    assert drawn_up() == 1
    assert "a heart-beat was missed: database is locked" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_the_heart_beat_tells_the_work_that_the_job_was_taken(ask, short_lease, drawn_up):
    def work(lease):
        Job.objects.filter(pk=lease.job.pk).update(lease_token="somebody else")
        time.sleep(0.5)
        assert lease.lost
        publishing(lease)

    run(ask().pk, work)

    assert drawn_up() == 0
