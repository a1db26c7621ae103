"""Who keeps the accounts of the department, and what even an administrator may not do.

Row 53 of the role matrix: accounts are kept by a role that reads no content, and two people make a
role. The administrator proposes what lets somebody in or gives a right, another approves it; what
takes a right away is the administrator's alone. All of it is told to command.
"""

from __future__ import annotations

from personnel.models import AccountProposal, Division, Member
from personnel.roles import APPROVED_BY_TWO, APPROVERS, COMMAND, LEADERS, LOWER, Role
from records.verdicts import YES, Verdict, first_refusal, no

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


def may_change_alone(
    by: Member, member: Member, *, email: str, role: str, division: Division | None
) -> Verdict:
    """Save without a second person: a name, a rank, a role that holds less, no division any more.

    An address lets somebody in, another role or division shows what was not shown before.
    """
    asked = first_refusal(may_keep_accounts(by), may_give_role(by, member, role))
    if not asked:
        return asked
    if email != member.email:
        return no("A changed address takes two people.")
    if role != member.role and role not in LOWER.get(member.role, ()):
        return no("A role that holds more takes two people.")
    if division and division.pk != member.division_id:
        return no("Another division takes two people.")
    return YES


def may_read_proposals(member: Member) -> Verdict:
    """Whoever sees who has an account, and whoever approves a role."""
    if member.role in READERS or any(member.role in those for those in APPROVERS.values()):
        return YES
    return no("Those who approve accounts see what is proposed for them.")


def may_approve_account(by: Member, proposal: AccountProposal) -> Verdict:
    """Let a proposal for an account come true (row 53): never one's own, or one about oneself."""
    if not by.is_active or by.role not in APPROVERS[proposal.weighs]:
        return no(f"This is approved by {approvers_words(proposal.weighs)}.")
    return first_refusal(
        _other_than(by, proposal.proposed_by_id, "You proposed it; someone else approves it."),
        _other_than(by, proposal.member_id, "It is about your own account; someone else decides."),
        _other_than(by, proposal.backed_by_id, "You approved it; another commander does too."),
    )


def may_refuse_account(by: Member, proposal: AccountProposal) -> Verdict:
    """Whoever may approve it; the first of two who approve may still think better of it."""
    if by.pk == proposal.backed_by_id and by.is_active and by.role in APPROVERS[proposal.weighs]:
        return YES
    return may_approve_account(by, proposal)


def may_withdraw_account(by: Member, proposal: AccountProposal) -> Verdict:
    """Any administrator: nobody gains a right by what is not done."""
    return may_keep_accounts(by)


def may_make_here(role: str) -> Verdict:
    """Whether whoever runs the machine makes this account alone (`manage.py add_member`).

    All of them while the department is being set up: until somebody with another role than the
    administrator's has signed in. After that the chief's, when no chief serves.
    """
    if _is_being_set_up():
        return YES
    if role == Role.CHIEF and not Member.objects.in_roles(Role.CHIEF).exists():
        return YES
    return no("People of this department have signed in, so two people make a role.")


def may_reset_here(locked_out: Member) -> Verdict:
    """Whether whoever runs the machine takes away a second factor alone (`manage.py unlock_member`).

    While the department is being set up, and where too few serve who could approve it.
    """
    others = Member.objects.in_roles(*APPROVERS[locked_out.role]).exclude(pk=locked_out.pk)
    needed = 2 if locked_out.role in APPROVED_BY_TWO else 1
    if _is_being_set_up() or others.count() < needed:
        return YES
    return no(f"This is approved by {approvers_words(locked_out.role)}.")


def _is_being_set_up() -> bool:
    """Nobody but administrators has ever signed in; a closed or changed account counts too."""
    used = Member.objects.exclude(role=Role.ADMINISTRATOR).exclude(last_login=None)
    return not used.exists()


def approvers_words(role: str) -> str:
    """“the chief”: who approves an account of this role."""
    those = APPROVERS[role]
    if those == {Role.COMMANDER}:
        return "two commanders"
    if those == {Role.CHIEF}:
        return "the chief"
    return "the unit supervisor or command" if Role.UNIT_SUPERVISOR in those else "command"


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


def _other_than(by: Member, key: int | None, reason: str) -> Verdict:
    return no(reason) if by.pk == key else YES


def _not_the_last(member: Member) -> Verdict:
    if member.role != Role.ADMINISTRATOR or not member.is_active:
        return YES
    others = Member.objects.in_roles(Role.ADMINISTRATOR).exclude(pk=member.pk)
    if others.exists():
        return YES
    return no(f"{member.short_name} is the last administrator who can sign in.")
