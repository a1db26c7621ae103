"""What is next on a concern and what is overdue: answers, reviews, status checks and actions.

Days are the department's. Personnel matters are left out: they are command's alone (K-IV.S).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, DateField, F, Min, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Least

from outreach.models import Action, Concern, Referral

NEVER = date.max


@dataclass(frozen=True)
class NextDate:
    """The next day something is due on a concern: “Answer”, “Status check”, …"""

    what: str
    day: date


def late_among(concerns: QuerySet[Concern], day: date) -> QuerySet[Concern]:
    """Those on which an answer, a review, a status check or an action was due before `day`."""
    every = Concern.objects.order_by()
    unanswered = every.unanswered_on(day).values("pk")
    unreviewed = every.open().filter(review_by__lt=day).values("pk")
    unchecked = Referral.objects.order_by().unchecked_on(day).values("concern_id")
    undone = _ordinary_actions().order_by().late_on(day).values("concern_id")
    return concerns.filter(pk__in=unanswered.union(unreviewed, unchecked, undone))


def with_next_dates(concerns: QuerySet[Concern]) -> QuerySet[Concern]:
    """Each concern with `check_on` and `action_on`, for `next_date`."""
    return concerns.annotate(check_on=_next_check(), action_on=_next_action())


def by_next_date(concerns: QuerySet[Concern]) -> QuerySet[Concern]:
    """What is due first comes first; what has no date comes last."""
    due = [_or_never(field) for field in (_answer_due(), "review_by", "check_on", "action_on")]
    return concerns.alias(next_on=Least(*due)).order_by("next_on", "-pk")


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


def _answer_due() -> Any:
    return Case(When(answered_on=None, then=F("answer_by")), output_field=DateField())


def _or_never(field: Any) -> Coalesce:
    return Coalesce(field, Value(NEVER), output_field=DateField())
