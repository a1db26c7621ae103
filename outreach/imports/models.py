from __future__ import annotations

import hashlib
import json
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from jobs.models import Job
from personnel.models import Member
from personnel.roles import Role


class ImportFileQuerySet(models.QuerySet["ImportFile"]):
    def visible_to(self, member: Member) -> ImportFileQuerySet:
        """What was brought in, or is; one's own trials, and what one is asked to approve.

        What nobody has asked for yet is its uploader's alone: the file may hold anything.
        """
        seen = Q(started_at__isnull=False) | Q(by=member)
        if member.role == Role.UNIT_SUPERVISOR or member.is_command:
            seen |= Q(asked_at__isnull=False)
        return self.filter(seen)

    def forgotten_on(self, moment: datetime) -> ImportFileQuerySet:
        """Uploaded, looked at perhaps, and left lying by `moment`; not what somebody is to approve."""
        return self.filter(started_at=None, asked_at=None, uploaded_at__lt=moment)

    def awaiting_approval(self) -> ImportFileQuerySet:
        return self.filter(asked_at__isnull=False, started_at=None)

    def brought_in(self) -> ImportFileQuerySet:
        return self.filter(applied_at__isnull=False)


class ImportFile(models.Model):
    """A file someone uploads to bring in groups or concerns: looked at first, then brought in.

    Its content is kept only until it has been brought in or thrown away; what became of each row
    stays. It moves only through `outreach.imports.files`.
    """

    class Kind(models.TextChoices):
        GROUPS = "groups", "Groups"
        CONCERNS = "concerns", "Concerns"

    class Step(models.TextChoices):
        """What is to be found out or said next of a file of concerns."""

        READING = "reading", "How it is read"
        COLUMNS = "columns", "What is in its columns"
        WORDS = "words", "What the words of a column stand for"
        COUNTS = "counts", "What would come in"

    kind = models.CharField(max_length=20, choices=Kind)
    name = models.CharField(max_length=120)
    # Where the records come from, as they are stored; for concerns the map says it.
    source = models.CharField(max_length=60, blank=True)
    # How to read a CSV file: a TOML map, and until there is one what the upload form asked.
    map_text = models.TextField(blank=True)
    encoding = models.CharField(max_length=20, blank=True)
    delimiter = models.CharField(max_length=1, default=",")
    # Empty: the row that names the columns is found; “none”, or its number. The sheet of a workbook.
    header = models.CharField(max_length=4, blank=True, default="", db_default="")
    sheet = models.CharField(max_length=120, blank=True, default="", db_default="")
    step = models.CharField(
        max_length=10, choices=Step, default=Step.COUNTS, db_default=Step.COUNTS
    )
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    # The tally as it would be, and as it was (importing.tally).
    previewed = models.JSONField(null=True, blank=True)
    applied = models.JSONField(null=True, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField(null=True, blank=True)
    job = models.OneToOneField(
        Job, models.PROTECT, null=True, blank=True, related_name="import_file"
    )
    applied_at = models.DateTimeField(null=True, blank=True)
    # The header and the first rows, for whoever looks at it before it comes in; no row afterwards.
    sample = models.JSONField(null=True, blank=True)
    # What was found at the top of a table, with what was guessed, and the words of a column; gone
    # with the content.
    top = models.JSONField(null=True, blank=True)
    words = models.JSONField(null=True, blank=True)
    # Somebody else is to approve it by that day; starting it is the approval.
    asked_at = models.DateTimeField(null=True, blank=True)
    decide_by = models.DateField(null=True, blank=True)
    # What the last one who was asked wants changed first.
    returned = models.JSONField(null=True, blank=True)
    # Somebody else than who brought it in first opened one of its concerns.
    read_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The job that looks at it, and of a file of groups what properties it found.
    look = models.OneToOneField(
        Job, models.PROTECT, null=True, blank=True, related_name="import_look"
    )
    properties = models.JSONField(null=True, blank=True)

    objects = ImportFileQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                # A file brought in by command has no job.
                name="import_started_has_who_and_when",
                condition=Q(started_at=None, started_by=None, job=None)
                | Q(started_at__isnull=False, started_by__isnull=False),
            ),
            models.CheckConstraint(
                name="import_applied_has_its_tally",
                condition=Q(applied_at=None, applied__isnull=True)
                | Q(applied_at__isnull=False, applied__isnull=False, started_at__isnull=False),
            ),
            models.CheckConstraint(
                name="import_asked_has_its_day",
                condition=Q(asked_at=None, decide_by=None)
                | Q(asked_at__isnull=False, decide_by__isnull=False),
            ),
            # What came in by approval was started by somebody else than who prepared it.
            models.CheckConstraint(
                name="import_approved_by_another",
                condition=Q(asked_at=None) | Q(started_by=None) | ~Q(started_by=F("by")),
            ),
            models.CheckConstraint(
                name="import_undone_has_who_and_when",
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False, applied_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("outreach:import", args=[self.pk])

    @property
    def mark(self) -> str:
        """What would come in, in short: whoever approves it says which one they have looked at."""
        said = [self.sha256, self.source, self.map_text, self.encoding, self.delimiter]
        told = json.dumps([*said, self.header, self.sheet, self.previewed], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @property
    def is_asked(self) -> bool:
        """Somebody else is to approve it."""
        return self.asked_at is not None and self.started_at is None

    @property
    def returned_note(self) -> str:
        """What whoever did not approve it wants changed first."""
        return (self.returned or {}).get("note", "")

    @property
    def is_approved(self) -> bool:
        """Somebody else than who prepared it has brought it in."""
        return self.started_by_id is not None and self.started_by_id != self.by_id

    @property
    def is_undone(self) -> bool:
        return self.undone_at is not None

    @property
    def is_looked_at(self) -> bool:
        """Whether the job that looks at it, if it has one, has come to an end."""
        return self.look is None or self.look.is_finished

    @property
    def is_started(self) -> bool:
        return self.started_at is not None

    @property
    def is_applied(self) -> bool:
        return self.applied_at is not None
