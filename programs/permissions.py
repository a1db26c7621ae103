"""Who may do what with programs and their evaluations, and why not.

Each function answers for one person and one record; what the record allows at its point is the
`STEPS` table of its workflow. Rows and floors are those of the role matrix.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from audit.models import Entry
from personnel.models import Member
from personnel.roles import COMMAND, Role
from programs.models import CostEntry, Evaluation, Feedback, HoursEntry, Program, ProgramAction
from records.verdicts import YES, Verdict, no, stands

CHANGES_NOTHING = no("Your role reads and does not change records.")
UNIT_ONLY = no("The community services unit does this.")


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


def may_open_evaluation(member: Member, program: Program | None = None) -> Verdict:
    """The unit evaluates its programs (row 21, K-IV.D)."""
    return YES if member.is_unit else UNIT_ONLY


def may_write_evaluation(member: Member, evaluation: Evaluation) -> Verdict:
    """The unit and the program's owner, until it is submitted (row 21, K-IV.D)."""
    if not (evaluates := _may_evaluate(member, evaluation)):
        return evaluates
    return YES if evaluation.is_being_written else stands("It is not being written now.")


def may_submit(member: Member, evaluation: Evaluation) -> Verdict:
    """Who writes it sends it up."""
    return may_write_evaluation(member, evaluation)


def may_note_discussion(member: Member, evaluation: Evaluation) -> Verdict:
    """Where the program was talked about, until the decision: those who evaluate (P-III.C.2)."""
    if not (evaluates := _may_evaluate(member, evaluation)):
        return evaluates
    if evaluation.is_decided:
        return stands("It is decided, and nothing in it changes any more.")
    return YES


def _may_evaluate(member: Member, evaluation: Evaluation) -> Verdict:
    if not member.works:
        return CHANGES_NOTHING
    if member.is_unit or member.pk == evaluation.program.owner_id:
        return YES
    return no("The community services unit and the program's owner evaluate it.")


def may_decide(member: Member, evaluation: Evaluation) -> Verdict:
    """Keep, modify or discontinue: command, and never one's own work (row 22, floor 1).

    Own is what one ever wrote any part of or submitted, a program one owns or owned since the
    year began, and one in which one worked in that year: in every role.
    """
    clause, program = evaluation.clause, evaluation.program
    if evaluation.writers.filter(pk=member.pk).exists():
        return no("You wrote at this evaluation; someone else decides it.", clause=clause)
    if member.pk == program.owner_id:
        return no("You own this program; someone else decides it.", clause=clause)
    if program.former_owners.filter(member=member, until__gte=evaluation.first_day).exists():
        return no("You owned this program in that year; someone else decides it.", clause=clause)
    if program.personnel.in_period(evaluation.period).filter(member=member).exists():
        return no(
            "You worked in this program in that year; someone else decides it.", clause=clause
        )
    if evaluation.steps.filter(to_status=Evaluation.Status.SUBMITTED, by=member).exists():
        return no("You sent this evaluation up; someone else decides it.", clause=clause)
    if member.role in COMMAND:
        return YES
    return no("A commander or the chief decides what becomes of a program.", clause=clause)


def may_return(member: Member, evaluation: Evaluation) -> Verdict:
    """Who decides it may send it back first."""
    return may_decide(member, evaluation)


def may_redact_evaluation(member: Member, evaluation: Evaluation) -> Verdict:
    """The unit's supervisor and command, until it is decided; never who wrote at it (row 21)."""
    if not (leads := _unit_supervisor_or_command(member)):
        return leads
    if evaluation.is_decided:
        return stands("It is decided and does not change.")
    if evaluation.writers.filter(pk=member.pk).exists():
        return no("You wrote at this evaluation; someone else takes words out of it.")
    return YES


def may_redact_program(member: Member, program: Program) -> Verdict:
    """The unit's supervisor and command (row 20): never who owns or owned it, or wrote at it or at
    what was noted of its years."""
    if not (leads := _unit_supervisor_or_command(member)):
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


def _unit_supervisor_or_command(member: Member) -> Verdict:
    if member.role == Role.UNIT_SUPERVISOR or member.is_command:
        return YES
    return no("The unit's supervisor or command takes words out of it.")


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


def may_have_draft(member: Member, evaluation_key: int, at: datetime) -> Verdict:
    """The job that lays out an undecided evaluation: whoever asked still sees it when it runs."""
    if Evaluation.objects.visible_to(member).filter(pk=evaluation_key).exists():
        return YES
    return no("The evaluation is not open to whoever asked for its PDF.")


def may_have_printed(member: Member, evaluation_key: int, at: datetime) -> Verdict:
    """The job that prints it: deciding was the decision, and the PDF follows from it, whatever has
    become since of the commander who took it."""
    if Evaluation.objects.decided().filter(pk=evaluation_key).exists():
        return YES
    return no("Only a decided evaluation is printed for good.")
