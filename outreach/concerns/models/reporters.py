from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from outreach.concerns.models.concerns import Concern


class Reporter(models.Model):
    """Who raised the concern, kept apart: reading it is a right of its own, and is recorded."""

    concern = models.OneToOneField(Concern, models.CASCADE, related_name="reporter")
    name = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"Reporter of {self.concern_id}"


class IdentityReading(models.Model):
    """One reading of a reporter's identity: who and when (trust floor 5)."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="identity_readings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.concern_id} read by {self.by_id}"
