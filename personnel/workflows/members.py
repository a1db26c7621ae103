"""Keeping accounts: made, changed, closed, opened again, given a new link (row 53).

Whatever changes what somebody may do is told to command and to the member it is about.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from audit.noting import audited
from personnel.history import StepRefused
from personnel.links import link_for
from personnel.models import Division, LinkedSignIn, Member
from personnel.notices import tell
from personnel.permissions import (
    may_command,
    may_disable,
    may_give_role,
    may_keep_accounts,
    may_renew_link,
    may_supervise,
)
from personnel.roles import COMMAND, Role
from personnel.sessions import end_all

HERE = "The machine's own administrator"


@dataclass(frozen=True)
class Particulars:
    """What an account says of its member."""

    email: str
    name: str
    rank: str
    role: str
    division: Division | None


class AddressTaken(Exception):
    """Somebody signs in with this address already."""


@audited
def add(particulars: Particulars, *, by: Member | None, at: datetime) -> Member:
    """Make an account without a password; its member sets one with a link (`link_for`).

    `by` is None on the machine itself, where the first administrator is made. Raises AddressTaken.
    """
    if by is not None:
        may_keep_accounts(by).require()
    with _address_once():
        member: Member = Member.objects.create_user(**vars(particulars))
    role = Role(member.role).label
    _tell_command(member, "made", f"{by or HERE} made an account for {member}: {role}.", at)
    return member


@audited
def change(member: Member, particulars: Particulars, *, by: Member, at: datetime) -> None:
    """Save what an account says. With a new role the member is signed out everywhere.

    Raises PermissionDenied for the own role and for the last administrator's, and AddressTaken.
    """
    may_keep_accounts(by).require()
    _one_administrator_at_a_time()
    member.refresh_from_db()
    before = (member.email, member.role)
    may_give_role(by, member, particulars.role).require()
    for name, value in vars(particulars).items():
        setattr(member, name, value)
    with _address_once():
        member.save(update_fields=list(vars(particulars)))
    _follow(member, *before, by=by, at=at)


def _follow(member: Member, email: str, role: str, *, by: Member, at: datetime) -> None:
    """What a changed address or role brings with it; `email` and `role` are the ones before."""
    if member.email != email:
        # The sign-in page knows addresses by a table of its own; the old one must not stay there.
        EmailAddress.objects.filter(user=member).delete()
        _tell_all(member, "address", f"{by} changed the address {member} signs in with.", at)
    if member.role != role:
        _leave_posts(member)
        end_all(member)
        now, then = Role(member.role).label, Role(role).label
        text = f"{by} changed the role of {member}: {now}, before {then}."
        _tell_all(member, "role", text, at)


@audited
def disable(member: Member, *, by: Member, at: datetime) -> None:
    """Close an account. Its sessions, password, links and linked sign-in end for good.

    The records stay. Raises PermissionDenied for the own account and for the last administrator.
    """
    _one_administrator_at_a_time()
    member.refresh_from_db()
    may_disable(by, member).require()
    if not member.is_active:
        raise StepRefused("This account is closed already.")
    member.is_active = False
    _void_password(member)
    LinkedSignIn.objects.filter(member=member).delete()
    _leave_posts(member)
    _tell_command(member, "closed", f"{by} closed the account of {member}.", at)


@audited
def enable(member: Member, *, by: Member, at: datetime) -> None:
    """Open a closed account again; its member sets a new password with a link."""
    may_keep_accounts(by).require()
    member.refresh_from_db()
    if member.is_active:
        raise StepRefused("This account is open.")
    member.is_active = True
    _void_password(member)
    _tell_command(member, "opened", f"{by} opened the account of {member} again.", at)


@audited
def renew_link(member: Member, *, by: Member, at: datetime) -> str:
    """A new link for someone who never signed in or lost access; the password before it ends.

    Whoever holds the link can sign in as its member, so that it was made is told.
    """
    may_renew_link(by, member).require()
    member.refresh_from_db()
    if not member.is_active:
        raise StepRefused("This account is closed. Open it again first.")
    had_password = member.has_usable_password()
    _void_password(member)
    if had_password:
        text = f"{by} made a link that sets a new password for {member}."
        _tell_all(member, "link", text, at)
    return link_for(member)


def _void_password(member: Member) -> None:
    """Sessions and links are bound to the password; a new unusable one ends them all."""
    member.set_unusable_password()
    member.save(update_fields=["password", "is_active"])


def _leave_posts(member: Member) -> None:
    """Divisions don't wait for someone who cannot answer for them any more."""
    if not may_supervise(member):
        Division.objects.filter(supervisor=member).update(supervisor=None)
    if not may_command(member):
        Division.objects.filter(commander=member).update(commander=None)


def _one_administrator_at_a_time() -> None:
    """Two administrators who close each other at once wait for one another.

    PostgreSQL locks the rows; SQLite's write transactions stand in line anyway.
    """
    list(Member.objects.in_roles(Role.ADMINISTRATOR).order_by("pk").select_for_update())


@contextmanager
def _address_once() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as twice:
        raise AddressTaken from twice


def _tell_all(member: Member, what: str, text: str, at: datetime) -> None:
    tell([member], text, url=settings.LOGIN_REDIRECT_URL, key=_key(member, what, at))
    _tell_command(member, what, text, at)


def _tell_command(member: Member, what: str, text: str, at: datetime) -> None:
    url = reverse("personnel:member", args=[member.pk])
    command = Member.objects.in_roles(*COMMAND).exclude(pk=member.pk)
    tell(command, text, url=url, key=_key(member, what, at))


def _key(member: Member, what: str, at: datetime) -> str:
    return f"account:{member.pk}:{what}:{at.isoformat()}"
