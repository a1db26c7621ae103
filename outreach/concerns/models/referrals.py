from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from outreach.concerns.models.concerns import Concern
from personnel.models import Division


class ReferralQuerySet(models.QuerySet["Referral"]):
    def pending(self) -> ReferralQuerySet:
        return self.filter(ended_on=None)

    def unchecked_on(self, day: date) -> ReferralQuerySet:
        """Pending referrals whose status check was due before `day` (A-1.A.7)."""
        return self.pending().filter(next_check_on__lt=day)


class Referral(models.Model):
    """A concern handed to someone else to act on, while the unit keeps watching (A-1.A.6-7, K-IV.L).

    To another division or to an outside agency, never both; with the reason it was needed.
    """

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="referrals")
    to_division = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="referrals"
    )
    to_agency = models.CharField(max_length=160, blank=True)
    contact = models.CharField(max_length=120, blank=True)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    on = models.DateField()
    # Who asks for the status; the unit never loses sight of what it referred.
    watched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="watched_referrals"
    )
    next_check_on = models.DateField()
    received_on = models.DateField(null=True, blank=True)
    their_number = models.CharField(max_length=60, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    outcome = models.TextField(blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="referral_goes_to_exactly_one",
                condition=Q(to_division__isnull=False, to_agency="")
                | (Q(to_division=None) & ~Q(to_agency="")),
            ),
            models.CheckConstraint(
                name="referral_ended_has_its_outcome",
                condition=Q(ended_on=None, outcome="")
                | (Q(ended_on__isnull=False) & ~Q(outcome="")),
            ),
            models.UniqueConstraint(
                fields=["concern"],
                condition=Q(ended_on=None),
                name="referral_one_pending_per_concern",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_check_on"],
                condition=Q(ended_on__isnull=True),
                name="referral_next_check",
            ),
        ]

    def __str__(self) -> str:
        return self.to_words

    @property
    def to_words(self) -> str:
        return self.to_division.name if self.to_division else self.to_agency


class ReferralCheck(models.Model):
    """What the other side said when asked, or when it confirmed receipt."""

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="checks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    on = models.DateField()
    # When it happened, if it was written up later; `at` and `on` are when it was written.
    happened_at = models.DateTimeField(null=True, blank=True)
    found = models.TextField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="referral_check_happened_before_it_was_written",
                condition=Q(happened_at=None) | Q(happened_at__lte=F("at")),
            ),
        ]

    def __str__(self) -> str:
        return self.found
