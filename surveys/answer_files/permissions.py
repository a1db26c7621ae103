"""Who may bring in answers from a file, and take them back (rows 46 and 57)."""

from __future__ import annotations

from personnel import roles
from personnel.models import Member
from personnel.roles import Role
from records.verdicts import YES, Verdict, no
from surveys.answers.permissions import may_read_answers
from surveys.models import AnswerFile


def may_bring_in(member: Member) -> Verdict:
    """Bring in answers from a file (row 46)."""
    if member.role in roles.UNIT or member.is_command:
        return YES
    return no("The community services unit brings in answers from files.")


def may_read_answer_file(member: Member) -> Verdict:
    """How a file of answers was read and what became of its rows: who may bring one in, and who
    reads single answers (rows 31 and 46)."""
    return may_bring_in(member) or may_read_answers(member)


def may_take_back_answers(member: Member, file: AnswerFile) -> Verdict:
    """Take back what a file brought in: who did, the unit supervisor and command (row 57)."""
    if member.role == Role.UNIT_SUPERVISOR or member.is_command:
        return YES
    if member.pk == file.by_id and may_bring_in(member):
        return YES
    return no("Who brought it in, the unit supervisor or command takes it back.")
