from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from documents.statuses import StatusChoices, StatusField
from outreach.groups.models import CommunityGroup
from personnel.models import Division, Member
from policies.models import Topic
from policies.periods import Period
from records.history import StatusChange
from records.versions import Versioned


class PresentationQuerySet(models.QuerySet["Presentation"]):
    def visible_to(self, member: Member) -> PresentationQuerySet:
        """Trust matrix row 2: one's own, one's division's, or all for those who read all."""
        if not member.may_read_content:
            return self.none()
        if member.reads_all:
            return self
        return self.filter(
            Q(presenter=member) | Q(division__isnull=False, division=member.division_id)
        )

    def held_in(self, period: Period) -> PresentationQuerySet:
        return self.filter(held_on__gte=period.first, held_on__lte=period.last)

    def to_review(self) -> PresentationQuerySet:
        return self.filter(status=Presentation.Status.FILED)


class Presentation(Versioned):
    """A program given to the community, with its brief report (P-III.C.1, K-IV.E.2).

    Concerns and potential problems named in the brief report are concern records of their own,
    linked back to it.
    """

    class Status(StatusChoices):
        FILED = "filed", "active", "inbox", "Filed"
        RETURNED = "returned", "warn", "arrow-return-left", "Returned"
        ACCEPTED = "accepted", "ok", "check-circle", "Reviewed"

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="presentations")
    held_at = models.DateTimeField()
    held_on = models.DateField()
    place = models.CharField(max_length=200)
    audience = models.CharField(max_length=160)
    group = models.ForeignKey(
        CommunityGroup, models.PROTECT, null=True, blank=True, related_name="presentations"
    )
    participants = models.PositiveIntegerField()
    co_presenters = models.CharField(max_length=200, blank=True)
    remarks = models.TextField(blank=True)
    presenter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="presentations"
    )
    division = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="presentations"
    )
    filed_on = models.DateField()
    status = StatusField(Status, max_length=20, default=Status.FILED)
    submission = models.UUIDField(default=uuid4, unique=True, editable=False)

    objects = PresentationQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="presentation_participants_are_countable",
                condition=Q(participants__lte=100_000),
            ),
        ]
        indexes = [
            models.Index(fields=["held_on"], name="presentation_held"),
            models.Index(
                fields=["status", "filed_on"],
                condition=~Q(status="accepted"),
                name="presentation_unreviewed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic}, {self.audience}"

    def get_absolute_url(self) -> str:
        return reverse("outreach:presentation", args=[self.pk])


class PresentationStep(StatusChange):
    Status = Presentation.Status

    presentation = models.ForeignKey(Presentation, models.CASCADE, related_name="steps")


class ReturnedBrief(models.Model):
    """What a brief report said when it was returned, for whoever reviews the next version.

    `said` holds the words of each of its facts by the fact's label; what was heard are concerns of
    their own and stay.
    """

    step = models.OneToOneField(PresentationStep, models.CASCADE, related_name="returned")
    said = models.JSONField()

    def __str__(self) -> str:
        return str(self.step.presentation)
