"""What waits for a member on the department's own numbers."""

from __future__ import annotations

from django.urls import reverse

from desk.waiting.items import MOST, WaitingItem
from personnel.models import Member
from policies.models import NumberProposal
from policies.workflows.settings import summary


def to_approve(member: Member) -> list[WaitingItem]:
    """Proposed numbers this member may approve: one proposes, command approves (row 54)."""
    waiting = NumberProposal.objects.waiting_for(member).select_related("proposed_by")
    return [
        WaitingItem(
            kind="number",
            title=f"A number: {summary(one).rstrip('.')}",
            sub=f"Proposed by {one.proposed_by}. Approve it or refuse it.",
            url=one.get_absolute_url(),
            due=one.decide_by,
            what="Decision",
            action="Decide",
            act_url=reverse("policies:number-approve", args=[one.pk]),
        )
        for one in waiting.order_by("decide_by", "pk")[:MOST]
    ]
