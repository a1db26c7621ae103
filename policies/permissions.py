"""Who may decide what the policy leaves open."""

from __future__ import annotations

from personnel.models import Member
from personnel.roles import COMMAND, Role
from policies.models import NumberProposal
from policies.packs import PackSetting
from records.verdicts import YES, Verdict, no, stands


def may_change_settings(member: Member) -> Verdict:
    """The unit's supervisor and command propose the department's own numbers (row 54)."""
    if member.role == Role.UNIT_SUPERVISOR or member.role in COMMAND:
        return YES
    return no("The unit's supervisor and command propose the numbers the policy leaves open.")


def may_change_setting(member: Member, entry: PackSetting) -> Verdict:
    """Only what the policy leaves open; what it fixes changes with the policy alone."""
    if not entry.open:
        return no("The policy itself fixes this number.", clause=entry.clause)
    return may_change_settings(member)


def may_approve_number(member: Member, proposal: NumberProposal) -> Verdict:
    """Command decides on a number, never on its own proposal (row 54, floor 1)."""
    if member.pk == proposal.proposed_by_id:
        return no("You proposed it; someone else of command decides it.")
    if member.role not in COMMAND:
        return no("Command approves the department's own numbers.")
    return _still_open(proposal)


def may_withdraw_number(member: Member, proposal: NumberProposal) -> Verdict:
    """Whoever proposed it takes it back until it is decided."""
    if member.pk != proposal.proposed_by_id:
        return no("Whoever proposed it withdraws it.")
    return _still_open(proposal)


def _still_open(proposal: NumberProposal) -> Verdict:
    if proposal.status == NumberProposal.Status.PROPOSED:
        return YES
    return stands(f"It is {proposal.get_status_display().lower()}.")


def may_close_topics(member: Member) -> Verdict:
    """With its program, a topic is closed and opened again by command (row 22)."""
    if member.role in COMMAND:
        return YES
    return no("Topics are closed and opened again with their program, by command.")
