from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from documents.statuses import StatusChoices, StatusField

# How long a claim holds without a sign of life from the process that made it.
LEASE = timedelta(seconds=60)
# No back-off is longer, so a job that waits longer than this waits because a clock was set back.
LONGEST_WAIT = timedelta(minutes=10)


class Asker(Protocol):
    """What this room needs to know of a member: the rooms above know the rest."""

    pk: int

    @property
    def leads(self) -> bool: ...


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, member: Asker) -> JobQuerySet:
        """What the member asked for; for those who lead, also what others asked for in common."""
        own = Q(asked_by_id=member.pk)
        return self.filter(own | Q(for_asker_alone=False)) if member.leads else self.filter(own)

    def due_on(self, moment: datetime) -> JobQuerySet:
        """Asked for, not begun, and not waiting for its next try."""
        waiting = Q(run_after__gt=moment, run_after__lte=moment + LONGEST_WAIT)
        return self.filter(status=Job.Status.QUEUED).exclude(waiting)

    def stuck_at(self, moment: datetime) -> JobQuerySet:
        """Begun by a process that has given no sign of life for a whole lease.

        A lease that reaches further than leases do was written before a clock was set back.
        """
        alive = Q(lease_until__gt=moment, lease_until__lte=moment + 2 * LEASE)
        return self.filter(status=Job.Status.RUNNING).exclude(alive)

    def claimable_at(self, moment: datetime) -> JobQuerySet:
        """What a process may take into its hands now."""
        within_its_tries = self.filter(attempts__lt=F("max_attempts"))
        return within_its_tries.due_on(moment) | within_its_tries.stuck_at(moment)

    def cut_off_at(self, moment: datetime) -> JobQuerySet:
        """Stuck, with every try used up: work that ends the process which does it."""
        return self.stuck_at(moment).filter(attempts__gte=F("max_attempts"))

    def unfinished(self) -> JobQuerySet:
        return self.filter(status__in=[Job.Status.QUEUED, Job.Status.RUNNING])

    def dead(self) -> JobQuerySet:
        """Given up, until somebody asks for another try."""
        return self.filter(status=Job.Status.FAILED)


class Job(models.Model):
    """Work somebody asked for that takes longer than a request. This row owns it; see README."""

    class Status(StatusChoices):
        QUEUED = "queued", "", "hourglass-split", "Waiting its turn"
        RUNNING = "running", "active", "arrow-repeat", "Running"
        DONE = "done", "ok", "check-circle", "Done"
        FAILED = "failed", "bad", "exclamation-circle", "Failed"

    FINISHED = (Status.DONE, Status.FAILED)

    task = models.CharField(max_length=200, help_text="Name of the Celery task.")
    argument = models.BigIntegerField(help_text="Key of the record the work is about.")
    key = models.CharField(max_length=200, unique=True, help_text="Names this work once, for ever.")
    subject = models.CharField(max_length=200, help_text="What is being made, for the page.")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # A document made for one reader: that it was asked for may tell of a record others do not know.
    for_asker_alone = models.BooleanField(default=False, db_default=False)
    # Moves only through jobs.queue, jobs.leases and jobs.tasks, by conditional updates.
    status = StatusField(Status, max_length=20, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=5)
    run_after = models.DateTimeField(null=True, blank=True, help_text="Back-off of the next try.")
    lease_token = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0, help_text="0: nobody can say.")
    progress_label = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True, help_text="Why the last try stopped, for the page.")
    queued_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["queued_at", "pk"]
        indexes = [
            models.Index(
                fields=["status", "queued_at"],
                condition=Q(status__in=["queued", "running"]),
                name="job_unfinished",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="job_status_is_known",
                condition=Q(status__in=["queued", "running", "done", "failed"]),
            ),
            models.CheckConstraint(
                name="job_has_a_lease_only_while_it_runs",
                condition=Q(status="running", lease_until__isnull=False, started_at__isnull=False)
                & ~Q(lease_token="")
                | ~Q(status="running") & Q(lease_token="", lease_until=None),
            ),
            models.CheckConstraint(
                name="job_finished_has_its_time",
                condition=Q(status__in=["done", "failed"], finished_at__isnull=False)
                | Q(status__in=["queued", "running"], finished_at=None),
            ),
            models.CheckConstraint(
                name="job_failed_has_its_reason",
                condition=~Q(status="failed") | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def is_visible_to(self, member: Asker) -> bool:
        return self.asked_by_id == member.pk or (member.leads and not self.for_asker_alone)

    @property
    def is_finished(self) -> bool:
        return self.status in Job.FINISHED

    @property
    def is_failed(self) -> bool:
        return self.status == Job.Status.FAILED

    @property
    def progress(self) -> str:
        """Where the work stands, in words: “3 of 6 done: Presentations and meetings”."""
        if self.status == Job.Status.QUEUED:
            again = f"Waiting to be tried again. {self.reason}".strip()
            return again if self.attempts else "Waiting for its turn"
        if not self.progress_total:
            return self.progress_label or Job.Status(self.status).label
        counted = f"{self.progress_done} of {self.progress_total} done"
        return f"{counted}: {self.progress_label}" if self.progress_label else counted


class Paper(models.Model):
    """A document a job has made, kept for a day so that it is not laid out in a request.

    `task` and `argument` are those of its job; `variant` tells documents of one record apart;
    `made_from` is the digest of what it was made of (see `jobs.papers`).
    """

    task = models.CharField(max_length=200)
    argument = models.BigIntegerField()
    variant = models.CharField(max_length=20, blank=True)
    made_from = models.CharField(max_length=64)
    pdf = models.BinaryField()
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task", "argument", "variant"], name="paper_once_per_record"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.argument} {self.variant}".strip()
