"""The list of evaluations: its saved views, and its file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from personnel.models import Member
from programs.models import Evaluation

Evaluations = QuerySet[Evaluation]


@dataclass(frozen=True)
class SavedView:
    """One tab of the list. `what` follows the count: “3 of 9 evaluations being written”."""

    key: str
    label: str
    what: str
    among: Callable[[Evaluations, Member], Evaluations]
    command_only: bool = False


def _mine(seen: Evaluations, member: Member) -> Evaluations:
    return seen.filter(pk__in=Evaluation.objects.waiting_for(member).values("pk"))


VIEWS = {
    view.key: view
    for view in (
        SavedView("all", "All", "evaluations", lambda seen, member: seen),
        SavedView("mine", "Waiting for you", "evaluations waiting for you", _mine, True),
        SavedView(
            "writing",
            "Being written",
            "evaluations being written",
            lambda seen, member: seen.filter(
                pk__in=Evaluation.objects.being_written().values("pk")
            ),
        ),
        SavedView(
            "waiting",
            "Awaiting decision",
            "evaluations awaiting a decision",
            lambda seen, member: seen.filter(status=Evaluation.Status.SUBMITTED),
        ),
        SavedView(
            "decided",
            "Decided",
            "decided evaluations",
            lambda seen, member: seen.filter(status=Evaluation.Status.DECIDED),
        ),
    )
}


def views_for(member: Member) -> list[SavedView]:
    return [view for view in VIEWS.values() if member.is_command or not view.command_only]


def view_for(member: Member, key: str) -> SavedView:
    """The view asked for, or all."""
    wanted = VIEWS.get(key)
    return wanted if wanted in views_for(member) else VIEWS["all"]


def rows(evaluations: Evaluations) -> Evaluations:
    """What a line of the list shows; the frozen texts stay where they are."""
    return evaluations.select_related("program__owner", "decided_by").defer("facts", "records")


EXPORTED = (
    "Program",
    "Year",
    "Status",
    "Program owner",
    "Due",
    "Recommended",
    "Decision",
    "Decided",
    "Decided by",
)


def exported(evaluations: Iterable[Evaluation]) -> Iterator[tuple[object, ...]]:
    """Evaluations that came from `rows`, as rows under EXPORTED."""
    for one in evaluations:
        yield (
            one.program.name,
            one.period.label,
            one.get_status_display(),
            one.program.owner.full_name,
            one.due_on,
            one.get_recommendation_display(),
            one.get_decision_display(),
            timezone.localdate(one.decided_at) if one.decided_at else None,
            one.decided_by.full_name if one.decided_by else "",
        )
