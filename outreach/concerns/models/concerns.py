from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from documents.statuses import StatusChoices, StatusField
from outreach.concerns.models.queries import ConcernQuerySet
from outreach.groups.models import CommunityGroup
from outreach.presentations.models import Presentation
from personnel.models import Division
from policies.models import Category
from records.versions import Versioned


class Concern(Versioned):
    """Something the community raised, or a problem an officer sees coming.

    A-3.A, N-IV.A-B, K-IV.R, C-3: what was said, what the officer did, what should be done, and
    where it stands. It moves only through `outreach.concerns.workflows.concerns`.
    """

    class Nature(models.TextChoices):
        VOICED = "voiced", "Voiced concern"
        POTENTIAL = "potential", "Potential problem"

    class Channel(models.TextChoices):
        """How it was heard (K-IV.M, C-7, N-IV.D)."""

        PATROL = "patrol", "Talking to someone on patrol"
        CALL = "call", "Call for service"
        MEETING = "meeting", "Community meeting"
        WATCH = "watch", "Neighborhood watch meeting"
        PRESENTATION = "presentation", "Presentation"
        COMMISSION = "commission", "Comment at a commission meeting"
        AGENCY = "agency", "Comment of an outside agency head"
        SURVEY = "survey", "Survey"
        PHONE = "phone", "Telephone"
        EMAIL = "email", "E-mail or letter"
        WALK_IN = "walk_in", "Visit to the station"
        LOG = "log", "Review of call and noise logs"

    class Status(StatusChoices):
        LOGGED = "logged", "", "circle", "Logged"
        ESCALATED = "escalated", "wait", "arrow-up-circle", "Escalated"
        REVIEWED = "reviewed", "active", "eye", "Reviewed", "In review"
        ASSIGNED = "assigned", "active", "person-check", "Assigned"
        REFERRED = "referred", "wait", "box-arrow-up-right", "Referred"
        RESOLVED = "resolved", "ok", "check-circle", "Resolved"
        CLOSED = "closed", "done", "check2-all", "Closed"
        REOPENED = "reopened", "warn", "arrow-counterclockwise", "Reopened"

    SETTLED = (Status.RESOLVED, Status.CLOSED)
    # Their next step is the owner's.
    WITH_OWNER = (Status.LOGGED, Status.ASSIGNED, Status.REOPENED)

    number = models.CharField(max_length=20, unique=True)
    nature = models.CharField(max_length=20, choices=Nature, default=Nature.VOICED)
    summary = models.CharField(max_length=200)
    said = models.TextField(blank=True)
    category = models.ForeignKey(Category, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=20, choices=Channel, default=Channel.PATROL)
    place = models.CharField(max_length=200, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    group = models.ForeignKey(
        CommunityGroup, models.PROTECT, null=True, blank=True, related_name="concerns"
    )
    presentation = models.ForeignKey(
        Presentation, models.PROTECT, null=True, blank=True, related_name="concerns"
    )
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="logged")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="concerns")
    division = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="concerns"
    )
    logged_at = models.DateTimeField(default=timezone.now)
    # The department's calendar day: what a period counts by, even if the zone changes later.
    logged_on = models.DateField()
    # None where nobody waits for an answer, as to an imported call that is over.
    answer_by = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    review_by = models.DateField(null=True, blank=True)
    status = StatusField(Status, max_length=20, default=Status.LOGGED)
    settled_on = models.DateField(null=True, blank=True)
    # The conduct of a member of the department: for command alone (K-IV.S, N-IV.C).
    restricted = models.BooleanField(default=False)
    about_member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Given by the form, so that a form sent twice makes one record.
    submission = models.UUIDField(default=uuid4, unique=True, editable=False)
    source = models.CharField(max_length=60, blank=True)
    external_id = models.CharField(max_length=80, blank=True)
    # The file it came in with, as one of many; what that file changed later keeps its first one.
    batch = models.ForeignKey(
        "outreach.ImportFile",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="concerns",
        editable=False,
    )
    # What the file said when it was last brought in; None for what was entered here.
    imported = models.JSONField(null=True, blank=True, editable=False)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        ordering = ["-logged_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="concern_answer_has_who_and_when",
                condition=Q(answer="", answered_on=None, answered_by=None)
                | (~Q(answer="") & Q(answered_on__isnull=False, answered_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="concern_settled_has_its_day",
                condition=Q(status__in=["resolved", "closed"], settled_on__isnull=False)
                | (~Q(status__in=["resolved", "closed"]) & Q(settled_on=None)),
            ),
            models.CheckConstraint(
                name="concern_place_has_both_coordinates",
                condition=Q(latitude=None, longitude=None)
                | Q(
                    latitude__gte=-90,
                    latitude__lte=90,
                    longitude__gte=-180,
                    longitude__lte=180,
                ),
            ),
            models.CheckConstraint(
                name="concern_names_a_member_only_if_restricted",
                condition=Q(about_member=None) | Q(restricted=True),
            ),
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=~Q(external_id=""),
                name="concern_imported_once",
            ),
        ]
        indexes = [
            models.Index(fields=["logged_on"], name="concern_logged"),
            # A source's own number leads to its concern.
            models.Index(
                fields=["external_id"],
                condition=~Q(external_id=""),
                name="concern_external_id",
            ),
            models.Index(
                fields=["settled_on", "logged_on"],
                condition=Q(settled_on__isnull=False),
                name="concern_settled",
            ),
            models.Index(
                fields=["logged_on", "status"],
                condition=Q(settled_on__isnull=True),
                name="concern_open",
            ),
            models.Index(
                fields=["owner", "logged_on"],
                condition=Q(settled_on__isnull=True),
                name="concern_open_by_owner",
            ),
            models.Index(
                fields=["settled_on"], condition=Q(status="resolved"), name="concern_to_close"
            ),
            models.Index(
                fields=["answer_by", "logged_on", "restricted"],
                condition=Q(answered_on__isnull=True),
                name="concern_unanswered",
            ),
            models.Index(
                fields=["owner", "answer_by"],
                condition=Q(answered_on__isnull=True),
                name="concern_unanswered_by_owner",
            ),
            models.Index(
                fields=["officer", "answer_by"],
                condition=Q(answered_on__isnull=True),
                name="concern_unanswered_by_officer",
            ),
            models.Index(
                fields=["division", "answer_by"],
                condition=Q(answered_on__isnull=True),
                name="concern_unanswered_in_division",
            ),
            models.Index(
                fields=["answer_by", "answered_on"],
                condition=Q(answer_by__isnull=False),
                name="concern_answer_due",
            ),
            models.Index(
                fields=["review_by"],
                condition=Q(review_by__isnull=False),
                name="concern_review_due",
            ),
            models.Index(
                fields=["group"], condition=Q(settled_on__isnull=True), name="concern_open_of_group"
            ),
            # What the list of all concerns is narrowed by, in its order. They end with what
            # decides whether most people see it, so that SQLite does not look at each row for it.
            models.Index(
                fields=["category", "logged_on", "restricted"], name="concern_category_logged"
            ),
            models.Index(
                fields=["channel", "logged_on", "restricted"], name="concern_channel_logged"
            ),
            models.Index(
                fields=["division", "logged_on", "restricted"], name="concern_division_logged"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.summary}"

    def get_absolute_url(self) -> str:
        return reverse("outreach:concern", args=[self.number])

    @property
    def is_settled(self) -> bool:
        return self.settled_on is not None

    @property
    def owes_answer(self) -> bool:
        return self.answer_by is not None and self.answered_on is None

    @property
    def waits_for_owner(self) -> bool:
        """Whether its owner owes anything now: an answer, or the next step. What is escalated or in
        review waits for whoever reviews, what is referred for whoever asks after it."""
        return self.owes_answer or self.status in self.WITH_OWNER

    @property
    def is_potential(self) -> bool:
        return self.nature == self.Nature.POTENTIAL

    def answered_on_time(self) -> bool:
        return bool(self.answered_on and self.answer_by and self.answered_on <= self.answer_by)

    def days_open(self, day: date) -> int:
        """Whole days from logging to settling, or to `day` while it is open."""
        return ((self.settled_on or day) - self.logged_on).days
