"""What became of a concern that nobody in the department may judge."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from outreach.concerns.models.concerns import Concern


class Handover(models.Model):
    """A concern about the chief, or one that nobody of command may read, left the department as a
    printed sheet: to whom, who received it there, and on which day (row 13).

    `to` is the person or body the policy pack names, as it was called that day.
    """

    concern = models.OneToOneField(Concern, models.PROTECT, related_name="handover")
    to = models.CharField(max_length=160)
    on = models.DateField()
    received_by = models.CharField(max_length=120)
    their_number = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(received_by=""), name="handover_names_who_received_it"
            ),
        ]

    def __str__(self) -> str:
        return f"To {self.to}"
