"""What one person does to accounts: a name corrected, a right taken away, an account closed.

What lets somebody in or gives a right takes two people: `accounts.workflows.proposals`. Accounts
are made by one person only on the machine, while a department is being set up (row 53).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.particulars import AddressTaken, Particulars
from accounts.permissions import (
    may_change_alone,
    may_command,
    may_disable,
    may_make_here,
    may_supervise,
)
from accounts.sessions import end_all
from accounts.workflows.telling import HERE, tell_all, tell_command, write_to
from audit.noting import audited, note
from personnel.models import AccountProposal, Division, LinkedSignIn, Member
from personnel.roles import Role
from records.history import StepRefused

CLOSED_WITH_IT = "The account was closed."


@audited("personnel.members.add_here")
def add_here(particulars: Particulars, *, by: None, at: datetime) -> Member:
    """Make an account on the machine itself; its member sets a password with a link.

    Raises PermissionDenied where two people make it, and AddressTaken.
    """
    may_make_here(particulars.role).require()
    return made(particulars, said=f"{HERE} made", at=at)


@audited("personnel.members.change")
def change(member: Member, particulars: Particulars, *, by: Member, at: datetime) -> None:
    """Save what one person may change. With a lower role the member is signed out everywhere.

    Raises PermissionDenied for what takes two people, for the own role and for the last
    administrator's; StepRefused while something is proposed for the account.
    """
    in_line(member)
    member.refresh_from_db()
    wanted = {name: getattr(particulars, name) for name in ("email", "role", "division")}
    may_change_alone(by, member, **wanted).require()
    _nothing_proposed(member)
    said = f"{by} changed"
    called = member.full_name
    if (particulars.rank, particulars.name) != (member.rank, member.name):
        now = f"{particulars.rank} {particulars.name}".strip()
        tell_all(member, "name", f"{said} the name of {called}: {now}.", at)
    save(member, particulars, said=said, at=at)


@audited("personnel.members.disable")
def disable(member: Member, *, by: Member, at: datetime) -> None:
    """Close an account. Its sessions, password, links and linked sign-in end for good.

    The records stay. What was proposed for it, and by it, is withdrawn. Raises PermissionDenied
    for the own account and for the last administrator.
    """
    in_line(member)
    member.refresh_from_db()
    may_disable(by, member).require()
    if not member.is_active:
        raise StepRefused("This account is closed already.")
    member.is_active = False
    void_password(member)
    LinkedSignIn.objects.filter(member=member).delete()
    leave_posts(member)
    withdraw_what_waits(member, by=by, at=at)
    words = f"{by} closed the account of {member}."
    tell_command(member, "closed", words, at)
    write_to(member.email, member, words)


# ---- What the steps here and an approved proposal share


def made(particulars: Particulars, *, said: str, at: datetime) -> Member:
    """A new account without a password; `said` is who made it. Raises AddressTaken."""
    with address_once():
        member: Member = Member.objects.create_user(**vars(particulars))
    role = Role(member.role).label
    tell_command(member, "made", f"{said} an account for {member}: {role}.", at)
    return member


def save(member: Member, particulars: Particulars, *, said: str, at: datetime) -> None:
    """Write what an account says, with all that a changed address or role brings with it."""
    email, role, division = member.email, member.role, member.division
    for name, value in vars(particulars).items():
        setattr(member, name, value)
    with address_once():
        member.save(update_fields=list(vars(particulars)))
    if member.email != email:
        # The sign-in page knows addresses by a table of its own; the old one must not stay there.
        EmailAddress.objects.filter(user=member).delete()
        words = f"{said} the address {member} signs in with."
        tell_all(member, "address", words, at)
        for address in (email, member.email):
            write_to(address, member, words)
    if member.role != role:
        leave_posts(member)
        end_all(member)
        now, then = Role(member.role).label, Role(role).label
        tell_all(member, "role", f"{said} the role of {member}: {now}, before {then}.", at)
    if member.division != division:
        words = f"{said} the division of {member}: {member.division or 'none'}."
        tell_all(member, "division", words, at)


def void_password(member: Member) -> None:
    """Sessions and links are bound to the password; a new unusable one ends them all."""
    member.set_unusable_password()
    member.save(update_fields=["password", "is_active"])


def leave_posts(member: Member) -> None:
    """Divisions don't wait for someone who cannot answer for them any more."""
    if not may_supervise(member):
        Division.objects.filter(supervisor=member).update(supervisor=None)
    if not may_command(member):
        Division.objects.filter(commander=member).update(commander=None)


def withdraw_what_waits(member: Member, *, by: Member, at: datetime) -> None:
    """Proposals about a closed account wait for nobody, nor do those its member made."""
    waiting = AccountProposal.objects.open().filter(Q(member=member) | Q(proposed_by=member))
    facts = {"status": AccountProposal.Status.WITHDRAWN, "decided_by": by, "decided_at": at}
    for proposal in waiting.select_for_update():
        waiting.filter(pk=proposal.pk).update(**facts, note=CLOSED_WITH_IT)
        note("personnel.proposals.withdraw", proposal, by=by)


def in_line(*members: Member) -> None:
    """Whoever changes accounts at the same moment waits for one another.

    All administrators too: two who close each other at once would leave none. PostgreSQL locks
    the rows, always in the same order; SQLite's write transactions stand in line anyway.
    """
    keys = [member.pk for member in members]
    rows = Member.objects.in_roles(Role.ADMINISTRATOR) | Member.objects.filter(pk__in=keys)
    list(rows.order_by("pk").select_for_update())


@contextmanager
def address_once() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as twice:
        raise AddressTaken from twice


def _nothing_proposed(member: Member) -> None:
    if AccountProposal.objects.open().filter(member=member).exists():
        raise StepRefused(
            "Something is proposed for this account and waits to be approved. Withdraw it first."
        )
