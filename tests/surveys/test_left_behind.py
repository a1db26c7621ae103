"""A contact wish whose taker works no more waits for the unit, which is told."""

from __future__ import annotations

import pytest

from desk.waiting.surveys import left_behind
from personnel.models import Notice
from policies.current import policy
from surveys.left_behind import tell_the_unit
from surveys.wishes import workflow as wishes
from tests.support.factories import NOON
from tests.support.surveys import make_survey

pytestmark = pytest.mark.django_db


def test_a_wish_left_behind_waits_for_the_unit(officer, patrol_officer, supervisor, commander):
    survey = make_survey(supervisor, status="open")
    wish = wishes.keep(survey, wishes.Wish(name="Pat Sample", phone="555 010 7788"), at=NOON)
    wishes.take(wish, by=supervisor, at=NOON)
    wishes.give_back(wish, by=supervisor, at=NOON, note="Somebody of patrol should.")
    wishes.assign(wish, by=supervisor, to=patrol_officer, at=NOON)
    patrol_officer.is_active = False
    patrol_officer.save()

    tell_the_unit(NOON)
    tell_the_unit(NOON)

    for member in (officer, supervisor):
        assert Notice.objects.filter(to=member, key__startswith="left-behind:wishes").count() == 1
        assert [item.url for item in left_behind(member, policy())] == [wish.get_absolute_url()]
    give = f"{wish.get_absolute_url()}give/"
    assert [item.act_url for item in left_behind(supervisor, policy())] == [give]
    assert [item.action for item in left_behind(officer, policy())] == ["Give back"]
    assert left_behind(commander, policy()) == []
    wishes.give_back(wish, by=officer, at=NOON, note="Who had it works here no more.")
    assert left_behind(officer, policy()) == []
