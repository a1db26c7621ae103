"""A number of the department that one person proposes and another lets come true."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from documents.statuses import StatusChoices, StatusField
from personnel.models import Member
from personnel.roles import COMMAND

# Ten years, in days: what the packs allow too.
LEAST, MOST = 1, 3660


class NumberProposalQuerySet(models.QuerySet["NumberProposal"]):
    def open(self) -> NumberProposalQuerySet:
        return self.filter(status=NumberProposal.Status.PROPOSED)

    def waiting_for(self, member: Member) -> NumberProposalQuerySet:
        """Open ones that `member` may approve; the same as `permissions.may_approve_number`."""
        if not member.is_active or member.role not in COMMAND:
            return self.none()
        return self.open().exclude(proposed_by=member)


class NumberProposal(models.Model):
    """Another number for what the policy leaves open (row 54). It is never edited."""

    class Status(StatusChoices):
        PROPOSED = "proposed", "wait", "hourglass-split", "Proposed"
        APPROVED = "approved", "ok", "check-circle", "Approved"
        REFUSED = "refused", "warn", "slash-circle", "Refused"
        WITHDRAWN = "withdrawn", "done", "arrow-return-left", "Withdrawn"
        LAPSED = "lapsed", "done", "slash-circle", "Lapsed"

    key = models.CharField(max_length=40)
    value = models.PositiveSmallIntegerField()
    # What the number was when this was proposed.
    before = models.PositiveSmallIntegerField()
    status = StatusField(Status, max_length=20, default=Status.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    decide_by = models.DateField()
    # Nobody decides what lapses.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=240, blank=True)

    objects = NumberProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(status="proposed"),
                name="number_proposal_one_open_for_a_number",
            ),
            models.CheckConstraint(
                condition=Q(value__gte=LEAST, value__lte=MOST) & ~Q(value=F("before")),
                name="number_proposal_changes_within_bounds",
            ),
            models.CheckConstraint(
                condition=Q(status="proposed", decided_by=None, decided_at=None)
                | Q(status="lapsed", decided_by=None, decided_at__isnull=False)
                | Q(
                    status__in=["approved", "refused", "withdrawn"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="number_proposal_decided_by_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "refused"], decided_by=F("proposed_by")),
                name="number_proposal_decided_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.before} to {self.value}"

    def get_absolute_url(self) -> str:
        return reverse("policies:number-proposal", args=[self.pk])

    def is_late_on(self, day: date) -> bool:
        return self.status == self.Status.PROPOSED and self.decide_by < day
