"""The answers behind the on-time figure."""

from datetime import timedelta

import pytest

from desk.figures import OnTime
from outreach.concerns.workflows import concerns
from tests.support.factories import NOON, log_concern

DAY = timedelta(days=1)


def logged(officer, days_ago: int, answered_after: int | None = None, **facts):
    concern = log_concern(officer, at=NOON - days_ago * DAY, **facts)
    if answered_after is not None:
        when = NOON - (days_ago - answered_after) * DAY
        concerns.answer(concern, by=officer, at=when, text="Told them.")
    return concern


def test_only_answers_due_this_quarter_before_today_are_counted(officer, supervisor, opens):
    logged(officer, 20, said="Due and not given")
    logged(officer, 25, answered_after=20, said="Given late")
    logged(officer, 30, answered_after=3, said="Given in time")
    logged(officer, 14, said="Due today")
    logged(officer, 70, said="Due last quarter")

    response = opens(supervisor, "/answers/")

    assert [one.summary for one in response.context["page_obj"]] == [
        "Due and not given",
        "Given late",
        "Given in time",
    ]
    assert response.context["found"] == OnTime(due=3, on_time=1)


def test_an_officer_sees_the_answers_they_may_see(officer, patrol_officer, opens):
    logged(officer, 20)

    assert opens(patrol_officer, "/answers/").context["found"].due == 0


@pytest.mark.parametrize(
    ("due", "on_time", "words"), [(0, 0, "None due"), (3, 3, "100%"), (200, 199, "99%")]
)
def test_the_rate_is_never_rounded_up(due, on_time, words):
    assert OnTime(due, on_time).percent == words
