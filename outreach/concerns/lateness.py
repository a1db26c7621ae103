"""What is next on a concern and what is overdue: answers, reviews, status checks and actions.

Days are the department's. Personnel matters are left out: they are command's alone (K-IV.S).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, Min, OuterRef, QuerySet, Subquery

from outreach.models import Action, Concern, Referral

NEVER = date.max
# The fields of a concern that say what is due on it, as `own_day` takes them.
OWN_DAYS = ("answer_by", "answered_on", "review_by")


@dataclass(frozen=True)
class NextDate:
    """The next day something is due on a concern: “Answer”, “Status check”, …"""

    what: str
    day: date


def late_otherwise(concerns: Any, day: date) -> tuple[QuerySet[Concern], ...]:
    """Those on which a review, a status check or an action, not an answer, was due before `day`."""
    unchecked = Referral.objects.order_by().unchecked_on(day)
    undone = _ordinary_actions().order_by().late_on(day)
    return (
        concerns.open().filter(review_by__lt=day),
        concerns.filter(pk__in=unchecked.values("concern_id")),
        concerns.filter(pk__in=undone.values("concern_id")),
    )


def answers_by_day(concerns: Any) -> QuerySet[Any]:
    """Keys of `concerns` with the day an answer is due, what is due first at the front."""
    return _days(concerns.awaiting_answer(), "pk", "answer_by")


def others_by_day(concerns: Any) -> tuple[QuerySet[Any], ...]:
    """The same of reviews, of status checks and of actions."""
    there = Exists(concerns.order_by().filter(pk=OuterRef("concern")))
    return (
        _days(concerns.open().filter(review_by__isnull=False), "pk", "review_by"),
        *(_days(rows, "concern", "day") for rows in _checks_and_actions(there)),
    )


def days_elsewhere() -> Iterator[tuple[int, date]]:
    """Keys of concerns with the days of the status checks and actions that are due on them."""
    for rows in _checks_and_actions():
        yield from rows.values_list("concern", "day")


def own_day(answer_by: date | None, answered_on: date | None, review_by: date | None) -> date:
    """The first of the days that stand on a concern itself, or NEVER."""
    answer = answer_by if answered_on is None else None
    return min(answer or NEVER, review_by or NEVER)


def _checks_and_actions(*where: Any) -> tuple[QuerySet[Any], QuerySet[Any]]:
    """The days that do not stand on the concern: rows of `concern` and `day`, once a concern."""
    checks = Referral.objects.pending().filter(*where).order_by().values("concern")
    actions = _ordinary_actions().open().filter(*where).order_by().values("concern")
    return checks.annotate(day=F("next_check_on")), actions.annotate(day=Min("due_on"))


def _days(rows: Any, key: str, day: str) -> QuerySet[Any]:
    return rows.order_by(day, f"-{key}").values_list(key, day)


def with_next_dates(concerns: QuerySet[Concern]) -> QuerySet[Concern]:
    """Each concern with `check_on` and `action_on`, for `next_date`."""
    return concerns.annotate(check_on=_next_check(), action_on=_next_action())


def next_date(concern: Any) -> NextDate | None:
    """The first of the dates of a concern that came from `with_next_dates`."""
    dates = [
        ("Answer", concern.answer_by if concern.answered_on is None else None),
        ("Review", concern.review_by),
        ("Status check", concern.check_on),
        ("Action", concern.action_on),
    ]
    due = [NextDate(what, day) for what, day in dates if day]
    return min(due, key=lambda one: one.day, default=None)


def _ordinary_actions() -> Any:
    return Action.objects.exclude(kind=Action.Kind.PERSONNEL)


def _next_check() -> Subquery:
    pending = Referral.objects.pending().filter(concern=OuterRef("pk")).order_by()
    return Subquery(pending.values("next_check_on")[:1])


def _next_action() -> Subquery:
    own = _ordinary_actions().open().filter(concern=OuterRef("pk")).order_by()
    return Subquery(own.values("concern").annotate(first=Min("due_on")).values("first"))
