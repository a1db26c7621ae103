"""Evaluations to write and promised actions whose owner works no more: the unit's now.

The unit gives the program to another owner or writes the evaluation; its supervisor sees to what
was promised.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Value
from django.urls import reverse

from personnel import roles
from personnel.left_behind import Kind, gone, tell_of
from personnel.models import Member
from personnel.roles import Role
from programs.actions.models import ProgramActionQuerySet
from programs.evaluations.models import EvaluationQuerySet
from programs.models import Evaluation, ProgramAction


def evaluations_waiting_for(member: Member) -> EvaluationQuerySet:
    """Those to be written for programs of somebody who works no more."""
    left: EvaluationQuerySet = Evaluation.objects.being_written().filter(
        program__owner__in=gone().values("pk")
    )
    rows = left.annotate(left_by=F("program__owner"), hidden=Value(False))
    return rows if member.is_unit else rows.none()


def promises_waiting_for(member: Member) -> ProgramActionQuerySet:
    """What decisions promised and nobody sees to who still works."""
    left: ProgramActionQuerySet = ProgramAction.objects.unsettled().filter(
        owner__in=gone().values("pk")
    )
    rows = left.annotate(left_by=F("owner"), hidden=Value(False))
    return rows if member.role == Role.UNIT_SUPERVISOR else rows.none()


def _desk(owner: int) -> str:
    return reverse("desk:waiting")


KINDS = (
    Kind(
        key="evaluations",
        one="evaluation",
        many="evaluations",
        waiting_for=evaluations_waiting_for,
        page=_desk,
    ),
    Kind(
        key="promises",
        one="promised action",
        many="promised actions",
        waiting_for=promises_waiting_for,
        page=_desk,
    ),
)


def tell_the_unit(at: datetime) -> None:
    """Tell the unit and its supervisor; called every minute."""
    for kind in KINDS:
        tell_of(kind, Member.objects.in_roles(*roles.UNIT), at=at)
