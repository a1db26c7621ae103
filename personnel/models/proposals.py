"""What an administrator proposes for an account, and who let it come true."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from documents.statuses import StatusChoices, StatusField
from personnel.models.members import Division, Member
from personnel.roles import APPROVED_BY_TWO, APPROVERS, COMMAND, Role

# A proposal stands on the desks of those who may approve it as due after so long.
DECIDED_WITHIN = timedelta(days=7)
PARTICULARS = ("email", "name", "rank", "role")


class AccountProposalQuerySet(models.QuerySet["AccountProposal"]):
    def open(self) -> AccountProposalQuerySet:
        return self.filter(status=AccountProposal.Status.PROPOSED)

    def visible_to(self, member: Member) -> AccountProposalQuerySet:
        """All of them for whoever sees who has an account; else those of roles one approves."""
        if member.role in COMMAND | {Role.ACCREDITATION_MANAGER, Role.ADMINISTRATOR}:
            return self
        return self.filter(weighs__in=[r for r, those in APPROVERS.items() if member.role in those])

    def waiting_for(self, member: Member) -> AccountProposalQuerySet:
        """Open ones that `member` may approve; the same as `permissions.may_approve_account`."""
        roles = [role for role, those in APPROVERS.items() if member.role in those]
        waiting = self.open().filter(weighs__in=roles)
        for mine in ("proposed_by", "member", "backed_by"):
            waiting = waiting.exclude(**{mine: member.pk})
        return waiting if member.is_active else self.none()


class AccountProposal(models.Model):
    """A new account, or what would let somebody into one or give it another right (row 53).

    It is never edited: whoever wants something else withdraws it and proposes anew. `email` to
    `division` are what the account says afterwards, `before` what it said when this was proposed.
    """

    class Kind(models.TextChoices):
        NEW = "new", "New account"
        CHANGE = "change", "Changed account"
        OPEN = "open", "Closed account opened again"
        LINK = "link", "New link"
        FACTOR = "factor", "Second factor taken away"
        SIGN_IN = "sign_in", "Linked sign-in"

    class Status(StatusChoices):
        PROPOSED = "proposed", "wait", "hourglass-split", "Proposed"
        APPROVED = "approved", "ok", "check-circle", "Approved"
        REFUSED = "refused", "warn", "slash-circle", "Refused"
        WITHDRAWN = "withdrawn", "done", "arrow-return-left", "Withdrawn"
        LAPSED = "lapsed", "done", "slash-circle", "Lapsed"

    kind = models.CharField(max_length=10, choices=Kind)
    status = StatusField(Status, max_length=20, default=Status.PROPOSED)
    # Whom it is about; of a new account only once it is made.
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="proposals"
    )
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120)
    rank = models.CharField(max_length=40, blank=True)
    role = models.CharField(max_length=30, choices=Role)
    division = models.ForeignKey(Division, models.PROTECT, null=True, related_name="+")
    before = models.JSONField(default=dict)
    # The role that decides who approves: the weightier of the one before and the one after.
    weighs = models.CharField(max_length=30, choices=Role)
    reason = models.CharField(max_length=120, blank=True)
    # Nobody: whoever runs the machine, with a command.
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    proposed_at = models.DateTimeField(default=timezone.now)
    decide_by = models.DateField()
    # The first of two commanders who approve what concerns the chief.
    backed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    backed_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=240, blank=True)

    objects = AccountProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(status="proposed"),
                name="account_proposal_one_open_for_a_member",
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=Q(status="proposed"),
                name="account_proposal_one_open_for_an_address",
            ),
            models.CheckConstraint(
                condition=Q(status="proposed", decided_by=None, decided_at=None)
                | Q(status="lapsed", decided_by=None, decided_at__isnull=False)
                | (
                    ~Q(status__in=["proposed", "lapsed"])
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                ),
                name="account_proposal_decided_by_and_when",
            ),
            models.CheckConstraint(
                condition=Q(backed_by=None, backed_at=None)
                | Q(backed_by__isnull=False, backed_at__isnull=False),
                name="account_proposal_backed_by_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(status="approved", decided_by=F("proposed_by"))
                & ~Q(status="approved", decided_by=F("member"))
                & ~Q(backed_by=F("proposed_by"))
                & ~Q(backed_by=F("member")),
                name="account_proposal_approved_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(status="approved", weighs="chief")
                | (Q(backed_by__isnull=False) & ~Q(backed_by=F("decided_by"))),
                name="account_proposal_chief_approved_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.called}"

    def get_absolute_url(self) -> str:
        return reverse("personnel:proposal", args=[self.pk])

    @property
    def called(self) -> str:
        """“Sgt. Cole”: as the account is called now, or as it will be."""
        return self.member.short_name if self.member else f"{self.rank} {self.name}".strip()

    @property
    def changes(self) -> list[str]:
        """The names of the particulars that differ from those before."""
        if not self.before:
            return []
        said = particulars_of(self)
        return [name for name, value in said.items() if value != self.before.get(name)]

    @property
    def needs_two(self) -> bool:
        return self.weighs in APPROVED_BY_TWO

    @property
    def mark(self) -> str:
        """Stands for all that a page shows of it: the proposal, and the account as it is now."""
        now = standing_of(self.member) if self.member else {}
        said = {"pk": self.pk, "status": self.status, "kind": self.kind, "reason": self.reason}
        said |= {"wanted": particulars_of(self), "before": self.before, "now": now}
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:32]

    @property
    def is_overtaken(self) -> bool:
        """The account says something else than when this was proposed."""
        return self.member is not None and standing_of(self.member) != self.before


def particulars_of(account: Any) -> dict[str, Any]:
    """What an account, or a proposal for one, says; the division by its key."""
    return {name: str(getattr(account, name)) for name in PARTICULARS} | {
        "division": account.division_id
    }


def standing_of(member: Member) -> dict[str, Any]:
    """What an account says, and whether it is open."""
    return particulars_of(member) | {"is_active": member.is_active}


def due_after(day: date) -> date:
    return day + DECIDED_WITHIN


def names_of(members: Iterable[Member]) -> str:
    return ", ".join(member.short_name for member in members)
