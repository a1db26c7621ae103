"""What each year of a program held and took, as its page shows it (K-IV.D)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from policies.models import Topic
from policies.periods import Period
from programs.catalogue.sums import feedback_in, sums_by_year, years_of
from programs.models import Feedback, Program
from tests.support.factories import NOON, file_brief, on
from tests.support.programs import (
    enter_cost,
    enter_feedback,
    enter_hours,
    make_program,
    serve,
)

TODAY = date(2026, 5, 13)
YEARS = [Period.parse("2026"), Period.parse("2025")]


@pytest.mark.parametrize(
    ("started", "starts", "labels"),
    [
        (date(2026, 1, 1), 1, ["2026"]),
        (date(2025, 12, 31), 1, ["2026", "2025"]),
        (date(2025, 7, 1), 7, ["July 2025 to June 2026"]),
        (date(2010, 1, 1), 1, ["2026", "2025", "2024", "2023", "2022"]),
        (None, 1, ["2026"]),
    ],
)
def test_years_are_the_departments_since_the_program_began(started, starts, labels):
    years = years_of(Program(started_on=started), TODAY, starts=starts)

    assert [year.label for year in years] == labels


def test_each_year_adds_up_by_itself(program, topic, officer):
    for day, came in ((date(2026, 1, 1), 22), (date(2025, 12, 31), 5), (date(2025, 1, 1), 7)):
        file_brief(officer, topic=topic, held_at=on(day), participants=came)
    enter_hours(program, officer, on=date(2026, 1, 1), hours="1.25")
    enter_hours(program, officer, on=date(2026, 3, 1), hours="2")
    enter_cost(program, officer, on=date(2025, 12, 31), amount="89.50")
    enter_feedback(program, officer, on=date(2025, 1, 1), yes=3, unsure=2, no=1)

    this_year, last_year = sums_by_year(program, YEARS)

    assert (this_year.sessions, this_year.participants) == (1, 22)
    assert (this_year.hours, this_year.cost, this_year.answers) == (Decimal("3.25"), 0, 0)
    assert (last_year.sessions, last_year.participants) == (2, 12)
    assert (last_year.hours, last_year.cost, last_year.answers) == (0, Decimal("89.50"), 6)


def test_what_was_struck_and_what_another_program_took_counts_nowhere(program, officer, owner):
    other = make_program(owner)
    serve(other, Topic.objects.get(key="fraud"))
    file_brief(officer, topic=Topic.objects.get(key="fraud"), at=NOON)
    enter_hours(other, officer, on=TODAY)
    for enter in (enter_hours, enter_cost, enter_feedback):
        entry = enter(program, officer, on=TODAY)
        type(entry).objects.filter(pk=entry.pk).update(struck_at=NOON, struck_by=officer)

    this_year, _ = sums_by_year(program, YEARS)

    assert (this_year.sessions, this_year.hours, this_year.cost, this_year.answers) == (0, 0, 0, 0)


def test_a_year_costs_no_further_question(program, django_assert_num_queries):
    with django_assert_num_queries(5):
        sums_by_year(program, YEARS)


def test_feedback_is_told_question_by_question(program, officer):
    enter_feedback(program, officer, on=TODAY, asked=Feedback.Asked.RECOMMEND, yes=4, no=1)
    enter_feedback(program, officer, on=TODAY, asked=Feedback.Asked.USEFUL, yes=18, unsure=2)
    enter_feedback(program, officer, on=TODAY, asked=Feedback.Asked.USEFUL, yes=1)
    struck = enter_feedback(program, officer, on=TODAY, asked=Feedback.Asked.CHANGED, yes=9)
    Feedback.objects.filter(pk=struck.pk).update(struck_at=NOON, struck_by=officer)
    enter_feedback(program, officer, on=date(2025, 5, 1), asked=Feedback.Asked.CHANGED, yes=9)

    said = feedback_in(program, YEARS[0])

    assert [(one.asked, one.yes, one.unsure, one.no, one.all) for one in said] == [
        ("Was it useful?", 19, 2, 0, 21),
        ("Would you recommend it?", 4, 0, 1, 5),
    ]
