"""Work that outlives a request, done in this process as if it were the moment it is played at."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from django.db import connections

from jobs.models import Job
from jobs.running import NotDone, Work, run
from reports.models import Report
from reports.workflows.printing import print_report
from reports.workflows.review import PRINT_TASK


def do_job(job: Job, at: datetime, work: Work) -> None:
    """Do the job and date its row `at`. Raises NotDone with the reason where it fails."""
    run(job.pk, work)
    job.refresh_from_db()
    if job.status != Job.Status.DONE:
        raise NotDone(f"{job.subject}: {job.reason}")
    moments = {"queued_at": at, "started_at": at, "finished_at": at + timedelta(seconds=4)}
    Job.objects.filter(pk=job.pk).update(**moments)


def print_issued(*, at_once: int = 2) -> None:
    """Make the PDF of every issued report, `at_once` side by side.

    Laying out takes seconds, so it comes after the year is saved: what is cut off here stays
    queued, and the worker makes it. With one at a time it happens on this thread's connection.
    """
    reports = Report.objects.issued().filter(printing=None).order_by("issued_at")
    if at_once == 1:
        _print_all(reports)
        return
    with ThreadPoolExecutor(at_once) as printers:
        found = list(reports)
        list(printers.map(_print_and_hang_up, (found[n::at_once] for n in range(at_once))))


def _print_and_hang_up(reports: Iterable[Report]) -> None:
    try:
        _print_all(reports)
    finally:
        connections.close_all()


def _print_all(reports: Iterable[Report]) -> None:
    for report in reports:
        assert report.issued_at
        _print(report, report.issued_at + timedelta(minutes=1))


def _print(report: Report, at: datetime) -> None:
    job = Job.objects.get(task=PRINT_TASK, argument=report.pk)
    do_job(job, at, lambda lease: print_report(report, lease, at=at))
