from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_
from uuid import uuid4

from django.conf import settings
from django.db import connection, models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from outreach.models.groups import CommunityGroup
from outreach.models.presentations import Presentation
from personnel.concurrency import Versioned
from personnel.history import StatusChange
from personnel.models import Division, Member
from personnel.roles import COMMAND, Role
from policies.models import Category
from policies.periods import Period


class ConcernQuerySet(models.QuerySet["Concern"]):
    def visible_to(self, member: Member) -> ConcernQuerySet:
        """What `member` may know of at all (trust matrix rows 10 and 13, floor 6).

        Restricted concerns exist for command alone, and never for the person they name.
        """
        if not member.may_read_content:
            return self.none()
        if member.is_command:
            return self.exclude(restricted=True, about_member=member)
        seen = self.filter(restricted=False)
        if member.reads_all:
            return seen
        return seen.filter(reduce(or_, self._reasons_of(member)))

    def pieces_visible_to(self, member: Member) -> tuple[ConcernQuerySet, ...]:
        """The same in pieces that may overlap: an index leads to each, and none to them all."""
        if member.reads_all or not member.may_read_content:
            return (self.visible_to(member),)
        seen = self.filter(restricted=False)
        return tuple(seen.filter(reason) for reason in self._reasons_of(member))

    def _reasons_of(self, member: Member) -> tuple[Q, ...]:
        """Why someone who does not read all sees an unrestricted concern."""
        return (
            Q(officer=member),
            Q(owner=member),
            Q(division__isnull=False, division=member.division_id),
            Q(pk__in=self._entrusted_to(member)),
        )

    def _entrusted_to(self, member: Member) -> models.QuerySet:  # type: ignore[type-arg]
        """Keys of what was handed to `member`: an action, or a referral to the division (row 8)."""
        every = Concern._base_manager.order_by()
        acting = every.filter(actions__owner=member).values("pk")
        if not member.is_supervisor:
            return acting
        received = every.filter(referrals__to_division__isnull=False)
        return acting.union(received.filter(referrals__to_division=member.division_id).values("pk"))

    def to_hand_over(self) -> ConcernQuerySet:
        """Open ones that nobody in the department judges, and no receipt is recorded for: about
        the chief, or with nobody in command who may read them."""
        waiting = self.filter(restricted=True, settled_on=None, handover=None)
        return waiting.filter(Q(about_member__role=Role.CHIEF) | self._read_by_nobody())

    def to_hand_over_by(self, member: Member) -> ConcernQuerySet:
        """Those whose sheet `member` takes to where it goes: command's; else one's own."""
        waiting = self.to_hand_over()
        if not (member.works and member.is_active):
            return self.none()
        if member.is_command:
            return waiting.exclude(about_member=member)
        own = waiting.filter(self._read_by_nobody(), officer=member)
        return own.exclude(about_member=member)

    def left_without_owner(self, member: Member) -> ConcernQuerySet:
        """Open restricted ones `member` may read and whose owner may not, or does not serve."""
        if not member.is_command:
            return self.none()
        open_ones = self.visible_to(member).filter(restricted=True, settled_on=None)
        able = Q(owner__is_active=True, owner__role__in=COMMAND) & ~Q(owner=F("about_member"))
        return open_ones.exclude(able)

    def _read_by_nobody(self) -> Q:
        """Restricted ones that no serving member of command may read."""
        command = list(Member.objects.in_roles(*COMMAND).values_list("pk", flat=True)[:2])
        if not command:
            return Q(restricted=True)
        return Q(about_member=command[0]) if len(command) == 1 else Q(pk__in=[])

    def reportable(self) -> ConcernQuerySet:
        """What a report may count: restricted concerns are command's alone."""
        return self.filter(restricted=False)

    def sources(self) -> list[str]:
        """Every source that concerns were brought in from, at most 200 of them.

        One step of the index for each, however many concerns there are.
        """
        table = self.model._meta.db_table
        first = f"SELECT min(source) FROM {table} WHERE external_id <> ''"
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH RECURSIVE named(source) AS ({first} UNION ALL"
                f" SELECT ({first} AND source > named.source) FROM named"
                " WHERE named.source IS NOT NULL)"
                " SELECT source FROM named WHERE source IS NOT NULL LIMIT 200"
            )
            return [source for (source,) in cursor.fetchall()]

    def voiced(self) -> ConcernQuerySet:
        return self.filter(nature=Concern.Nature.VOICED)

    def potential(self) -> ConcernQuerySet:
        return self.filter(nature=Concern.Nature.POTENTIAL)

    def open(self) -> ConcernQuerySet:
        return self.filter(settled_on=None)

    def logged_in(self, period: Period) -> ConcernQuerySet:
        return self.filter(logged_on__gte=period.first, logged_on__lte=period.last)

    def settled_in(self, period: Period) -> ConcernQuerySet:
        return self.filter(settled_on__gte=period.first, settled_on__lte=period.last)

    def carried_into(self, day: date) -> ConcernQuerySet:
        """Logged before `day`, and settled on it or later: open when `day` began.

        The expression keeps a planner without histograms from walking twenty years of concerns
        by the day they were logged; the few that were settled since are the way in.
        """
        since = self.filter(settled_on__gte=day)
        return since.alias(logged=Coalesce("logged_on", "settled_on")).filter(logged__lt=day)

    def unanswered_on(self, day: date) -> ConcernQuerySet:
        """Answers that were due before `day` and have not been given."""
        return self.filter(answer_by__lt=day, answered_on=None)

    def awaiting_answer(self) -> ConcernQuerySet:
        """Someone is owed an answer that has not been given.

        Compared with a day, not with NULL: a million imported calls that are over owe nobody an
        answer, and the index passes over them.
        """
        return self.filter(answer_by__gte=date.min, answered_on=None)


class Concern(Versioned):
    """Something the community raised, or a problem an officer sees coming.

    A-3.A, N-IV.A-B, K-IV.R, C-3: what was said, what the officer did, what should be done, and
    where it stands. It moves only through `outreach.workflows.concerns`.
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

    class Status(models.TextChoices):
        LOGGED = "logged", "Logged"
        ESCALATED = "escalated", "Escalated"
        REVIEWED = "reviewed", "In review"
        ASSIGNED = "assigned", "Assigned"
        REFERRED = "referred", "Referred"
        RESOLVED = "resolved", "Resolved"
        CLOSED = "closed", "Closed"
        REOPENED = "reopened", "Reopened"

    SETTLED = (Status.RESOLVED, Status.CLOSED)

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
    status = models.CharField(max_length=20, choices=Status, default=Status.LOGGED)
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
    def is_potential(self) -> bool:
        return self.nature == self.Nature.POTENTIAL

    def answered_on_time(self) -> bool:
        return bool(self.answered_on and self.answer_by and self.answered_on <= self.answer_by)

    def days_open(self, day: date) -> int:
        """Whole days from logging to settling, or to `day` while it is open."""
        return ((self.settled_on or day) - self.logged_on).days


class ConcernStep(StatusChange):
    concern = models.ForeignKey(Concern, models.CASCADE, related_name="steps")
    # When it happened, if it was written up later; `at` is when it was written.
    happened_at = models.DateTimeField(null=True, blank=True)

    class Meta(StatusChange.Meta):
        constraints = [
            models.CheckConstraint(
                name="concern_step_happened_before_it_was_written",
                condition=Q(happened_at=None) | Q(happened_at__lte=F("at")),
            ),
        ]
        indexes = [models.Index(fields=["at"], name="concern_step_moment")]


class ConcernNote(models.Model):
    """Something done about a concern that is not a step: efforts, answers, edits (A-3.A)."""

    class Kind(models.TextChoices):
        EFFORT = "effort", "Effort"
        ANSWER = "answer", "Answered"
        EDIT = "edit", "Corrected"
        HANDED = "handed", "Given to another"
        UNREACHED = "unreached", "Could not be reached"
        OWED = "owed", "What is owed"
        REDACTED = "redacted", "Words redacted"

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=20, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    on = models.DateField()
    # When it happened, if it was written up later; `at` and `on` are when it was written.
    happened_at = models.DateTimeField(null=True, blank=True)
    text = models.TextField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="concern_note_happened_before_it_was_written",
                condition=Q(happened_at=None) | Q(happened_at__lte=F("at")),
            ),
        ]
        indexes = [models.Index(fields=["on", "kind"], name="concern_note_day")]

    def __str__(self) -> str:
        return self.text
