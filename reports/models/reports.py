from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from audit.heads import Head
from documents.statuses import StatusChoices, StatusField
from jobs.models import Job
from personnel import roles
from personnel.models import Member
from personnel.roles import Role
from policies.models import PolicyVersion
from policies.periods import Period
from records.history import StatusChange
from surveys.models import Survey

# Who reads a report before everyone it was issued to (trust matrix, rows 37 to 39).
READ_REPORTS = frozenset(
    {
        Role.COMMUNITY_OFFICER,
        Role.DIVISION_SUPERVISOR,
        Role.UNIT_SUPERVISOR,
        Role.COMMANDER,
        Role.CHIEF,
        Role.ACCREDITATION_MANAGER,
    }
)


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, member: Member) -> ReportQuerySet:
        if member.role in READ_REPORTS:
            return self
        mine = Q(author=member) | Q(recipients__member=member, status=Report.Status.ISSUED)
        return self.filter(mine).distinct() if member.role in roles.READERS else self.none()

    def issued(self) -> ReportQuerySet:
        return self.filter(status=Report.Status.ISSUED)

    def current(self) -> ReportQuerySet:
        """The latest revision of each report."""
        return self.filter(revised_by=None)

    def for_period(self, kind: str, period: Period) -> ReportQuerySet:
        return self.filter(kind=kind, first_day=period.first, last_day=period.last)

    def waiting_for(self, member: Member) -> ReportQuerySet:
        """Submitted reports whose next approval is this member's role, and not their own work."""
        waiting = self.filter(status=Report.Status.SUBMITTED, waits_for=member.role)
        return waiting.exclude(author=member).exclude(writers=member)


class Report(models.Model):
    """One report for one period, required by the policy (K-IV.R, N-IV.A, C-3, A-1.A.4, P-VI).

    One on a survey's results covers the days the survey was open (K-IV.U, C-6, P-V.B, N-IV.D.4).

    Its parts are frozen when it is put together; from the moment it is issued nothing in it
    changes, and a correction is a new revision that says what changed.
    """

    class Status(StatusChoices):
        ASSEMBLING = "assembling", "active", "arrow-repeat", "Assembly began", "Being put together"
        DRAFT = "draft", "draft", "pencil", "Draft ready", "Draft"
        SUBMITTED = "submitted", "active", "eye", "Sent up for review", "In review"
        RETURNED = "returned", "warn", "arrow-return-left", "Returned"
        ISSUED = "issued", "ok", "file-earmark-check", "Issued"

    kind = models.CharField(max_length=20)
    number = models.CharField(max_length=30)
    title = models.CharField(max_length=200)
    policy = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="reports")
    clause = models.CharField(max_length=20)
    # The survey whose results it tells; none for a report on a month, a quarter or a year.
    survey = models.ForeignKey(
        Survey, models.PROTECT, null=True, blank=True, related_name="reports"
    )
    first_day = models.DateField()
    last_day = models.DateField()
    due_on = models.DateField()
    revision = models.PositiveSmallIntegerField(default=1)
    revises = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="revised_by"
    )
    why_revised = models.TextField(blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reports")
    # Everyone who wrote any of it, however often it was written over: none of them approves it.
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    status = StatusField(Status, max_length=20, default=Status.ASSEMBLING)
    # The roles that approve it one after another, and who it goes to, as the policy says.
    chain = models.JSONField(default=list)
    recipient_roles = models.JSONField(default=list)
    waits_for = models.CharField(max_length=30, choices=Role, blank=True)
    # Counts submissions: an approval names the version it saw.
    version = models.PositiveIntegerField(default=0)
    assembly = models.ForeignKey(Job, models.PROTECT, null=True, blank=True, related_name="+")
    frozen_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    # Where the audit log stood when it was issued. Its digest is printed, so that it stands outside
    # the database; its place is shown to nobody, since it counts what readers do not see.
    audit_head = models.CharField(max_length=90, blank=True, db_default="")
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    requested_at = models.DateTimeField(default=timezone.now)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-last_day", "kind", "-revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "first_day", "last_day", "revision", "policy"],
                condition=Q(survey=None),
                name="report_once_per_period_and_revision",
            ),
            models.UniqueConstraint(
                fields=["survey", "revision"],
                condition=Q(survey__isnull=False),
                name="report_once_per_survey_and_revision",
            ),
            models.CheckConstraint(
                name="report_on_a_survey_names_it",
                condition=Q(kind="survey", survey__isnull=False)
                | (~Q(kind="survey") & Q(survey=None)),
            ),
            models.CheckConstraint(
                name="report_issued_has_who_when_and_digest",
                condition=(
                    Q(status="issued", issued_at__isnull=False, issued_by__isnull=False)
                    & ~Q(digest="")
                )
                | (~Q(status="issued") & Q(issued_at=None, issued_by=None, digest="")),
            ),
            models.CheckConstraint(
                name="report_submitted_waits_for_a_role",
                condition=(Q(status="submitted") & ~Q(waits_for=""))
                | (~Q(status="submitted") & Q(waits_for="")),
            ),
            models.CheckConstraint(
                name="report_assembled_has_its_moment",
                condition=Q(status="assembling") | Q(frozen_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["status", "waits_for"], name="report_waiting")]

    def __str__(self) -> str:
        return f"{self.title}, {self.period.label}"

    def get_absolute_url(self) -> str:
        return reverse("reports:report", args=[self.pk])

    @property
    def audit_head_digest(self) -> str:
        """What readers are given of the head; empty where there is none."""
        return Head.parse(self.audit_head).digest if self.audit_head else ""

    @property
    def period(self) -> Period:
        return Period(self.first_day, self.last_day)

    @property
    def own_due_on(self) -> date | None:
        """When it is due; a revision has no day of its own: the report it corrects went out."""
        return None if self.revises_id else self.due_on

    @property
    def is_issued(self) -> bool:
        return self.status == self.Status.ISSUED

    @property
    def is_being_written(self) -> bool:
        return self.status in (self.Status.DRAFT, self.Status.RETURNED)

    @property
    def numbered(self) -> str:
        """“Q-2026-1”, or “Q-2026-1, revision 2”."""
        if self.revision == 1:
            return self.number
        return f"{self.number}, revision {self.revision}"

    @property
    def first_edition(self) -> Report:
        """The edition that every revision before this one corrects, or itself."""
        first = self
        while first.revises is not None:
            first = first.revises
        return first


class ReportStep(StatusChange):
    Status = Report.Status

    report = models.ForeignKey(Report, models.CASCADE, related_name="steps")
    # The version the step was taken on, and the role it was taken in.
    version = models.PositiveIntegerField()
    role = models.CharField(max_length=30, choices=Role)


class ReturnedReport(models.Model):
    """What the officer had written when a report was returned, for whoever reviews the next version.

    `said` holds, by the key of each part, its words and the records printed in full. Figures and
    rows need no keeping: a report that was sent up is not put together again.
    """

    step = models.OneToOneField(ReportStep, models.CASCADE, related_name="returned")
    said = models.JSONField()

    def __str__(self) -> str:
        return f"{self.step.report}, version {self.step.version}"


class Recipient(models.Model):
    """Someone an issued report went to, and when they acknowledged it."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="recipients")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "member"], name="recipient_once_per_report"),
        ]

    def __str__(self) -> str:
        return f"{self.member} of {self.report}"


class Printing(models.Model):
    """The PDF of an issued report, made once and kept with its SHA-256."""

    report = models.OneToOneField(Report, models.CASCADE, related_name="printing")
    job = models.ForeignKey(Job, models.PROTECT, null=True, blank=True, related_name="+")
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"PDF of {self.report}"
