"""Two people make a role: what an administrator proposes for an account, and who approves it (row 53).

A proposal is never edited, so what was approved is what was shown. Those who may approve it hear of
it, so do the rest of command, its member, and the address the account has.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.particulars import AddressTaken, Particulars
from accounts.permissions import (
    approvers_words,
    may_approve_account,
    may_give_role,
    may_help_in,
    may_keep_accounts,
    may_refuse_account,
    may_renew_link,
    may_withdraw_account,
)
from accounts.workflows.granting import grant
from accounts.workflows.members import in_line
from accounts.workflows.signing_in import refuse_without_factor
from accounts.workflows.telling import HERE, write_to
from audit.noting import audited
from documents.spelling import folded
from personnel.models import AccountProposal, AddressChange, Member
from personnel.models.proposals import due_after, names_of, particulars_of, standing_of
from personnel.notices import overtaken, overtaken_under, tell
from personnel.roles import APPROVERS, COMMAND, Role, weightier
from records.history import StepRefused, move

Kind = AccountProposal.Kind
Status = AccountProposal.Status
STEPS: dict[Status, set[Status]] = {
    Status.PROPOSED: {Status.APPROVED, Status.REFUSED, Status.WITHDRAWN, Status.LAPSED},
    Status.APPROVED: set(),
    Status.REFUSED: set(),
    Status.WITHDRAWN: set(),
    Status.LAPSED: set(),
}
CLOSED = "This account is closed. Open it again first."
CHANGED = "It changed while you were looking. Nothing was done; look at it as it stands now."


# ---- Proposing


@audited("personnel.proposals.add")
def add(particulars: Particulars, *, by: Member | None, at: datetime) -> AccountProposal:
    """Propose a new account. `by` is None on the machine itself. Raises AddressTaken."""
    if by is not None:
        may_keep_accounts(by).require()
    _address_is_free(particulars.email)
    return _proposed(Kind.NEW, particulars, None, by=by, at=at)


@audited("personnel.proposals.change")
def change(
    member: Member, particulars: Particulars, *, by: Member, at: datetime
) -> AccountProposal:
    """Propose what an account says from now on: another address, role or division."""
    in_line(member)
    member.refresh_from_db()
    may_keep_accounts(by).require()
    may_give_role(by, member, particulars.role).require()
    if particulars.email != member.email:
        _address_is_free(particulars.email)
        if AddressChange.objects.waiting().filter(member=member).exists():
            raise StepRefused("An address of this account waits to be confirmed already.")
    if not member.is_active:
        raise StepRefused(CLOSED)
    return _proposed(Kind.CHANGE, particulars, member, by=by, at=at)


@audited("personnel.proposals.enable")
def enable(member: Member, *, by: Member, at: datetime) -> AccountProposal:
    """Propose to open a closed account again, as what it was."""
    in_line(member)
    member.refresh_from_db()
    may_keep_accounts(by).require()
    if member.is_active:
        raise StepRefused("This account is open.")
    return _as_it_is(Kind.OPEN, member, by=by, at=at)


@audited("personnel.proposals.renew_link")
def renew_link(member: Member, *, by: Member, at: datetime) -> AccountProposal:
    """Propose a new link: whoever holds one signs in as its member."""
    in_line(member)
    member.refresh_from_db()
    may_renew_link(by, member).require()
    if not member.is_active:
        raise StepRefused(CLOSED)
    return _as_it_is(Kind.LINK, member, by=by, at=at)


@audited("personnel.proposals.reset_factor")
def reset_factor(
    member: Member, *, reason: str, by: Member | None, at: datetime
) -> AccountProposal:
    """Propose to take away every second factor. `by` is None on the machine itself."""
    in_line(member)
    member.refresh_from_db()
    if by is not None:
        may_help_in(by, member).require()
    refuse_without_factor(member)
    return _as_it_is(Kind.FACTOR, member, by=by, at=at, reason=reason)


@audited("personnel.proposals.open_link")
def open_link(member: Member, *, by: Member, at: datetime) -> AccountProposal:
    """Propose a link with which the member links the provider's account, once."""
    in_line(member)
    member.refresh_from_db()
    may_help_in(by, member).require()
    if not member.is_active:
        raise StepRefused(CLOSED)
    return _as_it_is(Kind.SIGN_IN, member, by=by, at=at)


def _as_it_is(
    kind: Kind, member: Member, *, by: Member | None, at: datetime, reason: str = ""
) -> AccountProposal:
    """A proposal that leaves what the account says as it is."""
    said = {name: getattr(member, name) for name in ("email", "name", "rank", "role", "division")}
    return _proposed(kind, Particulars(**said), member, by=by, at=at, reason=reason)


def _proposed(
    kind: Kind,
    particulars: Particulars,
    member: Member | None,
    *,
    by: Member | None,
    at: datetime,
    reason: str = "",
) -> AccountProposal:
    try:
        with transaction.atomic():
            proposal: AccountProposal = AccountProposal.objects.create(
                kind=kind,
                member=member,
                before=standing_of(member) if member else {},
                weighs=weightier(member.role, particulars.role) if member else particulars.role,
                reason=reason,
                proposed_by=by,
                proposed_at=at,
                decide_by=due_after(timezone.localdate(at)),
                **vars(particulars),
            )
    except IntegrityError:
        raise StepRefused("Something is proposed for this account already.") from None
    _tell_proposed(proposal, at)
    return proposal


def _address_is_free(email: str) -> None:
    """Raise AddressTaken when somebody signs in with it, or it is proposed for somebody."""
    waiting = AccountProposal.objects.open().filter(email__iexact=email)
    unconfirmed = AddressChange.objects.waiting().filter(email__iexact=email)
    taken = Member.objects.filter(email__iexact=email)
    if taken.exists() or waiting.exists() or unconfirmed.exists():
        raise AddressTaken


# ---- Deciding


@audited("personnel.proposals.approve")
def approve(
    proposal: AccountProposal,
    *,
    by: Member,
    at: datetime,
    seen: str,
    request: HttpRequest | None = None,
) -> str:
    """Let a proposal come true, exactly as it was shown (`seen` is its `mark`).

    Returns the link that was made, for whoever hands it over; "" where there is none, or where
    the first of two commanders has approved. Raises PermissionDenied and StepRefused.
    """
    _hold(proposal, by)
    may_approve_account(by, proposal).require()
    _as_it_was_shown(proposal, seen)
    if proposal.needs_two and not _is_backed(proposal):
        _back(proposal, by, at)
        return ""
    move(proposal, Status.APPROVED, steps=STEPS, decided_by=by, decided_at=at)
    link = grant(proposal, by=by, at=at, request=request)
    tell_decided(proposal, f"{by} approved it.", at)
    return link


@audited("personnel.proposals.refuse")
def refuse(proposal: AccountProposal, *, by: Member, at: datetime, note: str) -> None:
    """Refuse it, saying why. Nothing changes."""
    _hold(proposal, by)
    may_refuse_account(by, proposal).require()
    move(proposal, Status.REFUSED, steps=STEPS, decided_by=by, decided_at=at, note=note)
    tell_decided(proposal, f"{by} refused it: {note}", at)


@audited("personnel.proposals.withdraw")
def withdraw(proposal: AccountProposal, *, by: Member, at: datetime) -> None:
    """Take it back before it is decided. Nothing changes."""
    _hold(proposal, by)
    may_withdraw_account(by, proposal).require()
    move(proposal, Status.WITHDRAWN, steps=STEPS, decided_by=by, decided_at=at)
    tell_decided(proposal, f"{by} withdrew it.", at)


def approvers_of(proposal: AccountProposal) -> list[Member]:
    """Those who serve and may approve it now."""
    able = Member.objects.in_roles(*APPROVERS[proposal.weighs]).order_by("name", "pk")
    return [member for member in able if may_approve_account(member, proposal)]


def lacks_approvers(proposal: AccountProposal) -> bool:
    """Too few serve who may approve it: it waits until the department has somebody who can."""
    needed = 2 if proposal.needs_two and not _is_backed(proposal) else 1
    return len(approvers_of(proposal)) < needed


def namesakes(proposal: AccountProposal) -> list[Member]:
    """Other accounts under the same name, open or closed: two that one person has would make one
    person two where two are asked for."""
    name = folded(proposal.name)
    others = Member.objects.exclude(pk=proposal.member_id).order_by("pk")
    return [other for other in others if folded(other.name) == name]


def waits_for(proposal: AccountProposal) -> str:
    """“command (Maj. Calloway)”: who may approve it and serves now."""
    able = approvers_of(proposal)
    if not able:
        return f"{approvers_words(proposal.weighs)}, and nobody of them serves"
    named = names_of(able[:4]) + (" and others" if len(able) > 4 else "")
    return f"{approvers_words(proposal.weighs)} ({named})"


def _hold(proposal: AccountProposal, by: Member) -> None:
    """Everybody concerned as they are now, and nobody changes them meanwhile."""
    concerned = [one for one in (by, proposal.member, proposal.proposed_by) if one]
    in_line(*concerned, *([proposal.backed_by] if proposal.backed_by else []))
    AccountProposal.objects.select_for_update().get(pk=proposal.pk)
    proposal.refresh_from_db()
    by.refresh_from_db(fields=["role", "is_active"])


def refuse_if_over(proposal: AccountProposal) -> None:
    """Raises StepRefused for what is decided, withdrawn or lapsed."""
    if proposal.status != Status.PROPOSED:
        label = proposal.get_status_display().lower()
        raise StepRefused(f"It is {label}. Nothing was changed; look at where it stands now.")


def _as_it_was_shown(proposal: AccountProposal, seen: str) -> None:
    """Refuse what is decided, was shown otherwise, or was overtaken since."""
    refuse_if_over(proposal)
    if seen != proposal.mark:
        raise StepRefused(CHANGED)
    refuse_if_overtaken(proposal)


def refuse_if_overtaken(proposal: AccountProposal) -> None:
    """Raises StepRefused where it cannot come true any more, though nobody has decided it."""
    if proposal.is_overtaken:
        raise StepRefused("The account has changed since this was proposed. Propose it anew.")
    proposer = proposal.proposed_by
    if proposer and not (proposer.is_active and may_keep_accounts(proposer)):
        raise StepRefused(f"{proposer} keeps no accounts any more. Another proposes it anew.")


def _is_backed(proposal: AccountProposal) -> bool:
    """Whether one of two has approved and still may."""
    backer = proposal.backed_by
    return bool(backer and backer.is_active and backer.role in APPROVERS[proposal.weighs])


def _back(proposal: AccountProposal, by: Member, at: datetime) -> None:
    """The first of two approves; one who left command since does not count."""
    still = {"backed_by": proposal.backed_by, "status": Status.PROPOSED}
    rows = AccountProposal.objects.filter(pk=proposal.pk, **still)
    if not rows.update(backed_by=by, backed_at=at):
        raise StepRefused(CHANGED)
    proposal.refresh_from_db()
    tell_decided(proposal, f"{by} approved it; another commander does too.", at)


# ---- Telling


def _tell_proposed(proposal: AccountProposal, at: datetime) -> None:
    who, key = proposal.proposed_by or HERE, f"proposal:{proposal.pk}"
    url, words = proposal.get_absolute_url(), f"{who} proposed for {summary(proposal)}"
    able = approvers_of(proposal)
    tell(able, f"{words} It waits for you.", url=url, key=key)
    command = Member.objects.in_roles(*COMMAND).exclude(pk=proposal.member_id)
    tell(command, words, url=url, key=key)
    if member := proposal.member:
        tell([member], words, url=settings.LOGIN_REDIRECT_URL, key=key)
        write_to(member.email, member, f"{words} It waits to be approved.")
    if lacks_approvers(proposal):
        stuck = f"{words} Nobody serves who may approve it."
        keepers = Member.objects.in_roles(Role.ADMINISTRATOR)
        tell(keepers, stuck, url=url, key=f"{key}:stuck")


def tell_decided(proposal: AccountProposal, said: str, at: datetime) -> None:
    """Command, its member, and whoever proposed it, with the reason."""
    overtaken([f"proposal:{proposal.pk}"], at=at)
    overtaken_under(f"proposal:{proposal.pk}", at=at)
    key, url = f"proposal:{proposal.pk}:{at.isoformat()}", proposal.get_absolute_url()
    words = f"Proposed for {summary(proposal)} {said}"
    command = Member.objects.in_roles(*COMMAND).exclude(pk=proposal.member_id)
    keepers = Member.objects.in_roles(Role.ADMINISTRATOR).exclude(pk=proposal.member_id)
    tell([*command, *keepers], words, url=url, key=key)
    if proposal.kind != Kind.NEW and proposal.member:
        tell([proposal.member], words, url=settings.LOGIN_REDIRECT_URL, key=key)


def summary(proposal: AccountProposal) -> str:
    """“Officer Lindgren: role Crime analyst, before Officer.” It names no address."""
    return f"{proposal.called}: {_asked_words(proposal)}."


def _asked_words(proposal: AccountProposal) -> str:
    role = Role(proposal.role).label
    if proposal.kind == Kind.NEW:
        return f"a new account as {role}"
    if proposal.kind == Kind.CHANGE:
        return ", ".join(_change_words(proposal, name) for name in proposal.changes) or "no change"
    return {
        Kind.OPEN: f"the closed account opened again, as {role}",
        Kind.LINK: "a new link that sets a password",
        Kind.FACTOR: "the second factor taken away",
        Kind.SIGN_IN: "a link for the provider's sign-in",
    }[Kind(proposal.kind)]


def _change_words(proposal: AccountProposal, name: str) -> str:
    if name == "email":
        return "another address"
    if name == "role":
        now, before = Role(proposal.role).label, Role(proposal.before["role"]).label
        return f"role {now}, before {before}"
    if name == "division":
        return f"division {proposal.division or 'none'}"
    value: Any = particulars_of(proposal)[name]
    return f"{name} {value or 'none'}"
