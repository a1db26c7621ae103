"""Doing a job: claimed, kept alive, published once, or tried again later.

    @job("reports.assemble_report", may=may_have_assembled)
    def assemble_report(lease: Lease) -> None:
        assemble(lease.job.argument, lease)

The work reads, tells its progress, and writes what it made inside `with lease.publishing():`.
Whether whoever asked for it may have it done is asked before it begins, and once more there.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from celery import current_app
from django.utils import timezone
from structlog.contextvars import bound_contextvars

from audit.acting import acting_as
from audit.rounds import WordsTakenOut
from jobs.asking import May, NotAllowed, note_refused, require, timetable_alone
from jobs.leases import HeartBeat, Lease, LeaseLost, claim, let_go
from jobs.models import LONGEST_WAIT, Job

__all__ = ["Hopeless", "Lease", "LeaseLost", "NotDone", "Refused", "run", "run_now"]

log = logging.getLogger(__name__)

Status = Job.Status

STEPS = {
    Status.QUEUED: {Status.RUNNING},
    Status.RUNNING: {Status.DONE, Status.QUEUED, Status.FAILED},
    Status.DONE: set(),
    Status.FAILED: {Status.QUEUED},
}

Work = Callable[[Lease], None]


class Refused(Exception):
    """This try came to nothing, for the reason given in words a member can read.

    `then`: what to do once no other try is made.
    """

    def __init__(self, reason: str, *, then: str = "") -> None:
        super().__init__(reason)
        self.then = then


class Hopeless(Refused):
    """Another try would come to nothing too, so none is made."""


class NotDone(Exception):
    """`run_now` ended without the job being done; says why."""


def run(job_id: int, work: Work, *, may: May = timetable_alone) -> None:
    """Do the job if it is free to be taken; if it is not, somebody else has it and all is well.

    `may`: the verdict on whoever asked for it (see `jobs.asking`). Never raises for what goes wrong in the work: the row says what happened.
    """
    lease = claim(job_id, timezone.now())
    if lease is None:
        log.info("Job %s is not to be taken now", job_id)
        return
    lease.ask_again = partial(_require, lease.job, may)
    with HeartBeat(lease), bound_contextvars(job=job_id), acting_as(request=f"job {job_id}"):
        try:
            _do(work, lease)
        except LeaseLost as lost:
            log.warning("%s; what was made here is dropped", lost)


def run_now(job: Job) -> None:
    """Do the job in this process, by its Celery task but without a broker.

    Raises NotDone with the reason when the job is not done afterwards.
    """
    if not is_known(job.task):
        raise NotDone(f"This version of Liaison does not know how to do “{job.subject}”.")
    current_app.tasks[job.task](job.pk)
    job.refresh_from_db()
    if job.status != Status.DONE:
        raise NotDone(job.reason or f"Another process is at work on “{job.subject}”.")


def is_known(task: str) -> bool:
    """Whether this version has the task; a job of a newer version is left for a newer worker."""
    if task not in current_app.tasks:
        # A web process or a command has not imported the tasks of every app yet.
        current_app.loader.import_default_modules()
    return task in current_app.tasks


def _do(work: Work, lease: Lease) -> None:
    try:
        lease.ask_again()
        work(lease)
        if not lease.published:
            lease.finish()
    except LeaseLost:
        raise
    except NotAllowed as refused:
        note_refused(lease.job)
        _give_up(lease, str(refused))
    except WordsTakenOut:
        _try_again_later(lease, "Words were redacted meanwhile. The records are read once more.")
    except Hopeless as hopeless:
        _give_up(lease, str(hopeless))
    except Refused as refused:
        _try_again_later(lease, str(refused), then=refused.then)
    except Exception:
        log.exception("Job %s (%s) stopped with an error", lease.job.pk, lease.job.task)
        _try_again_later(lease, _in_words(lease.job.attempts))


def _require(job: Job, may: May) -> None:
    require(job, may, timezone.now())


def _try_again_later(lease: Lease, reason: str, *, then: str = "") -> None:
    attempts = lease.job.attempts
    if attempts >= lease.job.max_attempts:
        _give_up(lease, f"{reason} {then}".strip())
    else:
        later = timezone.now() + back_off(attempts)
        lease.write(**let_go(Status.QUEUED), run_after=later, reason=reason)


def back_off(attempts: int) -> timedelta:
    """The rest before the next try: 10 s after the first, doubling."""
    return min(timedelta(seconds=5 * 2**attempts), LONGEST_WAIT)


def _give_up(lease: Lease, reason: str) -> None:
    facts = {"reason": reason or _in_words(lease.job.attempts), "finished_at": timezone.now()}
    lease.write(**let_go(Status.FAILED), **facts)


def give_up_on_cut_off(moment: datetime) -> int:
    """Stop jobs whose process died under each of their tries; returns how many."""
    reason = "The work was cut off each time it was tried; the server may have run out of memory."
    return Job.objects.cut_off_at(moment).update(
        **let_go(Status.FAILED), reason=reason, finished_at=moment
    )


def _in_words(attempts: int) -> str:
    times = "once" if attempts == 1 else f"{attempts} times"
    return (
        f"The work was tried {times} and stopped with an error. The server's log has the details."
    )
