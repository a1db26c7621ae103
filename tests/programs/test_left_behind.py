"""Evaluations and promises whose owner works no more wait for the unit, which is told."""

from __future__ import annotations

from datetime import date

import pytest

from desk.waiting import evaluations as desk
from personnel.models import Notice
from programs.left_behind import tell_the_unit
from tests.support.evaluations import decided, opened, promise
from tests.support.factories import on

pytestmark = pytest.mark.django_db

MARCH = on(date(2026, 3, 2))


def test_a_promise_left_behind_waits_for_the_unit_supervisor(
    program, officer, patrol_officer, commander, supervisor
):
    evaluation = decided(
        program, officer, commander, judgement="modify", promises=(promise(patrol_officer),)
    )
    patrol_officer.is_active = False
    patrol_officer.save()

    tell_the_unit(MARCH)
    tell_the_unit(MARCH)

    [item] = desk.left_promises(supervisor)
    assert item.url == evaluation.actions.get().get_absolute_url()
    assert Notice.objects.filter(to=supervisor, key__startswith="left-behind:promises").count() == 1
    assert desk.left_promises(officer) == []


def test_an_evaluation_whose_owner_left_waits_for_the_unit(program, owner, officer, supervisor):
    opened(program, officer)
    owner.is_active = False
    owner.save()

    tell_the_unit(MARCH)

    for member in (officer, supervisor):
        [item] = desk.left_behind(member)
        assert item.act_url == f"/programs/{program.pk}/edit/"
        told = Notice.objects.filter(to=member, key__startswith="left-behind:evaluations")
        assert told.count() == 1
