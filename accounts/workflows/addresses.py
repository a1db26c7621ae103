"""A changed address: approved by two, then confirmed from the new one, and told to the old (row 53).

Whoever approves cannot know that an address is right. Until the link sent there has been opened,
the account keeps the one it has; the old address gets a link of its own, with which its reader
stops the change, or is heard once it is in force.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts import letters
from accounts.particulars import AddressTaken, Particulars
from accounts.workflows.members import in_line, save
from audit.noting import audited
from personnel.models import AccountProposal, AddressChange, Member
from personnel.models.addresses import CONFIRMED_WITHIN
from personnel.notices import tell
from personnel.roles import COMMAND, Role
from records.history import StepRefused, move

Status = AddressChange.Status
STEPS: dict[Status, set[Status]] = {
    Status.WAITING: {Status.CONFIRMED, Status.OBJECTED, Status.LAPSED},
    Status.CONFIRMED: set(),
    Status.OBJECTED: set(),
    Status.LAPSED: set(),
}
OVER = "This link has done its work, or its time is over. Ask an administrator for another change."


def digest_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def ask_to_confirm(proposal: AccountProposal, member: Member, at: datetime) -> AddressChange:
    """Send the links for the address that `proposal`, which was approved, gives `member`.

    Raises AddressTaken when somebody has it, or waits for it.
    """
    confirms, objects = token_urlsafe(32), token_urlsafe(32)
    if Member.objects.filter(email__iexact=proposal.email).exclude(pk=member.pk).exists():
        raise AddressTaken
    try:
        with transaction.atomic():
            change = AddressChange.objects.create(
                proposal=proposal,
                member=member,
                email=proposal.email,
                before=member.email,
                confirms=digest_of(confirms),
                objects_to_it=digest_of(objects),
                made_at=at,
                until=at + CONFIRMED_WITHIN,
            )
    except IntegrityError:
        raise AddressTaken from None
    _write(change, confirms, objects)
    return change


@audited("personnel.addresses.confirm")
def confirm(change: AddressChange, *, at: datetime) -> None:
    """The link at the new address was opened: from now on it is the account's.

    Raises StepRefused when it is over, or the account became another meanwhile.
    """
    member = _hold(change)
    if not change.is_open_at(at):
        raise StepRefused(OVER)
    if not member.is_active or member.email != change.before:
        raise StepRefused("The account has changed since. Ask an administrator for another change.")
    said = {name: getattr(member, name) for name in ("email", "name", "rank", "role", "division")}
    move(change, Status.CONFIRMED, steps=STEPS, settled_at=at)
    try:
        wanted = replace(Particulars(**said), email=change.email)
        save(member, wanted, said="A link sent to the new address confirmed", at=at)
    except AddressTaken:
        raise StepRefused("Somebody signs in with this address meanwhile.") from None


@audited("personnel.addresses.object_to")
def object_to(change: AddressChange, *, at: datetime) -> bool:
    """The old address says no: what waits is stopped, and what is in force is told to those who can
    close the account. Returns whether it was stopped. Raises StepRefused when its time is over."""
    _hold(change)
    if not change.takes_objections_at(at):
        raise StepRefused(OVER)
    stopped = change.status == Status.WAITING
    if stopped:
        move(change, Status.OBJECTED, steps=STEPS, settled_at=at)
    AddressChange.objects.filter(pk=change.pk).update(objected_at=at)
    what = "and it was stopped" if stopped else "after it was in force; look at the account now"
    words = f"The address {change.member} had until now objects to the change of it, {what}."
    _tell(change, words, "objected")
    return stopped


def lapse_due(at: datetime) -> None:
    """Let go what nobody has confirmed in time. Safe at any time, also twice."""
    for change in AddressChange.objects.over_at(at).select_related("member"):
        lapse(change, at=at)


@audited("personnel.addresses.lapse")
def lapse(change: AddressChange, *, at: datetime) -> None:
    _hold(change)
    move(change, Status.LAPSED, steps=STEPS, settled_at=at)
    words = f"Nobody confirmed the new address of {change.member} in time. The old one stays."
    _tell(change, words, "lapsed")


def _hold(change: AddressChange) -> Member:
    in_line(change.member)
    change.refresh_from_db(from_queryset=AddressChange.objects.select_for_update())
    change.member.refresh_from_db()
    return change.member


def _tell(change: AddressChange, words: str, what: str) -> None:
    """The member, command, and those who keep accounts."""
    member, key = change.member, f"address:{change.pk}:{what}"
    others = Member.objects.in_roles(*COMMAND, Role.ADMINISTRATOR).exclude(pk=member.pk)
    tell(others, words, url=change.proposal.get_absolute_url(), key=key)
    tell([member], words, url=settings.LOGIN_REDIRECT_URL, key=key)


def _write(change: AddressChange, confirms: str, objects: str) -> None:
    member, hours = change.member, int(CONFIRMED_WITHIN.total_seconds() // 3600)
    letters.write(
        change.email,
        "Liaison: confirm this address",
        f"{member.full_name},\n\nthis address was approved for your account. Open this link to "
        f"confirm it:\n\n{_address('account_address_confirm', confirms)}\n\nIt works once, within "
        f"{hours} hours. Until then you sign in with the address you had.",
    )
    letters.write(
        change.before,
        "Liaison: your address is to change",
        f"{member.full_name},\n\nanother address was approved for your account. It counts once it is "
        "confirmed from there. If you did not ask for this, open this link and say so:\n\n"
        f"{_address('account_address_object', objects)}",
    )


def _address(page: str, token: str) -> str:
    return f"{settings.SITE_URL}{reverse(page, args=[token])}"
