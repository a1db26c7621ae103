"""A group's status as a file says it, and the unit's decision on it (A-1.A.1)."""

from __future__ import annotations

from datetime import datetime

from audit.noting import audited
from outreach.groups.permissions import may_keep_groups
from outreach.models import GroupProposal
from personnel.models import Member
from records.history import StepRefused


@audited("outreach.group_status.decide_status")
def decide_status(proposal: GroupProposal, *, accepted: bool, by: Member, at: datetime) -> None:
    """Take the proposed status, or leave the group as it is. Raises StepRefused once decided."""
    may_keep_groups(by).require()
    waiting = GroupProposal.objects.open().filter(pk=proposal.pk)
    if not waiting.update(accepted=accepted, decided_by=by, decided_at=at):
        raise StepRefused("Somebody has decided on this already.")
    group = proposal.group
    if accepted and group.status != proposal.status:
        group.status = proposal.status
        group.save_edit(seen=group.version, fields=["status"])
