"""The rows of the list of surveys: how many questions, and how many answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.dateformat import format as format_date

from documents.spelling import folded
from records.wording import number_words
from surveys.models import Question, Survey, Tally
from surveys.values import RESPONDENTS
from surveys.wording import in_both

# While people answer, a count told exactly would tell that one more has.
TOLD_IN = 10


def with_counts(surveys: QuerySet[Survey]) -> QuerySet[Survey]:
    """Surveys with `question_count` and `answered`, the answers that have been counted."""
    asked = Question.objects.filter(survey=OuterRef("pk")).order_by().values("survey")
    counted = Tally.objects.filter(survey=OuterRef("pk"), question="", value=RESPONDENTS)
    return surveys.annotate(
        question_count=Coalesce(Subquery(asked.annotate(n=Count("pk")).values("n")), 0),
        answered=Coalesce(
            Subquery(counted.order_by().values("survey").annotate(n=Sum("n")).values("n")), 0
        ),
    )


def surveys_with(words: Iterable[str], among: QuerySet[Survey]) -> QuerySet[Survey]:
    """Those of `among` where every word stands in the key or in the title, in either language.

    Looked for here and not in the database: two languages stand in one JSON text, and a
    department has some hundred surveys.
    """
    looked_for = [folded(word) for word in words]
    found = [
        pk
        for pk, key, title in among.values_list("pk", "key", "title")
        if looked_for and all(word in _searched(key, title) for word in looked_for)
    ]
    return among.filter(pk__in=found)


def _searched(key: str, title: Any) -> str:
    return folded(" ".join([key, *in_both(title)]))


def answered_words(survey: Survey, answered: int) -> str:
    """“about 120” while it is open, rounded down to tens; “1,204” when it has closed."""
    if survey.is_closed:
        return number_words(answered)
    if not survey.is_open:
        return ""
    rounded = answered // TOLD_IN * TOLD_IN
    return f"about {number_words(rounded)}" if rounded else f"fewer than {TOLD_IN}"


def days_words(survey: Survey) -> str:
    """“Mar 2 to Apr 30, 2026”: the days on which it was, is or will be answered."""
    last = survey.closed_on or survey.closes_on
    if not survey.opened_on:
        return f"Planned until {_day(last)}" if last and survey.is_draft else ""
    if not last:
        return f"From {_day(survey.opened_on)}"
    first = _day(survey.opened_on)
    if survey.opened_on.year == last.year:
        first = format_date(survey.opened_on, "M j")
    return f"{first} to {_day(last)}"


def _day(day: date) -> str:
    return format_date(day, "M j, Y")
