"""A small report as a job, in this process, in a child process and in a real worker.

What it draws up is a Group: any record would do. The name is never the same twice, so that a
report drawn up twice shows as two.
"""

import os
import signal
import time
from uuid import uuid4

from django.contrib.auth.models import Group

from jobs.asking import job
from jobs.running import Lease
from records.verdicts import YES

TASK = "tests.jobs.tasks_for_tests.draw_up"


@job(TASK, may=lambda member, argument, at: YES)
def draw_up(lease: Lease) -> None:
    in_two_parts(lease)


def in_two_parts(lease: Lease) -> None:
    die_if_told("the work began")
    lease.progress(1, "Concerns of the period", total=2)
    time.sleep(float(os.environ.get("LINGER", "0")))
    with lease.publishing():
        publish(lease)
        die_if_told("the report was written")
    die_if_told("the report was published")


def publish(lease: Lease) -> None:
    Group.objects.create(name=f"Report {lease.job.argument} {uuid4()}")


def die_if_told(point: str) -> None:
    """As the kernel ends a process that took too much memory: no clean-up of any kind."""
    if os.environ.get("DIE_WHEN") == point:
        os.kill(os.getpid(), signal.SIGKILL)
