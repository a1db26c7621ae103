"""Open work of this room: evaluations to write, and what their decisions promised."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet

from outreach.open_work import OpenWork
from personnel.models import Member
from personnel.roles import Role
from programs.models import Evaluation, ProgramAction
from records.verdicts import YES, Verdict, no


def open_evaluations(member: Member) -> QuerySet[Evaluation]:
    """Evaluations to be written by who owns their program (K-IV.D)."""
    seen = Evaluation.objects.visible_to(member).order_by().values("pk")
    rows = Evaluation.objects.being_written().filter(pk__in=seen).select_related("program")
    return rows.annotate(holder=F("program__owner"), due=F("due_on"), since=F("opened_on"))


def open_promises(member: Member) -> QuerySet[ProgramAction]:
    """What decisions promised and is not done."""
    seen = ProgramAction.objects.visible_to(member).order_by().values("pk")
    rows = ProgramAction.objects.unsettled().filter(pk__in=seen)
    return rows.select_related("evaluation__program").annotate(
        holder=F("owner"), due=F("due_on"), since=F("evaluation__opened_on")
    )


def _leads_programs(member: Member, record: Any) -> Verdict:
    if member.role == Role.UNIT_SUPERVISOR or member.is_command:
        return YES
    return no("The unit supervisor and command see to the programs.")


EVALUATIONS = OpenWork(
    key="evaluation",
    one="evaluation to write",
    many="evaluations to write",
    path="program__owner",
    open_to=open_evaluations,
    decides=_leads_programs,
    named=lambda evaluation: f"the {evaluation}",
    title=str,
    url=lambda evaluation: evaluation.get_absolute_url(),
    hidden=lambda evaluation: False,
)
PROMISES = OpenWork(
    key="promise",
    one="promised action",
    many="promised actions",
    path="owner",
    open_to=open_promises,
    decides=_leads_programs,
    named=lambda action: f"what the evaluation of {action.evaluation.program} promised",
    title=lambda action: action.what,
    url=lambda action: action.get_absolute_url(),
    hidden=lambda action: False,
)
KINDS = (EVALUATIONS, PROMISES)
