"""Who keeps the accounts of the department, and what even an administrator may not do.

Row 53 of the role matrix: accounts are kept by a role that reads no content and never grants
itself a right. Command is told of what is changed (`personnel.workflows.members`).
"""

from __future__ import annotations

from personnel.models import Member
from personnel.roles import COMMAND, LEADERS, Role
from personnel.verdicts import YES, Verdict, first_refusal, no

READERS = COMMAND | {Role.ACCREDITATION_MANAGER, Role.ADMINISTRATOR}


def may_read_accounts(member: Member) -> Verdict:
    """Who can sign in, and as what: the administrator, command, the accreditation manager."""
    if member.role in READERS:
        return YES
    return no("The administrator and command see who has an account.")


def may_read_log(member: Member) -> Verdict:
    """The audit log (row 51); the administrator what concerns accounts and signing in alone."""
    if member.role in READERS:
        return YES
    return no("Command and the accreditation manager read the audit log.")


def may_keep_accounts(member: Member) -> Verdict:
    if member.role == Role.ADMINISTRATOR:
        return YES
    return no("The administrator keeps the accounts of the department.")


def may_give_role(by: Member, member: Member, role: str) -> Verdict:
    """Nobody changes the own role (floor 3), and one administrator always remains."""
    if role == member.role:
        return YES
    return first_refusal(
        may_keep_accounts(by),
        _not_own(by, member, "Another administrator changes your role."),
        _not_the_last(member),
    )


def may_disable(by: Member, member: Member) -> Verdict:
    return first_refusal(
        may_keep_accounts(by),
        _not_own(by, member, "Another administrator closes your account."),
        _not_the_last(member),
    )


def may_renew_link(by: Member, member: Member) -> Verdict:
    return first_refusal(
        may_keep_accounts(by),
        _not_own(by, member, "You change your own password in the menu under your name."),
    )


def may_help_in(by: Member, member: Member) -> Verdict:
    """Take away a lost factor, unlock an account, open a linked sign-in: for somebody else."""
    return first_refusal(
        may_keep_accounts(by),
        _not_own(by, member, "Another administrator does this for your account."),
    )


def may_supervise(member: Member) -> Verdict:
    """Whom a division can name as its supervisor (N-III.A, C-1)."""
    if member.is_active and member.role in LEADERS:
        return YES
    return no(f"{member.short_name} does not have the role of a supervisor.")


def may_command(member: Member) -> Verdict:
    """Whom a division can name as its commander (K-IV.A)."""
    if member.is_active and member.role in COMMAND:
        return YES
    return no(f"{member.short_name} does not belong to command.")


def _not_own(by: Member, member: Member, reason: str) -> Verdict:
    return no(reason) if by.pk == member.pk else YES


def _not_the_last(member: Member) -> Verdict:
    if member.role != Role.ADMINISTRATOR or not member.is_active:
        return YES
    others = Member.objects.in_roles(Role.ADMINISTRATOR).exclude(pk=member.pk)
    if others.exists():
        return YES
    return no(f"{member.short_name} is the last administrator who can sign in.")
