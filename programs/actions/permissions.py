"""Who may do what with the actions that decisions promised, and why not."""

from __future__ import annotations

from personnel.models import Member
from personnel.roles import Role
from programs.models import ProgramAction
from records.verdicts import YES, Verdict, no, stands


def may_keep_action(member: Member, action: ProgramAction) -> Verdict:
    """Progress on what a decision promised: who has it, the program's owner, the supervisor."""
    own = member.pk in (action.owner_id, action.evaluation.program.owner_id)
    if member.role == Role.UNIT_SUPERVISOR or (member.works and own):
        return stands("This action has ended.") if action.ended_on else YES
    return no("Whoever has the action, the program's owner or the unit supervisor keeps it.")


def may_hand_promise(member: Member, action: ProgramAction) -> Verdict:
    """Give what a decision promised to somebody else: the unit's supervisor and command."""
    if member.role == Role.UNIT_SUPERVISOR or member.is_command:
        return stands("This action has ended.") if action.ended_on else YES
    return no("The unit's supervisor or command gives it to somebody else.")
