"""What a program took and how it was received: hours, cost, feedback (K-IV.D)."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from outreach.models import Presentation
from programs.catalogue.models.programs import Program


class Entry(models.Model):
    """An entry is struck, never deleted: the sums of an evaluation stay explainable."""

    on = models.DateField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    submission = models.UUIDField(default=uuid4, unique=True, editable=False)

    class Meta:
        abstract = True
        ordering = ["-on", "-pk"]


class HoursEntry(Entry):
    """Hours one member spent on a program; preparation and way count too."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="hours")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    hours = models.DecimalField(max_digits=5, decimal_places=2)
    what = models.CharField(max_length=200, blank=True)

    class Meta(Entry.Meta):
        constraints = [
            models.CheckConstraint(
                name="hours_are_of_one_day", condition=Q(hours__gt=0, hours__lte=24)
            ),
            models.CheckConstraint(
                name="hours_struck_has_who_and_when",
                condition=Q(struck_at=None, struck_by=None)
                | Q(struck_at__isnull=False, struck_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hours} h of {self.member}"


class CostEntry(Entry):
    program = models.ForeignKey(Program, models.CASCADE, related_name="costs")
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    what = models.CharField(max_length=200)

    class Meta(Entry.Meta):
        constraints = [
            models.CheckConstraint(name="cost_is_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(
                name="cost_struck_has_who_and_when",
                condition=Q(struck_at=None, struck_by=None)
                | Q(struck_at__isnull=False, struck_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what}: {self.amount}"


class Feedback(Entry):
    """What the audience of one session said on its cards: how many yes, not sure and no."""

    class Asked(models.TextChoices):
        USEFUL = "useful", "Was it useful?"
        CHANGED = "changed", "Will you change something?"
        RECOMMEND = "recommend", "Would you recommend it?"

    program = models.ForeignKey(Program, models.CASCADE, related_name="feedback")
    presentation = models.ForeignKey(
        Presentation, models.PROTECT, null=True, blank=True, related_name="feedback"
    )
    asked = models.CharField(max_length=20, choices=Asked)
    yes = models.PositiveIntegerField()
    unsure = models.PositiveIntegerField(default=0)
    no = models.PositiveIntegerField(default=0)
    # In the person's own words, without a name.
    quote = models.CharField(max_length=300, blank=True)

    class Meta(Entry.Meta):
        constraints = [
            models.CheckConstraint(
                name="feedback_has_an_answer",
                condition=Q(yes__gt=0) | Q(unsure__gt=0) | Q(no__gt=0),
            ),
            models.CheckConstraint(
                name="feedback_struck_has_who_and_when",
                condition=Q(struck_at=None, struck_by=None)
                | Q(struck_at__isnull=False, struck_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_asked_display()} {self.yes}/{self.unsure}/{self.no}"
