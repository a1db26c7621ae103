"""Statuses, days, times and numbers are worded in one place."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from outreach.models import Concern
from records import wording

THURSDAY = date(2026, 3, 19)
AFTERNOON = datetime(2026, 3, 19, 18, 14, tzinfo=UTC)


@pytest.fixture
def kinston_time():
    with timezone.override(ZoneInfo("America/New_York")):
        yield


@pytest.mark.parametrize(
    ("day", "what", "state", "words"),
    [
        (date(2026, 3, 16), "", "late", "3 days late"),
        (date(2026, 3, 18), "", "late", "1 day late"),
        (date(2026, 3, 17), "Status check", "late", "Status check 2 days late"),
        (date(2022, 3, 19), "", "late", "1,461 days late"),
        (THURSDAY, "", "soon", "Today"),
        (THURSDAY, "Answer", "soon", "Answer today"),
        (date(2026, 3, 20), "", "soon", "Tomorrow"),
        (date(2026, 3, 23), "", "soon", "Mon, Mar 23"),
        (date(2026, 3, 23), "Answer", "soon", "Answer by Mar 23"),
        (date(2026, 3, 26), "", "soon", "Thu, Mar 26"),
        (date(2026, 3, 27), "", "later", "Mar 27"),
        (date(2026, 4, 2), "Answer", "later", "Answer by Apr 2"),
        (date(2027, 1, 4), "Answer", "later", "Answer by Jan 4, 2027"),
    ],
)
def test_a_due_day_is_worded_as_seen_from_today(day, what, state, words):
    mark = wording.due_mark(day, THURSDAY, what)

    assert (mark.state, mark.words) == (state, words)


def test_a_met_duty_is_on_time_whenever_it_was_due():
    mark = wording.due_mark(date(2020, 1, 1), THURSDAY, "Answer", met=True)

    assert (mark.state, mark.words) == ("met", "On time")


def test_a_moment_is_told_in_the_departments_time(kinston_time):
    words = wording.moment_words(AFTERNOON)

    assert words == "March 19, 2026, 2:14 pm"


def test_a_moment_late_in_the_evening_keeps_the_departments_day(kinston_time):
    after_midnight_in_london = datetime(2026, 3, 20, 2, 5, tzinfo=UTC)

    assert wording.day_words(after_midnight_in_london) == "March 19, 2026"
    assert wording.clock_words(after_midnight_in_london) == "10:05 pm"


@pytest.mark.parametrize(
    ("hour", "words"), [(0, "12:30 am"), (9, "9:30 am"), (12, "12:30 pm"), (23, "11:30 pm")]
)
def test_the_clock_has_twelve_hours(hour, words):
    assert wording.clock_words(datetime(2026, 3, 19, hour, 30, tzinfo=UTC)) == words


def test_a_bare_day_has_no_time_to_tell():
    assert wording.moment_words(THURSDAY) == "March 19, 2026"
    assert wording.short_day_words(THURSDAY) == "Mar 19"
    assert wording.long_day_words(THURSDAY) == "Thursday, March 19"


def test_small_numbers_are_words_and_large_ones_have_commas():
    assert [wording.in_words(n) for n in (0, 6, 12, 13, 1204)] == [
        "zero",
        "six",
        "twelve",
        "13",
        "1,204",
    ]


def test_a_step_is_told_in_the_past_tense():
    officer = SimpleNamespace(short_name="Officer Lindgren")
    step = SimpleNamespace(
        Status=Concern.Status, to_status="reviewed", at=AFTERNOON, by=officer, note="Agree."
    )

    [entry] = wording.timeline([step])

    assert entry.title == "Reviewed"
    assert entry.tone == "active"
    assert (entry.when, entry.by, entry.note) == (AFTERNOON, officer, "Agree.")
