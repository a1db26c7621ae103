"""What each year of a program held and took, as the records stand now (K-IV.D).

An evaluation freezes its own figures (`gathering`); these are for the program's page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from policies.periods import Period
from programs.catalogue.sessions import sessions_in
from programs.models import Feedback, Program

# A page shows this year and the four before; the lists behind it show all.
SHOWN = 5
# How many answers a row of feedback holds.
ANSWERS = F("yes") + F("unsure") + F("no")
COUNTED = partial(Count, "pk")


@dataclass(frozen=True)
class YearSums:
    """One reporting year: counted sessions, and sums of what was entered and not struck."""

    period: Period
    sessions: int
    participants: int
    hours: Decimal
    cost: Decimal
    # How many answers the cards held, over all questions.
    answers: int


@dataclass(frozen=True)
class Said:
    """One question on the cards of a year: how many said yes, were not sure, said no."""

    asked: str
    yes: int
    unsure: int
    no: int

    @property
    def all(self) -> int:
        return self.yes + self.unsure + self.no


def years_of(program: Program, today: date, *, starts: int) -> list[Period]:
    """This year and those before it since the program began, newest first."""
    begun = program.started_on or today
    years = [Period.year_of(today, starts=starts)]
    while len(years) < SHOWN and years[-1].first > begun:
        years.append(years[-1].previous())
    return years


def sums_by_year(program: Program, years: Sequence[Period]) -> list[YearSums]:
    """One row for each of `years`, newest first; one question to the database for each table."""
    whole = Period(years[-1].first, years[0].last)
    sessions = sessions_in(program, whole).order_by()
    held = _each(
        sessions, years, "held_on", sessions=COUNTED, participants=partial(Sum, "participants")
    )
    hours = _each(_standing(program.hours), years, "on", hours=partial(Sum, "hours"))
    costs = _each(_standing(program.costs), years, "on", cost=partial(Sum, "amount"))
    answers = partial(Sum, ANSWERS)
    cards = _each(_standing(program.feedback), years, "on", answers=answers)
    return [
        YearSums(year, **held[n], **hours[n], **costs[n], **cards[n])
        for n, year in enumerate(years)
    ]


def _standing(entries: Any) -> QuerySet[Any]:
    return entries.filter(struck_at=None).order_by()


def _each(
    rows: QuerySet[Any], years: Sequence[Period], day: str, **sums: Callable[..., Any]
) -> list[dict[str, Any]]:
    """The sums for each of `years`, in their order, with 0 where there is nothing."""
    asked: dict[str, Any] = {}
    for n, year in enumerate(years):
        falls = Q(**{f"{day}__range": (year.first, year.last)})
        asked |= {f"{name}_{n}": total(filter=falls) for name, total in sums.items()}
    found = rows.aggregate(**asked)
    return [{name: found[f"{name}_{n}"] or 0 for name in sums} for n in range(len(years))]


def feedback_in(program: Program, year: Period) -> list[Said]:
    """What the cards of `year` said, question by question; questions without an answer are left out."""
    rows = program.feedback.filter(struck_at=None, on__range=(year.first, year.last)).order_by()
    sums = {
        row["asked"]: row
        for row in rows.values("asked").annotate(y=Sum("yes"), u=Sum("unsure"), n=Sum("no"))
    }
    return [
        Said(str(asked.label), sums[asked]["y"], sums[asked]["u"], sums[asked]["n"])
        for asked in Feedback.Asked
        if asked in sums
    ]
