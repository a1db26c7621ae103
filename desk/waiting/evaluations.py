"""What waits for a member on programs: to write, to decide, and what a decision promised."""

from __future__ import annotations

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from desk.waiting.items import MOST, WaitingItem
from personnel.models import Member
from policies.packs import Pack
from policies.reading import clause_link
from programs.left_behind import evaluations_waiting_for, promises_waiting_for
from programs.models import Evaluation, EvaluationStep, ProgramAction

Status = Evaluation.Status


def to_write(member: Member, pack: Pack) -> list[WaitingItem]:
    """Evaluations of this member's programs, with what was asked when one came back."""
    returns = EvaluationStep.objects.filter(evaluation=OuterRef("pk"), to_status=Status.RETURNED)
    own = Evaluation.objects.being_written().filter(program__owner=member)
    rows = own.annotate(note=Subquery(returns.order_by("-at", "-pk").values("note")[:1]))
    return [
        WaitingItem(
            kind="evaluate",
            title=str(evaluation),
            sub=_asked(evaluation),
            url=evaluation.get_absolute_url(),
            due=evaluation.due_on,
            action="Correct" if evaluation.status == Status.RETURNED else "Write",
            act_url=reverse("programs:evaluation-write", args=[evaluation.pk]),
            clause=clause_link(pack, evaluation.clause),
        )
        for evaluation in rows.select_related("program").order_by("due_on", "pk")[:MOST]
    ]


def _asked(evaluation: Evaluation) -> str:
    if evaluation.status == Status.RETURNED:
        return f"It came back to you. {evaluation.note or ''}".strip()  # type: ignore[attr-defined]
    return "You own the program. Write the evaluation and send it for a decision."


def to_decide(member: Member, pack: Pack) -> list[WaitingItem]:
    """Evaluations this member may decide: command's, and never their own work (K-IV.D)."""
    waiting = Evaluation.objects.waiting_for(member).select_related("program__owner")
    return [
        WaitingItem(
            kind="decide",
            title=str(evaluation),
            sub=f"Recommended: {evaluation.get_recommendation_display().lower()}."
            f" Program of {evaluation.program.owner.short_name}.",
            url=evaluation.get_absolute_url(),
            due=evaluation.due_on,
            action="Decide",
            act_url=f"{evaluation.get_absolute_url()}#decision",
            clause=clause_link(pack, evaluation.clause),
        )
        for evaluation in waiting.order_by("due_on", "pk")[:MOST]
    ]


def promised(member: Member, pack: Pack) -> list[WaitingItem]:
    """What decisions on programs promised and this member sees to."""
    owned = ProgramAction.objects.unsettled().filter(owner=member)
    return [
        WaitingItem(
            kind="promised",
            title=action.what,
            sub=f"Promised in the evaluation of {action.evaluation.program}.",
            url=action.get_absolute_url(),
            due=action.due_on,
            what="Action",
            action="Update",
            act_url=f"{action.get_absolute_url()}#step",
            clause=clause_link(pack, action.evaluation.clause),
        )
        for action in owned.select_related("evaluation__program").order_by("due_on", "pk")[:MOST]
    ]


def left_behind(member: Member) -> list[WaitingItem]:
    """Evaluations of programs whose owner works no more: the program needs another owner."""
    rows = evaluations_waiting_for(member).select_related("program__owner")
    return [
        WaitingItem(
            kind="assign",
            title=str(evaluation),
            sub=f"Program of {evaluation.program.owner.short_name}, who works here no more."
            " Give it another owner, or write it.",
            url=evaluation.get_absolute_url(),
            due=evaluation.due_on,
            action="Give to someone",
            act_url=reverse("programs:program-edit", args=[evaluation.program_id]),
        )
        for evaluation in rows.order_by("due_on", "pk")[:MOST]
    ]


def left_promises(member: Member) -> list[WaitingItem]:
    """Promised actions of somebody who works no more, for this member to see to."""
    rows = promises_waiting_for(member).select_related("evaluation__program", "owner")
    return [
        WaitingItem(
            kind="assign",
            title=action.what,
            sub=f"Promised in the evaluation of {action.evaluation.program}, by"
            f" {action.owner.short_name}, who works here no more.",
            url=action.get_absolute_url(),
            due=action.due_on,
            what="Action",
            action="Give to someone",
            act_url=reverse("programs:action-give-on", args=[action.pk]),
        )
        for action in rows.order_by("due_on", "pk")[:MOST]
    ]
