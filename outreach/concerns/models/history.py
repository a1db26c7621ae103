from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from outreach.concerns.models.concerns import Concern
from records.history import StatusChange


class ConcernStep(StatusChange):
    Status = Concern.Status

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
