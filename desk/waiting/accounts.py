"""What waits for a member on accounts: what an administrator proposed."""

from __future__ import annotations

from django.urls import reverse

from accounts.workflows.proposals import summary
from desk.waiting.items import MOST, WaitingItem
from personnel.models import AccountProposal, Member


def to_approve(member: Member) -> list[WaitingItem]:
    """Proposals for accounts this member may approve: two people make a role (row 53)."""
    waiting = AccountProposal.objects.waiting_for(member)
    rows = waiting.select_related("member", "proposed_by", "division")
    return [
        WaitingItem(
            kind="account",
            title=summary(one).rstrip("."),
            sub=f"Proposed by {one.proposed_by or 'the machine'}. Approve it or refuse it.",
            url=one.get_absolute_url(),
            due=one.decide_by,
            what="Decision",
            action="Decide",
            act_url=reverse("personnel:proposal-approve", args=[one.pk]),
        )
        for one in rows.order_by("decide_by", "pk")[:MOST]
    ]
