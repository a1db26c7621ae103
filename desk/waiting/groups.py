"""What waits for the unit on the register of groups: a status that a file proposes (A-1.A.1)."""

from __future__ import annotations

from datetime import timedelta

from desk.waiting.items import MOST, WaitingItem
from outreach.groups.permissions import may_keep_groups
from outreach.models import GroupProposal
from personnel.models import Member

# Everything open has a next day; no policy names one for this.
WITHIN = timedelta(days=14)


def to_decide(member: Member) -> list[WaitingItem]:
    """Groups whose status in the register differs from what a file says."""
    if not may_keep_groups(member):
        return []
    proposals = GroupProposal.objects.visible_to(member).open().select_related("group")
    return [
        WaitingItem(
            kind="group",
            title=f"Decide whether {one.group} is {one.get_status_display().lower()}",
            sub=f"{one.why}.",
            url=one.group.get_absolute_url(),
            action="Decide",
            act_url=f"{one.group.get_absolute_url()}#proposal",
            due=one.proposed_on + WITHIN,
            what="Decision",
        )
        for one in proposals.order_by("proposed_on", "pk")[:MOST]
    ]
