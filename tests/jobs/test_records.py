"""What must never be stored, and what the README says of a job's life."""

from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from jobs import running
from jobs.models import Job

README = Path(running.__file__).parent / "README.md"
NOW = "2026-04-02T08:00Z"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"status": "lost"}, "job_status_is_known|job_finished_has_its_time"),
        ({"status": "running", "started_at": NOW}, "job_has_a_lease_only_while_it_runs"),
        ({"lease_token": "abc"}, "job_has_a_lease_only_while_it_runs"),
        ({"lease_until": NOW}, "job_has_a_lease_only_while_it_runs"),
        ({"status": "done"}, "job_finished_has_its_time"),
        ({"finished_at": NOW}, "job_finished_has_its_time"),
        ({"status": "failed", "finished_at": NOW}, "job_failed_has_its_reason"),
    ],
)
def test_a_job_that_contradicts_itself_is_not_stored(ask, facts, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ask(**facts)


def test_every_status_has_its_steps_and_can_be_reached():
    reached = {Job.Status.QUEUED}.union(*running.STEPS.values())

    assert set(running.STEPS) == reached == set(Job.Status)
