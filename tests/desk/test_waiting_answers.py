"""Held answers, late paper and wishes to be contacted: on whose desk, until which day, who hears."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from desk.missing import missing_on
from personnel.models import Member
from personnel.roles import Role
from surveys.models import Survey
from surveys.wishes import workflow as wishes
from surveys.wishes.letterbox import Wish
from tests.desk.conftest import TODAY, waits
from tests.support.factories import NOON, make_member
from tests.support.surveys import answer, make_survey

UNIT = {Role.COMMUNITY_OFFICER, Role.UNIT_SUPERVISOR}
COMMAND = {Role.COMMANDER, Role.CHIEF}
DAY = timedelta(days=1)


@pytest.fixture
def everybody(db, officer) -> dict[Role, Member]:
    """One member of each role, and none of them who wrote the survey."""
    return {role: make_member(role) for role in Role}


def seen_by(everybody: dict[Role, Member], kind: str, day: Any = TODAY) -> set[Role]:
    """The roles on whose desk something of this kind waits on `day`."""
    return {
        role
        for role, member in everybody.items()
        if waits(member, day).of_kinds(frozenset({kind})).items
    }


def told_late(everybody: dict[Role, Member], what: str, day: Any = TODAY) -> dict[Role, str]:
    """Who sees on `day` that it is late with others, and with whom."""
    return {
        role: one.who
        for role, member in everybody.items()
        for one in missing_on(day, member)
        if one.what == what
    }


# ---- Wishes to be contacted


@pytest.fixture
def wish_of(officer) -> Callable[[int], Any]:
    """`wish_of(70)`: a wish whose day was seventy days ago."""

    def asked(late: int) -> Any:
        survey = make_survey(officer, status="closed", title={"en": "Spring survey"})
        wish = wishes.keep(survey, Wish(name="Pat Sample", phone="555 010 7788"), at=NOON)
        type(wish).objects.filter(pk=wish.pk).update(due_on=TODAY - late * DAY)
        wish.refresh_from_db()
        return wish

    return asked


def test_a_contact_wish_seventy_days_late_is_on_the_desk_of_the_unit_and_command_hears(
    everybody, wish_of
):
    wish = wish_of(70)

    assert seen_by(everybody, "wish") == UNIT
    assert told_late(everybody, "Contact") == dict.fromkeys(COMMAND, "Nobody yet")
    for role in UNIT:
        [item] = waits(everybody[role]).of_kinds(frozenset({"wish"})).late
        assert (item.due, item.url) == (wish.due_on, wish.get_absolute_url())
        assert "Pat" not in item.title + item.sub


@pytest.mark.parametrize("late", [0, -1])
def test_before_its_day_is_over_a_wish_waits_and_nobody_is_told_that_it_is_late(
    everybody, wish_of, late
):
    wish_of(late)

    assert seen_by(everybody, "wish") == UNIT
    assert told_late(everybody, "Contact") == {}


@pytest.mark.parametrize("role", [Role.OFFICER, Role.DIVISION_SUPERVISOR, Role.COMMANDER])
def test_a_wish_that_was_given_to_somebody_waits_for_them_alone(everybody, wish_of, role):
    wish = wish_of(70)
    taker = everybody[role]
    wishes.assign(wish, by=everybody[Role.UNIT_SUPERVISOR], to=taker, at=NOON)

    assert seen_by(everybody, "wish") == {role}
    assert told_late(everybody, "Contact") == dict.fromkeys(
        (UNIT | COMMAND) - {role}, taker.short_name
    )


def test_a_wish_that_was_settled_waits_for_nobody(everybody, wish_of, officer):
    wish = wish_of(70)
    wishes.take(wish, by=officer, at=NOON)
    wishes.contacted(wish, by=officer, at=NOON, note="Called, and told them about the lamps.")

    assert seen_by(everybody, "wish") == set()
    assert told_late(everybody, "Contact") == {}


# ---- Held answers


@pytest.fixture
def holding(officer) -> Callable[[int], Survey]:
    """`holding(2)`: an open survey with a held answer that was to be looked at two days ago."""

    def held(late: int) -> Survey:
        survey = make_survey(officer, status="open", look_by=TODAY - late * DAY)
        answer(survey, mark="held", safe=1)
        return survey

    return held


def test_held_answers_wait_for_the_unit_until_their_day(everybody, holding):
    survey = holding(0)

    assert seen_by(everybody, "held") == UNIT
    assert told_late(everybody, "Held answers") == {}
    [item] = waits(everybody[Role.COMMUNITY_OFFICER]).of_kinds(frozenset({"held"})).items
    assert item.due == survey.look_by


def test_held_answers_that_are_late_stay_with_the_unit_and_command_hears(everybody, holding):
    holding(1)

    assert seen_by(everybody, "held") == UNIT
    assert told_late(everybody, "Held answers") == dict.fromkeys(COMMAND, "The unit")


def test_what_was_decided_waits_for_nobody(everybody, holding):
    holding(1).answers.update(mark="left_out")

    assert seen_by(everybody, "held") == set()
    assert told_late(everybody, "Held answers") == {}


def test_once_results_are_told_without_them_nobody_is_asked_to_decide(everybody, officer):
    survey = make_survey(officer, status="closed", look_by=TODAY - DAY)
    answer(survey, mark="held", safe=1)

    assert seen_by(everybody, "held") == set()
    assert told_late(everybody, "Held answers") == {}


# ---- Late answers on paper


def test_late_answers_on_paper_wait_for_the_unit_until_their_last_day(everybody, officer):
    survey = make_survey(officer, status="closed", paper_until=TODAY + 3 * DAY)

    assert seen_by(everybody, "paper") == UNIT
    [item] = waits(everybody[Role.UNIT_SUPERVISOR]).of_kinds(frozenset({"paper"})).soon
    assert (item.due, item.act_url) == (
        TODAY + 3 * DAY,
        f"/surveys/{survey.key}/paper-answer/",
    )
    assert seen_by(everybody, "paper", TODAY + 3 * DAY) == UNIT
    assert seen_by(everybody, "paper", TODAY + 4 * DAY) == set()


@pytest.mark.parametrize("status", ["open", "closed"])
def test_without_a_last_day_for_paper_nothing_waits(everybody, officer, status):
    make_survey(officer, status=status)

    assert seen_by(everybody, "paper") == set()
