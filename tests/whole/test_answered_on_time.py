"""“Answered on time” is one number: on the desk, on the page of its answers and in the report."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
import time_machine

from desk.figures import answers_due_in, on_time_among
from desk.readiness import readiness
from outreach.concerns.workflows import concerns
from outreach.models import Concern
from personnel.models import Member
from personnel.roles import Role
from policies.adoption import adopt
from policies.packs import load_pack
from policies.periods import Period
from tests.reports.making import figures_in
from tests.support.factories import NOON, log_concern, make_member
from tests.whole.test_counts import SEEDS

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
READ_ALL = (Role.CHIEF, Role.COMMANDER, Role.UNIT_SUPERVISOR)


def answers_at_random(random: Random, officer: Member, supervisor: Member) -> None:
    """Concerns of nine months: answered or not, in time or late, potential, restricted, closed."""
    for _ in range(40):
        logged = NOON - random.randrange(270) * DAY
        nature = random.choice(Concern.Nature.values)
        concern = log_concern(officer, at=logged, nature=nature, restricted=random.random() < 0.15)
        if not concern.restricted and random.random() < 0.7:
            answered = logged + random.randrange(60) * DAY
            concerns.answer(concern, by=officer, at=answered, text="Told them.")
            if random.random() < 0.5:
                concerns.resolve(concern, by=officer, at=answered, note="Fixed.")


@pytest.mark.parametrize("seed", SEEDS)
def test_the_desk_and_the_report_count_the_same_answers(officer, supervisor, seed):
    answers_at_random(Random(seed), officer, supervisor)
    readers = [make_member(role) for role in READ_ALL]
    quarter = Period.quarter_of(NOON.date())
    told = []

    for _ in range(4):
        for day in (quarter.first + 40 * DAY, quarter.last, quarter.next_day + 20 * DAY):
            frozen_at = NOON + (day - NOON.date())
            report = figures_in("current_concerns", quarter, frozen_at=frozen_at)
            desks = {on_time_among(answers_due_in(one, quarter, day)) for one in readers}
            assert [(one.due, one.on_time) for one in desks] == [(report["due"], report["on_time"])]
            given = {readiness(one, quarter, day)[0].line for one in readers}
            assert len(given) == 1
            line = f" of {report['due']} given, {report['on_time']} on time"
            assert given.pop().endswith(line)
            told.append(report["due"])
        quarter = quarter.previous()

    assert sum(told) > 20, told


@pytest.mark.parametrize("pack", ["kinston", "portales", "asheville", "new_canaan", "cambridge"])
def test_one_desk_tells_of_one_period_whatever_the_policy_reports_by(db, client, pack):
    adopt(load_pack(pack))
    officer, supervisor = make_member(), make_member(Role.UNIT_SUPERVISOR)
    answers_at_random(Random(pack), officer, supervisor)
    client.force_login(supervisor)

    with time_machine.travel(NOON, tick=False):
        desk = client.get("/").context
        page = client.get("/answers/").context

    period = desk["next_report"].period
    stat, line = desk["stats"][1], desk["ready"][0].line
    assert stat.label == f"Answered on time, {period.short_label}"
    assert page["period"] == period
    assert (
        stat.count
        == page["found"].due
        == on_time_among(answers_due_in(supervisor, period, NOON.date())).due
    )
    if stat.count:
        assert line.split(" given, ")[0].endswith(f" of {stat.count}")
        assert line.endswith(f"{page['found'].on_time} on time")
