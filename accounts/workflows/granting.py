"""What an approved proposal brings about. Called by `proposals.approve` alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from django.http import HttpRequest

from accounts.links import hours_of_a_link, letters_get_somewhere, link_for, mail_leaves, sent
from accounts.particulars import AddressTaken, Particulars
from accounts.permissions import may_give_role
from accounts.workflows.addresses import ask_to_confirm
from accounts.workflows.members import made, save, void_password, withdraw_what_waits
from accounts.workflows.signing_in import provider_link, take_away_factor
from accounts.workflows.telling import tell_all
from audit.noting import audited, note
from personnel.models import AccountProposal, Member
from personnel.roles import Role
from records.history import StepRefused

Kind = AccountProposal.Kind
BRING_A_LINK = (Kind.NEW, Kind.OPEN, Kind.LINK, Kind.SIGN_IN)
Granted = Callable[[AccountProposal, Member, datetime], str]


def grant(
    proposal: AccountProposal, *, by: Member, at: datetime, request: HttpRequest | None
) -> str:
    """Do what was approved by `by`; returns the link that lets the member in, "" without one.

    A link is sent to the address of the account. The log names the account and who approved.
    Raises StepRefused when the address was taken meanwhile.
    """
    if proposal.status != AccountProposal.Status.APPROVED:
        raise StepRefused("Only what is approved is done.")
    try:
        if proposal.kind == Kind.NEW:
            link = _add(proposal, by, at)
        elif proposal.kind == Kind.FACTOR:
            link = _reset(proposal, by, at, request)
        else:
            link = _OTHERS[Kind(proposal.kind)](proposal, by, at)
    except AddressTaken:
        raise StepRefused("Somebody signs in with this address meanwhile.") from None
    note(f"personnel.granting.granted_{proposal.kind}", proposal.member, by=by)
    return link


def _add(proposal: AccountProposal, by: Member, at: datetime) -> str:
    said = f"{proposal.proposed_by or 'The machine'} proposed and {by} approved"
    proposal.member = made(_particulars(proposal), said=said, at=at)
    proposal.save(update_fields=["member"])
    return sent(link_for(proposal.member), proposal.member)


def _change(proposal: AccountProposal, by: Member, at: datetime) -> str:
    member, keeper = _account(proposal), proposal.proposed_by
    if keeper:
        may_give_role(keeper, member, proposal.role).require()
    was, wanted = member.role, _particulars(proposal)
    # Where nothing takes letters there is no mailbox to ask.
    if wanted.email != member.email and letters_get_somewhere():
        ask_to_confirm(proposal, member, at)
        wanted = replace(wanted, email=member.email)
    save(member, wanted, said=f"{_by(proposal, by)} changed", at=at)
    if was == Role.ADMINISTRATOR != member.role:
        withdraw_what_waits(member, by=by, at=at)
    return ""


def _open(proposal: AccountProposal, by: Member, at: datetime) -> str:
    member = _account(proposal)
    member.is_active = True
    return _new_link(proposal, member, f"{_by(proposal, by)} opened the account of {member}.", at)


def _renew(proposal: AccountProposal, by: Member, at: datetime) -> str:
    member = _account(proposal)
    words = f"{_by(proposal, by)} made a link that sets a new password for {member}."
    return _new_link(proposal, member, words, at)


def _new_link(proposal: AccountProposal, member: Member, words: str, at: datetime) -> str:
    """The password, the links and the sessions before it end."""
    void_password(member)
    tell_all(member, str(proposal.kind), words, at)
    return sent(link_for(member), member)


def _sign_in(proposal: AccountProposal, by: Member, at: datetime) -> str:
    """A link made before ends, and so does an account that was linked."""
    member = _account(proposal)
    link = provider_link(member, opened_by=proposal.proposed_by or by, at=at)
    words = f"{_by(proposal, by)} let {member} link a sign-in of the provider."
    tell_all(member, "link-opened", words, at)
    return sent(link, member, what="links the sign-in you use elsewhere to Liaison")


@audited("personnel.granting.link_by_hand")
def link_by_hand(member: Member, *, at: datetime) -> str:
    """The link approved for `member`, for whoever runs the machine, where no mail brings it.

    Raises StepRefused where mail leaves, or nothing was approved within the life of a link.
    """
    if mail_leaves():
        raise StepRefused("The link went out by mail, to the address of the account.")
    approved = AccountProposal.objects.filter(
        member=member,
        member__is_active=True,
        status=AccountProposal.Status.APPROVED,
        kind__in=BRING_A_LINK,
        decided_at__gt=at - timedelta(hours=hours_of_a_link()),
    )
    proposal = approved.order_by("decided_at").last()
    if proposal is None:
        raise StepRefused("No link was approved for this account. Propose one on its page.")
    words = f"The machine’s own administrator printed the link approved for {member}."
    tell_all(member, "link-printed", words, at)
    if proposal.kind == Kind.SIGN_IN:
        return provider_link(member, opened_by=proposal.proposed_by, at=at)
    return link_for(member)


def _reset(proposal: AccountProposal, by: Member, at: datetime, request: HttpRequest | None) -> str:
    member = _account(proposal)
    words = f"{_by(proposal, by)} took away the second factor of {member}: {proposal.reason}"
    take_away_factor(member, words=words, at=at, request=request)
    return ""


_OTHERS: dict[Kind, Granted] = {
    Kind.CHANGE: _change,
    Kind.OPEN: _open,
    Kind.LINK: _renew,
    Kind.SIGN_IN: _sign_in,
}


def _by(proposal: AccountProposal, by: Member) -> str:
    return f"{proposal.proposed_by or 'The machine'} and {by}"


def _account(proposal: AccountProposal) -> Member:
    if proposal.member is None:
        raise StepRefused("There is no account yet.")
    return proposal.member


def _particulars(proposal: AccountProposal) -> Particulars:
    said = {name: getattr(proposal, name) for name in ("email", "name", "rank", "role", "division")}
    return Particulars(**said)
