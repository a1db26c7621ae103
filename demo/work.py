"""Work that outlives a request, done in this process as if it were the moment it is played at."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from django.db import connections

from jobs.asking import verdict_of
from jobs.models import Job
from jobs.running import NotDone, Work, run
from programs.evaluations.printing import print_evaluation
from programs.evaluations.workflows.deciding import PRINT_TASK as EVALUATION_TASK
from programs.models import Evaluation
from reports.models import Report
from reports.workflows.printing import print_report
from reports.workflows.review import PRINT_TASK as REPORT_TASK

Printed = Report | Evaluation


def do_job(job: Job, at: datetime, work: Work) -> None:
    """Do the job and date its row `at`. Raises NotDone with the reason where it fails."""
    run(job.pk, work, may=verdict_of(job.task))
    job.refresh_from_db()
    if job.status != Job.Status.DONE:
        raise NotDone(f"{job.subject}: {job.reason}")
    moments = {"queued_at": at, "started_at": at, "finished_at": at + timedelta(seconds=4)}
    Job.objects.filter(pk=job.pk).update(**moments)


def print_issued(*, at_once: int = 2) -> None:
    """Make the PDF of every issued report and decided evaluation, `at_once` side by side.

    Laying out takes seconds, so it comes after the year is saved: what is cut off here stays
    queued, and the worker makes it. With one at a time it happens on this thread's connection.
    """
    found: list[Printed] = [
        *Report.objects.issued().filter(printing=None).order_by("issued_at"),
        *Evaluation.objects.decided().filter(printing=None).order_by("decided_at"),
    ]
    if at_once == 1:
        _print_all(found)
        return
    with ThreadPoolExecutor(at_once) as printers:
        list(printers.map(_print_and_hang_up, (found[n::at_once] for n in range(at_once))))


def _print_and_hang_up(documents: Iterable[Printed]) -> None:
    try:
        _print_all(documents)
    finally:
        connections.close_all()


def _print_all(documents: Iterable[Printed]) -> None:
    for document in documents:
        if isinstance(document, Report):
            _print(document, document.issued_at, REPORT_TASK, print_report)
        else:
            _print(document, document.decided_at, EVALUATION_TASK, print_evaluation)


def _print(document: Printed, settled: datetime | None, task: str, make: Any) -> None:
    """Dated a minute after it was settled."""
    assert settled
    at = settled + timedelta(minutes=1)
    job = Job.objects.get(task=task, argument=document.pk)
    do_job(job, at, lambda lease: make(document, lease, at=at))
