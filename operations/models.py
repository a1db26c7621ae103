from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from documents.statuses import StatusChoices, StatusField

# What has not ended by then was cut off with its process, or came back with a backup of itself.
LONGEST = timedelta(hours=2)


class TrialQuerySet(models.QuerySet[Any]):
    def good(self) -> TrialQuerySet:
        return self.filter(outcome=Trial.Outcome.GOOD)

    def ended(self) -> TrialQuerySet:
        return self.exclude(outcome=Trial.Outcome.RUNNING)

    def begin(self, at: datetime) -> Any:
        """A new one; what stands as under way since long ago is ended first."""
        cut_off = self.filter(outcome=Trial.Outcome.RUNNING, begun_at__lt=at - LONGEST)
        cut_off.update(outcome=Trial.Outcome.FAILED, ended_at=at, reason="It was cut off.")
        return self.create(begun_at=at)


class Trial(models.Model):
    """Something asked of this installation that has to prove itself: it came out good, or why not."""

    class Outcome(StatusChoices):
        RUNNING = "running", "active", "arrow-repeat", "Running"
        GOOD = "good", "ok", "check-circle", "Good"
        FAILED = "failed", "bad", "exclamation-circle", "Failed"

    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = StatusField(Outcome, max_length=10, default=Outcome.RUNNING)
    reason = models.TextField(blank=True, help_text="Why it failed, in words for the page.")
    name = models.CharField(max_length=200, blank=True, help_text="The file, without its folder.")

    objects = TrialQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_ended_has_its_time_and_reason",
                condition=Q(outcome="running", ended_at=None, reason="")
                | Q(outcome="good", ended_at__isnull=False, reason="")
                | Q(outcome="failed", ended_at__isnull=False) & ~Q(reason=""),
            ),
        ]

    def ended(self, reason: str = "") -> None:
        """Write down how it came out: good without a reason, failed with one."""
        self.ended_at, self.reason = timezone.now(), reason
        self.outcome = self.Outcome.FAILED if reason else self.Outcome.GOOD
        self.save()


class Backup(Trial):
    """One copy of everything, made or tried."""

    # Made every night: when the last good one is older, the state of the system is red.
    TOO_OLD = timedelta(days=2)

    size = models.BigIntegerField(default=0, help_text="Bytes.")
    sealed = models.BooleanField(default=False, help_text="Encrypted with a passphrase.")

    def __str__(self) -> str:
        return f"Backup {self.pk}"


class Drill(Trial):
    """One restore into a scratch place, compared row by row and looked over there."""

    # Held every week.
    TOO_OLD = timedelta(days=7)

    rows = models.BigIntegerField(default=0, help_text="Rows compared.")

    def __str__(self) -> str:
        return f"Drill {self.pk}"
