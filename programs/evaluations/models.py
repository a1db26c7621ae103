from __future__ import annotations

import json
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from documents.statuses import StatusChoices, StatusField
from jobs.models import Job
from personnel import roles
from personnel.models import Member
from personnel.roles import Role
from policies.models import PolicyVersion
from policies.periods import Period
from programs.catalogue.models.programs import FormerOwner, Program, ProgramPerson
from records.history import StatusChange

READ_EVALUATIONS = frozenset(
    {
        Role.COMMUNITY_OFFICER,
        Role.UNIT_SUPERVISOR,
        Role.COMMANDER,
        Role.CHIEF,
        Role.ANALYST,
        Role.ACCREDITATION_MANAGER,
    }
)


# Statuses in which its words and figures may still be made anew.
BEING_WRITTEN = ("opened", "drafted", "returned")


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    def visible_to(self, member: Member) -> EvaluationQuerySet:
        """Rows 21 and 22; whoever wrote or owned it reads it too."""
        if member.role in READ_EVALUATIONS:
            return self
        if not member.may_read_content:
            return self.none()
        return self.filter(Q(program__owner=member) | Q(writers=member)).distinct()

    def for_period(self, period: Period) -> EvaluationQuerySet:
        return self.filter(first_day=period.first, last_day=period.last)

    def decided(self) -> EvaluationQuerySet:
        return self.filter(status=Evaluation.Status.DECIDED)

    def unsettled(self) -> EvaluationQuerySet:
        return self.exclude(status=Evaluation.Status.DECIDED)

    def being_written(self) -> EvaluationQuerySet:
        return self.filter(status__in=BEING_WRITTEN)

    def waiting_for(self, member: Member) -> EvaluationQuerySet:
        """What this member may decide: command's, and never own work (floor 1)."""
        if member.role not in roles.COMMAND:
            return self.none()
        submitted = EvaluationStep.objects.filter(
            evaluation=OuterRef("pk"), to_status=Evaluation.Status.SUBMITTED, by=member
        )
        wrote = Evaluation.writers.through.objects.filter(evaluation=OuterRef("pk"), member=member)
        owned = FormerOwner.objects.filter(
            program=OuterRef("program"), member=member, until__gte=OuterRef("first_day")
        )
        worked = ProgramPerson.objects.filter(
            Q(until=None) | Q(until__gte=OuterRef("first_day")),
            program=OuterRef("program"),
            member=member,
            since__lte=OuterRef("last_day"),
        )
        own = Exists(submitted) | Exists(wrote) | Exists(owned) | Exists(worked)
        own |= Q(program__owner=member)
        return self.filter(~own, status=Evaluation.Status.SUBMITTED)


class Evaluation(models.Model):
    """One program judged for one year (K-IV.D, P-III.C.2).

    What was counted is frozen when it is submitted, as canonical JSON text; from the moment a
    commander decides, nothing in it changes.
    """

    class Status(StatusChoices):
        OPENED = "opened", "", "circle", "Opened"
        DRAFTED = "drafted", "draft", "pencil", "Writing began", "Being written"
        SUBMITTED = (
            "submitted",
            "wait",
            "hourglass-split",
            "Sent up for review",
            "Awaiting decision",
        )
        RETURNED = "returned", "warn", "arrow-return-left", "Returned"
        DECIDED = "decided", "ok", "check-circle", "Decided"

    class Judgement(models.TextChoices):
        KEEP = "keep", "Keep"
        MODIFY = "modify", "Modify"
        DISCONTINUE = "discontinue", "Discontinue"

    program = models.ForeignKey(Program, models.PROTECT, related_name="evaluations")
    first_day = models.DateField()
    last_day = models.DateField()
    due_on = models.DateField()
    policy = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="evaluations")
    clause = models.CharField(max_length=20)
    status = StatusField(Status, max_length=20, default=Status.OPENED)
    opened_on = models.DateField()
    # What was counted and the rows behind it; see documents.frozen.
    facts = models.TextField(default="{}")
    records = models.TextField(default="{}")
    frozen_at = models.DateTimeField(null=True, blank=True)
    account = models.TextField(blank=True)
    recommendation = models.CharField(max_length=20, choices=Judgement, blank=True)
    reasons = models.TextField(blank=True)
    # Counts what was written: a save names the state it was made from.
    written = models.PositiveIntegerField(default=0)
    # Counts submissions: a decision names the one that was read.
    version = models.PositiveIntegerField(default=0)
    # Everyone who ever wrote any of it: none of them decides it.
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    decision = models.CharField(max_length=20, choices=Judgement, blank=True)
    decision_reasons = models.TextField(blank=True)
    # The first day without the program, where that is what was decided.
    effective_on = models.DateField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    digest = models.CharField(max_length=64, blank=True)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        ordering = ["-last_day", "program__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "first_day", "last_day"], name="evaluation_once_per_year"
            ),
            models.CheckConstraint(
                name="evaluation_decided_has_who_when_what_and_digest",
                condition=(
                    Q(status="decided", decided_at__isnull=False, decided_by__isnull=False)
                    & ~Q(decision="")
                    & ~Q(digest="")
                )
                | (
                    ~Q(status="decided")
                    & Q(decided_at=None, decided_by=None, decision="", digest="")
                ),
            ),
            models.CheckConstraint(
                name="evaluation_discontinuing_has_its_day",
                condition=Q(decision="discontinue", effective_on__isnull=False)
                | (~Q(decision="discontinue") & Q(effective_on=None)),
            ),
            models.CheckConstraint(
                name="evaluation_submitted_is_complete",
                condition=~Q(status__in=["submitted", "decided"])
                | (Q(frozen_at__isnull=False) & ~Q(recommendation="") & ~Q(account="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["status", "due_on"],
                condition=~Q(status="decided"),
                name="evaluation_undecided",
            )
        ]

    def __str__(self) -> str:
        return f"{self.program}: evaluation for {self.period.label}"

    def get_absolute_url(self) -> str:
        return reverse("programs:evaluation", args=[self.pk])

    @property
    def period(self) -> Period:
        return Period(self.first_day, self.last_day)

    @property
    def is_being_written(self) -> bool:
        return self.status in BEING_WRITTEN

    @property
    def is_decided(self) -> bool:
        return self.status == self.Status.DECIDED

    @cached_property
    def gathered(self) -> dict[str, Any]:
        return json.loads(self.facts)

    @cached_property
    def lists(self) -> dict[str, Any]:
        return json.loads(self.records)


class EvaluationStep(StatusChange):
    Status = Evaluation.Status

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="steps")
    version = models.PositiveIntegerField()
    role = models.CharField(max_length=30, choices=Role)


class ReturnedEvaluation(models.Model):
    """What an evaluation said when it was returned, for whoever decides on the next version.

    `said` holds its words and, since it is counted anew, its figures and rows (`programs.evaluations.changes`).
    """

    step = models.OneToOneField(EvaluationStep, models.CASCADE, related_name="returned")
    said = models.JSONField()

    def __str__(self) -> str:
        return f"{self.step.evaluation}, version {self.step.version}"


class Discussion(models.Model):
    """Where a program was talked about: a department meeting, CompStat, public input (P-III.C.2)."""

    class Where(models.TextChoices):
        MEETING = "meeting", "Department meeting"
        COMPSTAT = "compstat", "CompStat meeting"
        PUBLIC = "public", "Public input"

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="discussions")
    where = models.CharField(max_length=20, choices=Where)
    on = models.DateField()
    title = models.CharField(max_length=160, blank=True)
    notes = models.TextField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.get_where_display()}, {self.on}"


class EvaluationPrinting(models.Model):
    """The PDF of a decided evaluation, made once and kept with its SHA-256."""

    evaluation = models.OneToOneField(Evaluation, models.CASCADE, related_name="printing")
    job = models.ForeignKey(Job, models.PROTECT, null=True, blank=True, related_name="+")
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"PDF of {self.evaluation_id}"
