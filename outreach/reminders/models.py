from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Reminder(models.Model):
    """Somebody was reminded of an open record they have: by whom, and on which day.

    `about` is the key of a kind of open work (`outreach.open_work`) and `key` that of the record,
    which may be one of a room above. It says nothing of what the record holds.
    """

    about = models.CharField(max_length=30)
    key = models.BigIntegerField()
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    on = models.DateField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["about", "key", "to", "on"], name="reminder_once_a_day"
            ),
            models.CheckConstraint(name="reminder_is_of_somebody_else", condition=~Q(to=F("by"))),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.key}, {self.on}"
