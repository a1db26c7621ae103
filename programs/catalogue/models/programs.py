from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from i18nfield.fields import I18nTextField

from documents.statuses import StatusChoices, StatusField
from personnel.models import Member
from policies.models import Topic
from policies.periods import Period
from records.history import StatusChange
from records.versions import Versioned


class ProgramQuerySet(models.QuerySet["Program"]):
    def visible_to(self, member: Member) -> ProgramQuerySet:
        """The catalogue is read by everyone who reads content (row 20)."""
        return self if member.may_read_content else self.none()

    def running(self) -> ProgramQuerySet:
        return self.filter(status=Program.Status.ACTIVE)

    def ran_in(self, period: Period) -> ProgramQuerySet:
        """Begun by the end of the period, and not over when it began."""
        begun = Q(started_on__isnull=False, started_on__lte=period.last)
        return self.filter(begun).exclude(ended_on__lte=period.first)


class Program(Versioned):
    """A prevention or community program of the department (K-IV.E.3, K-IV.E.6, P-II.G)."""

    class Kind(models.TextChoices):
        PREVENTION = "prevention", "Crime prevention"
        EDUCATION = "education", "Education"
        WATCH = "watch", "Community watch"
        YOUTH = "youth", "Young people"
        DIVERSION = "diversion", "Diversion"
        SOCIAL_SERVICE = "social_service", "Social service"

    class Status(StatusChoices):
        PROPOSED = "proposed", "wait", "hourglass-split", "Proposed"
        ACTIVE = "active", "ok", "check-circle", "Active"
        PAUSED = "paused", "warn", "pause-circle", "Paused"
        DISCONTINUED = "discontinued", "done", "slash-circle", "Discontinued"

    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.PREVENTION)
    audience = models.CharField(max_length=160, blank=True)
    objectives = models.TextField(blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="programs_owned"
    )
    partner_agency = models.CharField(max_length=160, blank=True)
    materials = models.TextField(blank=True)
    # One area a line, as the department calls them.
    target_areas = models.TextField(blank=True)
    public_description = I18nTextField(blank=True)
    status = StatusField(Status, max_length=20, default=Status.PROPOSED)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    submission = models.UUIDField(default=uuid4, unique=True, editable=False)

    objects = ProgramQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="program_that_ran_has_its_days",
                condition=Q(status="proposed", started_on=None, ended_on=None)
                | Q(status__in=["active", "paused"], started_on__isnull=False, ended_on=None)
                | Q(status="discontinued", ended_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programs:program", args=[self.pk])

    @property
    def is_over(self) -> bool:
        return self.status == self.Status.DISCONTINUED

    @property
    def has_clients(self) -> bool:
        """Works with single persons: nothing about their health is written down here (P-II.G)."""
        return self.kind in (self.Kind.DIVERSION, self.Kind.SOCIAL_SERVICE)

    @property
    def areas(self) -> list[str]:
        return [line.strip() for line in self.target_areas.splitlines() if line.strip()]


class ProgramStep(StatusChange):
    Status = Program.Status

    program = models.ForeignKey(Program, models.CASCADE, related_name="steps")


class FormerOwner(models.Model):
    """Who owned a program before, and until when.

    Handing a program over does not make it someone else's work: who owned it in a year still does
    not decide its evaluation (floor 1).
    """

    program = models.ForeignKey(Program, models.CASCADE, related_name="former_owners")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    until = models.DateField()

    class Meta:
        ordering = ["until", "pk"]

    def __str__(self) -> str:
        return f"{self.member}, owner of {self.program} until {self.until}"


class ProgramTopic(models.Model):
    """A topic whose presentations belong to a program, from one day to another (K-IV.Q).

    A topic serves one program at a time, so that no session is counted twice.
    """

    program = models.ForeignKey(Program, models.CASCADE, related_name="topics")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="served")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["topic__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["topic"], condition=Q(until=None), name="topic_serves_one_program"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} of {self.program}"


class ProgramPersonQuerySet(models.QuerySet["ProgramPerson"]):
    def in_period(self, period: Period) -> ProgramPersonQuerySet:
        """Those who worked in a program on at least one day of `period`."""
        begun = self.filter(since__lte=period.last)
        return begun.filter(Q(until=None) | Q(until__gte=period.first))


class ProgramPerson(models.Model):
    """Who works in a program, and what qualifies them for it (K-IV.E.6, K-IV.G.3)."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="personnel")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="programs_served"
    )
    qualification = models.CharField(max_length=200, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = ProgramPersonQuerySet.as_manager()

    class Meta:
        ordering = ["until", "member__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "member"],
                condition=Q(until=None),
                name="program_person_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} in {self.program}"
