"""Two processes want the same job: one gets it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from jobs.leases import claim
from jobs.models import LEASE, LONGEST_WAIT, Job
from tests.jobs.timing import lease_runs_out


def both_at_once(job, take):
    """What two threads get that take the job at the same moment, each on its own connection."""
    together = threading.Barrier(2)

    def taker(_):
        try:
            return take(job, together)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        return [taken for taken in threads.map(taker, range(2)) if taken]


def carefully(job, together):
    together.wait()
    return claim(job.pk, timezone.now())


def carelessly(job, together):
    """As it is done without thinking: look first, then write."""
    is_free = Job.objects.claimable_at(timezone.now()).filter(pk=job.pk).exists()
    together.wait()
    return is_free and Job.objects.filter(pk=job.pk).update(attempts=1)


@pytest.mark.django_db(transaction=True)
def test_two_claims_at_once_make_one_lease(ask):
    for _ in range(5):
        job = ask()

        leases = both_at_once(job, carefully)

        job.refresh_from_db()
        assert len(leases) == 1
        assert (job.attempts, job.lease_token) == (1, leases[0].token)


@pytest.mark.django_db(transaction=True)
def test_without_the_conditional_update_both_would_have_it(ask):
    assert len(both_at_once(ask(), carelessly)) == 2


def test_a_job_in_somebodys_hands_is_left_alone(ask):
    job = ask()
    claim(job.pk, timezone.now())

    assert claim(job.pk, timezone.now()) is None


def test_a_job_whose_worker_gave_no_sign_of_life_is_taken_over(ask):
    job = ask()
    first = claim(job.pk, timezone.now())
    lease_runs_out(job)

    second = claim(job.pk, timezone.now())

    assert second.token != first.token
    assert second.job.attempts == 2


def test_a_job_resting_after_a_failed_try_is_not_due_yet(ask):
    now = timezone.now()
    job = ask(attempts=1, run_after=now + timedelta(seconds=10))

    assert claim(job.pk, now) is None
    assert claim(job.pk, now + timedelta(seconds=10))


def test_a_job_with_no_tries_left_is_nobodys(ask):
    job = ask(attempts=5)

    assert claim(job.pk, timezone.now()) is None


def test_fault_109_a_clock_set_back_an_hour_holds_nothing_up(ask):
    now = timezone.now()
    an_hour_ago = now - timedelta(hours=1)
    asked, resting, held = ask(queued_at=now), ask(attempts=1, run_after=now), ask()
    claim(held.pk, now)

    free = Job.objects.claimable_at(an_hour_ago)

    assert set(free) == {asked, resting, held}


def test_fault_109_a_lease_and_a_rest_hold_to_their_last_second(ask):
    now = timezone.now()
    resting, held = ask(attempts=4, run_after=now + LONGEST_WAIT), ask()
    claim(held.pk, now)

    assert not Job.objects.claimable_at(now).exists()
    assert set(Job.objects.claimable_at(now + LEASE)) == {held}
    assert set(Job.objects.claimable_at(now + LONGEST_WAIT)) == {held, resting}
