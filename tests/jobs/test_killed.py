"""kill -9 of the process that does the job, at every point: one report in the end, never two."""

import signal

import pytest

from jobs.models import Job
from tests.jobs.conftest import wait_until
from tests.jobs.timing import lease_runs_out

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

RUN_JOBS = ("manage.py", "run_jobs")


def ended(process):
    """What the process wrote and how it ended."""
    said, _ = process.communicate(timeout=60)
    return said.decode(), process.returncode


def done_by_another(job, start):
    lease_runs_out(job)
    said, ending = ended(start(*RUN_JOBS))
    assert ending == 0, said
    job.refresh_from_db()


@pytest.mark.parametrize("point", ["the work began", "the report was written"])
def test_fault_105_killed_before_the_commit_the_work_is_done_again(ask, start, drawn_up, point):
    job = ask()

    said, ending = ended(start(*RUN_JOBS, DIE_WHEN=point))
    left_behind = drawn_up()
    done_by_another(job, start)

    assert ending == -signal.SIGKILL, said
    assert left_behind == 0
    assert (job.status, job.attempts, drawn_up()) == (Job.Status.DONE, 2, 1)


def test_fault_105_killed_after_the_commit_nothing_is_done_again(ask, start, drawn_up):
    job = ask()

    said, ending = ended(start(*RUN_JOBS, DIE_WHEN="the report was published"))
    done_by_another(job, start)

    assert ending == -signal.SIGKILL, said
    assert (job.status, job.attempts, drawn_up()) == (Job.Status.DONE, 1, 1)


def test_fault_105_killed_from_outside_in_the_middle_of_the_work(ask, start, drawn_up):
    job = ask()
    process = start(*RUN_JOBS, LINGER="60")
    wait_until(lambda: Job.objects.get(pk=job.pk).progress_done == 1)

    process.kill()
    _, ending = ended(process)
    done_by_another(job, start)

    assert ending == -signal.SIGKILL
    assert (job.status, job.attempts, drawn_up()) == (Job.Status.DONE, 2, 1)


def test_told_to_stop_the_process_finishes_the_job_at_hand(ask, start, drawn_up):
    first, second = ask(), ask()
    process = start(*RUN_JOBS, "--forever", LINGER="2")
    wait_until(lambda: Job.objects.get(pk=first.pk).progress_done == 1)

    process.terminate()
    said, ending = ended(process)

    second.refresh_from_db()
    assert ending == 0, said
    assert (second.status, drawn_up()) == (Job.Status.QUEUED, 1)
