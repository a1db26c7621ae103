"""Who may do what with programs and what is entered for them, and why not.

Each function answers for one person and one record; what the record allows at its point is the
`STEPS` table of its workflow. Rows and floors are those of the role matrix.
"""

from __future__ import annotations

from django.db.models import Q

from audit.models import Entry
from personnel.models import Member
from personnel.roles import COMMAND, Role
from programs.models import CostEntry, Feedback, HoursEntry, Program, ProgramAction
from records.verdicts import YES, Verdict, no

CHANGES_NOTHING = no("Your role reads and does not change records.")


def may_read_programs(member: Member) -> Verdict:
    """The catalogue is read by everyone who reads content (row 20)."""
    return YES if member.may_read_content else no("Your role does not read records.")


def may_export_programs(member: Member) -> Verdict:
    """The list as a file (row 48)."""
    if member.role in (Role.OFFICER, Role.TRAINING_OFFICER, Role.ADMINISTRATOR):
        return no("Your role reads programs here and takes no lists of them away.")
    return YES


def may_propose(member: Member) -> Verdict:
    """The unit supervisor enters a program into the catalogue; command approves it (row 20)."""
    if member.role == Role.UNIT_SUPERVISOR:
        return YES
    return no("The supervisor of the community services unit proposes programs.")


def may_change(member: Member, program: Program) -> Verdict:
    """Facts, topics and personnel: the unit and the program's owner (row 20, K-IV.E.6)."""
    if not member.works:
        return CHANGES_NOTHING
    if program.is_over:
        return no("It is discontinued. Command resumes it before anything in it is changed.")
    if member.is_unit or member.pk == program.owner_id:
        return YES
    return no("The community services unit and the program's owner change it.")


def may_approve(member: Member, program: Program) -> Verdict:
    """Command lets a program begin, never one's own: proposed, written at or owned (floor 1).

    A change of what was proposed leaves a step too, so it counts as proposing.
    """
    if program.steps.filter(to_status=Program.Status.PROPOSED, by=member).exists():
        return no("You proposed it or wrote at the proposal; someone else approves it.")
    if member.pk == program.owner_id or program.former_owners.filter(member=member).exists():
        return no("You own this program or owned it; someone else approves it.")
    if member.role in COMMAND:
        return YES
    return no("A commander or the chief approves a program.")


def may_pause(member: Member, program: Program) -> Verdict:
    """The unit supervisor or command stops a program for a time (row 20)."""
    return _may_halt(member)


def may_resume(member: Member, program: Program) -> Verdict:
    """Whoever may pause it; taking up what was discontinued or declined is approving it anew."""
    if program.is_over:
        return may_approve(member, program)
    return _may_halt(member)


def _may_halt(member: Member) -> Verdict:
    if member.role == Role.UNIT_SUPERVISOR or member.is_command:
        return YES
    return no("The unit supervisor or command pauses and resumes a program.")


def may_discontinue(member: Member, program: Program) -> Verdict:
    """Ending a program is command's to decide (row 22, K-IV.D)."""
    if member.is_command:
        return YES
    return no("A commander or the chief discontinues a program.", clause="K-IV.D")


def may_enter(member: Member, program: Program) -> Verdict:
    """Hours, cost and feedback: the unit, the owner, and whoever works in the program (K-IV.D)."""
    if not member.works:
        return CHANGES_NOTHING
    if member.is_unit or member.pk == program.owner_id:
        return YES
    if program.personnel.filter(member=member, until=None).exists():
        return YES
    return no("The unit, the program's owner and its personnel enter what it took.")


def may_strike_any(member: Member, program: Program) -> Verdict:
    """Whatever was entered for the program: the unit supervisor and the owner."""
    if member.role == Role.UNIT_SUPERVISOR or (member.works and member.pk == program.owner_id):
        return YES
    return no("The unit supervisor and the program's owner strike what others entered.")


def may_strike(member: Member, entry: HoursEntry | CostEntry | Feedback) -> Verdict:
    """Whoever entered it, while they may still enter; else whoever strikes any (K-IV.D)."""
    if member.pk == entry.entered_by_id and may_enter(member, entry.program):
        return YES
    return may_strike_any(member, entry.program)


def may_redact_program(member: Member, program: Program) -> Verdict:
    """The unit's supervisor and command (row 20): never who owns or owned it, or wrote at it or at
    what was noted of its years."""
    if not (leads := unit_supervisor_or_command(member)):
        return leads
    if member.pk == program.owner_id or program.former_owners.filter(member=member).exists():
        return no("You own this program or owned it; someone else takes words out of it.")
    if _wrote_at_program(member, program):
        return no("You wrote at this program; someone else takes words out of it.")
    return YES


def _wrote_at_program(member: Member, program: Program) -> bool:
    """Proposed or changed it, left a note at a step, entered what was done, or noted progress. Who
    qualifies somebody for it is named by the log alone."""
    proposed = Q(to_status=Program.Status.PROPOSED)
    if program.steps.filter(proposed | ~Q(note=""), by=member).exists():
        return True
    if any(
        entered.filter(entered_by=member).exists()
        for entered in (program.hours, program.costs, program.feedback)
    ):
        return True
    promised = ProgramAction.objects.filter(evaluation__program=program)
    if promised.filter(notes__by=member).exists():
        return True
    named = Entry.objects.done_by(member).filter(action="programs.personnel.name_person")
    return named.filter(kind=Program._meta.label_lower, key=str(program.pk)).exists()


def unit_supervisor_or_command(member: Member) -> Verdict:
    """Who takes words out of a program or an evaluation, before it is asked what they wrote."""
    if member.role == Role.UNIT_SUPERVISOR or member.is_command:
        return YES
    return no("The unit's supervisor or command takes words out of it.")
