"""Who may do what with evaluations, and why not: written by the unit, decided by command."""

from __future__ import annotations

from datetime import datetime

from personnel.models import Member
from personnel.roles import COMMAND
from programs.catalogue.permissions import CHANGES_NOTHING, unit_supervisor_or_command
from programs.models import Evaluation, Program
from records.verdicts import YES, Verdict, no, stands

UNIT_ONLY = no("The community services unit does this.")


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
    if not (leads := unit_supervisor_or_command(member)):
        return leads
    if evaluation.is_decided:
        return stands("It is decided and does not change.")
    if evaluation.writers.filter(pk=member.pk).exists():
        return no("You wrote at this evaluation; someone else takes words out of it.")
    return YES


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
