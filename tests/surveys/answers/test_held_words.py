"""How many answers were held, and why some were left out, without telling one of them."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from surveys.answers.held_words import held_words
from surveys.models import Survey
from surveys.results.suppression import FEWEST_IN_CELL
from tests.support.factories import NOON
from tests.support.surveys import answer, make_survey


@pytest.fixture
def survey(officer) -> Survey:
    return make_survey(officer, key="earlier", status="closed")


def looked_at(survey: Survey, by, *looks: tuple[int, str]) -> None:
    """(how many, why) of each look; without a reason they were let count."""
    for number, (how_many, why) in enumerate(looks):
        survey.held_looks.create(
            admitted=not why, how_many=how_many, why=why, by=by, at=NOON + timedelta(hours=number)
        )


def test_where_nothing_was_held_nothing_is_said(survey):
    assert held_words(survey) == []


def test_each_way_is_told_with_its_number_and_reason(survey, officer):
    looked_at(
        survey, officer, (12, ""), (40, "Advertising"), (6, "The same words"), (1, "advertising.")
    )
    for _ in range(7):
        answer(survey, mark="held", safe=1)

    assert held_words(survey) == [
        "12 answers were held for a look and then counted.",
        "41 answers were left out after a look: Advertising.",
        "6 answers were left out after a look: The same words.",
        "7 answers were held for a look and not decided on in time: not counted, now or later.",
    ]


@pytest.mark.parametrize("n", range(1, FEWEST_IN_CELL))
def test_few_are_told_as_few_and_their_reason_is_not(survey, officer, n):
    looked_at(survey, officer, (n, ""), *[(1, "An angry letter about the mill")] * n)
    for _ in range(n):
        answer(survey, mark="held", safe=1)

    assert held_words(survey) == [
        "Fewer than 5 answers were held for a look and then counted.",
        "Fewer than 5 answers were left out after a look.",
        (
            "Fewer than 5 answers were held for a look and not decided on in time: not counted, now or "
            "later."
        ),
    ]


def test_what_few_reasons_left_out_stands_together(survey, officer):
    looked_at(survey, officer, (9, "Advertising"), *[(1, f"Reason {n}") for n in range(6)])

    assert held_words(survey) == [
        "9 answers were left out after a look: Advertising.",
        "6 answers were left out after a look, for other reasons.",
    ]


def test_no_number_below_five_can_be_worked_out(survey, officer):
    """Whatever was decided, no sentence holds a number of 1 to 4, nor a sum that would give one."""
    random = Random(7)
    for _ in range(60):
        survey.held_looks.all().delete()
        looks = [
            (random.randint(1, 9), random.choice(["", "One", "Two", "Three"])) for _ in range(5)
        ]
        looked_at(survey, officer, *looks)

        told = [int(words.split()[0]) for words in held_words(survey) if words[0].isdigit()]

        assert all(n >= FEWEST_IN_CELL for n in told)
        assert sum(told) <= sum(n for n, _ in looks)


def test_the_order_and_the_hour_of_looks_tell_nothing(survey, officer):
    looks = [(6, "Advertising"), (5, ""), (5, "Empty"), (2, "Other")]
    looked_at(survey, officer, *looks)
    before = held_words(survey)
    survey.held_looks.all().delete()
    looked_at(survey, officer, *reversed(looks))

    assert held_words(survey) == before
