"""Accounts in tests: what is proposed, approved by whoever may."""

from __future__ import annotations

from datetime import datetime

from accounts.workflows import addresses, proposals
from personnel.models import AccountProposal, AddressChange, Member
from tests.support.factories import NOON


def approved(proposal: AccountProposal, *by: Member, at: datetime = NOON) -> Member:
    """Have each of `by` approve exactly what stands there; returns the account."""
    approve(proposal, *by, at=at)
    assert proposal.member is not None
    proposal.member.refresh_from_db()
    return proposal.member


def confirmed(member: Member, *, at: datetime = NOON) -> Member:
    """The link sent to the new address of `member` is opened."""
    addresses.confirm(AddressChange.objects.waiting().get(member=member), at=at)
    member.refresh_from_db()
    return member


def approve(proposal: AccountProposal, *by: Member, at: datetime = NOON) -> str:
    """The same; returns the link that was made last."""
    link = ""
    for one in by:
        proposal.refresh_from_db()
        link = proposals.approve(proposal, by=one, at=at, seen=proposal.mark)
    proposal.refresh_from_db()
    return link
