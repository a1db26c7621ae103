"""One process holds one job: the claim, the sign of life, and the fence at the end.

The claim is one conditional UPDATE, the same on SQLite and PostgreSQL, and writes a token only
this process knows. Everything written about the job later names that token. A process that lost
its lease, because it slept or the network did, finds no row under its token: what it made is
rolled back and somebody else's counts.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import uuid4

from django.db import DatabaseError, InterfaceError, connections, transaction
from django.db.models import F
from django.utils import timezone

from audit import rounds
from jobs.models import LEASE, Job

log = logging.getLogger(__name__)

# Under one label progress is written at most this often; a new label is always written, since the
# page may show it for long.
SECONDS_BETWEEN_WRITES = 0.25
# Work that takes longer hangs: its heart stops, and another process may try.
LONGEST_WORK = timedelta(minutes=15)


class LeaseLost(Exception):
    """Another process has the job now; nothing this one made may be kept."""


def claim(job_id: int, moment: datetime) -> Lease | None:
    """Take the job if it is anybody's to take at `moment`, and count the attempt."""
    token = uuid4().hex
    taken = (
        Job.objects.claimable_at(moment)
        .filter(pk=job_id)
        .update(
            status=Job.Status.RUNNING,
            lease_token=token,
            lease_until=moment + LEASE,
            attempts=F("attempts") + 1,
            started_at=moment,
            progress_done=0,
            progress_label="",
        )
    )
    return Lease(Job.objects.get(pk=job_id), token) if taken else None


class Lease:
    """The right to finish one job, and where its progress is told.

    job: as it stood when it was claimed; `job.argument` is the key of the record to work on.
    """

    def __init__(self, job: Job, token: str) -> None:
        self.job = job
        self.token = token
        self.published = False
        self.lost = False
        # The latest redaction when it began to read: what comes later is in nothing it made.
        self.redaction = rounds.latest()
        # Raises when whoever asked for the job may not have it done any more; `run` says how.
        self.ask_again: Callable[[], None] = lambda: None
        self._written_at = 0.0
        self._publishing = False

    def progress(self, done: int, label: str = "", total: int | None = None) -> None:
        """Tell the page that `done` parts of `total` are finished and `label` comes now.

        Raises LeaseLost, so that long work stops once it works for nobody.
        """
        job = self.job
        before, job.progress_label = job.progress_label, label[:200]
        job.progress_total = job.progress_total if total is None else total
        job.progress_done = min(done, job.progress_total or done)
        is_news = job.progress_label != before or job.progress_done == job.progress_total
        rested = time.monotonic() - self._written_at >= SECONDS_BETWEEN_WRITES
        # From the publishing transaction on, nobody would see it before the job is done.
        if (is_news or rested) and not (self._publishing or self.published):
            self._written_at = time.monotonic()
            self.write(
                progress_done=job.progress_done,
                progress_total=job.progress_total,
                progress_label=job.progress_label,
            )

    @contextmanager
    def publishing(self) -> Iterator[None]:
        """One transaction for what the work made and for the job being done: both or neither.

        Keep it short: on SQLite it holds the only write lock. Raises LeaseLost, NotAllowed when
        whoever asked for it lost the right to it while it was being made, or WordsTakenOut when
        something was redacted meanwhile.
        """
        self.refuse_if_lost()
        self._publishing = True
        try:
            with transaction.atomic():
                rounds.refuse_if_later_than(self.redaction)
                self.ask_again()
                yield
                self.finish()
        finally:
            self._publishing = False
        self.published = True

    def finish(self) -> None:
        """Mark the job done, if it is still ours. Raises LeaseLost."""
        total = self.job.progress_total
        all_of_it = {"progress_done": total, "progress_total": total, "progress_label": ""}
        done = let_go(Job.Status.DONE) | {"finished_at": timezone.now(), "reason": ""}
        self.write(**done, **all_of_it)

    def renew(self, moment: datetime) -> None:
        """The sign of life. Raises LeaseLost."""
        self.write(lease_until=moment + LEASE)

    def write(self, **facts: Any) -> None:
        """Every write about a running job: fenced by the token. Raises LeaseLost."""
        self.refuse_if_lost()
        if not Job.objects.filter(pk=self.job.pk, lease_token=self.token).update(**facts):
            raise LeaseLost(f"Job {self.job.pk} is no longer ours")

    def refuse_if_lost(self) -> None:
        if self.lost:
            raise LeaseLost(f"Job {self.job.pk} is no longer ours")


def let_go(status: Job.Status) -> dict[str, Any]:
    """The facts of a job that nobody holds."""
    return {"status": status, "lease_token": "", "lease_until": None}


class HeartBeat(threading.Thread):
    """Renews a lease three times in its length, on a database connection of its own.

    While the work publishes, SQLite lets nobody else write, and the beat waits for the lock or
    gives up on it. Neither matters: the same lock keeps everybody else from claiming the job. So
    a beat that cannot be written is noted and the next one tries again.
    """

    def __init__(self, lease: Lease) -> None:
        super().__init__(name=f"heart-beat of job {lease.job.pk}", daemon=True)
        self.lease = lease
        self.every = LEASE.total_seconds() / 3
        self.beats = int(LONGEST_WORK / LEASE * 3)
        self.work_ended = threading.Event()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *args: object) -> None:
        self.work_ended.set()
        self.join()

    def run(self) -> None:
        try:
            for _ in range(self.beats):
                if self.work_ended.wait(self.every) or self.lease.lost:
                    break
                self.beat()
        finally:
            connections.close_all()

    def beat(self) -> None:
        try:
            self.lease.renew(timezone.now())
        except LeaseLost:
            # Also what a beat sees that comes just after the work was published: no harm then.
            self.lease.lost = True
        except (DatabaseError, InterfaceError) as problem:
            log.warning("Job %s: a heart-beat was missed: %s", self.lease.job.pk, problem)
            connections.close_all()
