from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from documents.statuses import StatusChoices, StatusField
from outreach.concerns.models.concerns import Concern
from personnel.models import Member


class ActionQuerySet(models.QuerySet["Action"]):
    def visible_to(self, member: Member) -> ActionQuerySet:
        """Actions on what the member may see; personnel matters are command's (K-IV.S)."""
        concern = Concern.objects.visible_to(member).filter(pk=OuterRef("concern"))
        seen = self.filter(Exists(concern))
        return seen if member.is_command else seen.exclude(kind=Action.Kind.PERSONNEL)

    def reportable(self) -> ActionQuerySet:
        return self.exclude(kind=Action.Kind.PERSONNEL).filter(concern__restricted=False)

    def open(self) -> ActionQuerySet:
        return self.filter(ended_on=None)

    def late_on(self, day: date) -> ActionQuerySet:
        return self.open().filter(due_on__lt=day)


class Action(models.Model):
    """A recommended action on a concern (K-IV.R, N-IV.A.3, C-3)."""

    class Kind(models.TextChoices):
        PATROL = "patrol", "Directed patrol or enforcement"
        CONTACT = "contact", "Contact with the people concerned"
        PROGRAM = "program", "Program or presentation"
        AGENCY = "agency", "Work with another agency"
        TRAINING = "training", "Training need"
        POLICY = "policy", "Policy or practice change"
        PERSONNEL = "personnel", "Personnel matter"
        OTHER = "other", "Something else"

    class Status(StatusChoices):
        RECOMMENDED = "recommended", "", "circle", "Recommended"
        STARTED = "started", "active", "arrow-repeat", "In progress"
        DONE = "done", "ok", "check-circle", "Done"
        DROPPED = "dropped", "done", "slash-circle", "Dropped"

    ENDED = (Status.DONE, Status.DROPPED)

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="actions")
    kind = models.CharField(max_length=20, choices=Kind)
    what = models.CharField(max_length=200)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="actions")
    due_on = models.DateField()
    status = StatusField(Status, max_length=20, default=Status.RECOMMENDED)
    recommended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recommended_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    # “8 of 12 details”: how much is done, where it can be counted.
    done = models.PositiveSmallIntegerField(null=True, blank=True)
    total = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="action_ended_has_its_day",
                condition=Q(status__in=["done", "dropped"], ended_on__isnull=False)
                | (~Q(status__in=["done", "dropped"]) & Q(ended_on=None)),
            ),
            models.CheckConstraint(
                name="action_progress_has_both_numbers",
                condition=Q(done=None, total=None) | Q(total__gte=1, done__lte=F("total")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"], condition=Q(ended_on__isnull=True), name="action_open_by_due"
            ),
            models.Index(
                fields=["ended_on"], condition=Q(ended_on__isnull=False), name="action_ended"
            ),
        ]

    def __str__(self) -> str:
        return self.what


class ActionProgress(models.Model):
    """A dated progress note on an action (N-IV.A.4, K-IV.R)."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="progress")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    on = models.DateField()
    # When it happened, if it was written up later; `at` and `on` are when it was written.
    happened_at = models.DateTimeField(null=True, blank=True)
    to_status = StatusField(Action.Status)
    note = models.TextField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="action_progress_happened_before_it_was_written",
                condition=Q(happened_at=None) | Q(happened_at__lte=F("at")),
            ),
        ]
        indexes = [models.Index(fields=["on"], name="action_progress_day")]

    def __str__(self) -> str:
        return self.note


class ActionHanding(models.Model):
    """An open action went from one owner to another, and why; no progress of its own."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="handings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    before = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    due_before = models.DateField()
    due_on = models.DateField()
    reason = models.TextField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="action_handing_is_to_somebody_else", condition=~Q(before=F("to"))
            ),
            models.CheckConstraint(name="action_handing_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return self.reason
