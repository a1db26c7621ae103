"""Who may do what with the register of groups."""

from __future__ import annotations

from outreach.models import CommunityGroup
from personnel import roles
from personnel.models import Member
from records.verdicts import YES, Verdict, no


def may_keep_groups(member: Member) -> Verdict:
    """The register is kept by the unit (row 16)."""
    if member.role in roles.UNIT:
        return YES
    return no("The community services unit keeps the register of groups.", clause="A-1.A.1")


def may_change_representatives(member: Member, group: CommunityGroup) -> Verdict:
    if member.works and member.pk == group.liaison_id:
        return YES
    return may_keep_groups(member)
