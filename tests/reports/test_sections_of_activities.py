"""Actions taken, activities by month, and the parts of an annual report: A-1.A.4, N-IV.A.5, N-III.C.4."""

from datetime import date, timedelta

import pytest

from outreach.concerns.workflows import concerns
from policies.periods import Period
from tests.reports.making import (
    Q2,
    Q3,
    figures_in,
    gather,
    half_past_eleven_at_night,
    told,
)
from tests.support.factories import file_brief, log_concern, on

pytestmark = pytest.mark.django_db

MAY_4, JUNE_30 = date(2026, 5, 4), date(2026, 6, 30)
YEAR = Period.parse("2026")


def test_actions_taken_are_told_day_by_day(officer):
    concern = log_concern(officer, at=on(MAY_4), said="Loud music.", efforts="Talked to the owner.")
    concerns.answer(concern, by=officer, at=on(JUNE_30), text="Told the caller.")

    found = gather("actions_taken")
    words = told(found, "actions_taken")

    assert "The unit recorded 1 effort, 0 notes of progress on recommended actions" in words
    assert "0 referrals and 1 answer to the community." in words
    assert f"May 4, 2026 Loud music {concern.number} Talked to the owner." in words
    assert words.index("Talked to the owner.") < words.index("Told the caller.")


def test_actions_are_counted_on_the_departments_day(officer):
    concern = log_concern(officer, at=on(MAY_4))
    concerns.note_effort(
        concern, by=officer, at=half_past_eleven_at_night(JUNE_30), text="A late visit."
    )

    assert figures_in("actions_taken", Q2)["efforts"] == 1
    assert figures_in("actions_taken", Q3)["efforts"] == 0


def test_no_action_taken_is_said_as_such(officer):
    assert told(gather("actions_taken"), "actions_taken") == "None recorded: actions taken."


def test_activities_count_presentations_and_participants_by_month(officer):
    file_brief(officer, at=on(date(2026, 4, 10)), participants=22)
    file_brief(officer, at=on(date(2026, 6, 10)), participants=1_000)
    log_concern(officer, at=on(MAY_4))

    figures = figures_in("activities")
    words = told(gather("activities"), "activities")

    assert figures["presentations"] == 2
    assert figures["participants"] == 1_022
    assert [figures[f"presentations:2026-0{month}"] for month in (4, 5, 6)] == [1, 0, 1]
    assert figures["concerns:2026-05"] == 1
    assert "Participants 1,022" in words
    assert "Presentations given month by month" in words


def test_a_presentation_counts_on_the_day_it_was_held(officer):
    file_brief(officer, at=on(date(2026, 7, 3)), held_at=half_past_eleven_at_night(JUNE_30))

    assert figures_in("activities", Q2)["presentations"] == 1
    assert figures_in("activities", Q3)["presentations"] == 0


def test_without_activities_none_recorded_stands_there(officer):
    assert told(gather("activities"), "activities") == "None recorded: activities."


def test_statistics_tell_the_year_against_the_one_before(officer):
    concern = log_concern(officer, at=on(MAY_4))
    concerns.resolve(concern, by=officer, at=on(JUNE_30), note="Fixed.")

    found = gather("statistics", YEAR, earlier={"statistics": {"settled": 4}}, earlier_report=1)

    assert {"concerns": 1, "settled": 1}.items() <= {
        figure.key: figure.value for figure in found.figures
    }.items()
    assert "Concerns settled 1 4" in told(found, "statistics")


def test_trends_meet_the_same_month_of_the_year_before(officer):
    log_concern(officer, at=on(MAY_4))
    before = {"trends": {"logged": 7, "month:5": 7}}

    found = gather("trends", YEAR, earlier=before, earlier_report=1)

    may = next(figure for figure in found.figures if figure.label == "May 2026")
    assert (may.value, may.earlier) == (1, 7)
    assert "1 concern was logged, against 7 in the period before." in told(found, "trends")


def test_successes_are_concerns_settled_in_the_year_with_how(officer):
    settled = log_concern(officer, at=on(MAY_4), said="Two houses stand open.")
    concerns.resolve(settled, by=officer, at=on(MAY_4 + timedelta(days=9)), note="Doors fitted.")
    log_concern(officer, at=on(MAY_4), said="Still open.")

    words = told(gather("successes", YEAR), "successes")

    assert "1 concern was settled." in words
    assert "Two houses stand open Talking to someone on patrol. Doors fitted." in words
    assert "Still open" not in words


def test_more_successes_than_fit_are_proposed_for_choice(officer):
    for _ in range(3):
        concern = log_concern(officer, at=on(MAY_4))
        concerns.resolve(concern, by=officer, at=on(MAY_4), note="Fixed.")

    facts = gather("successes", YEAR, of_note_proposed=2).facts

    assert len(facts["of_note"]) == 2
    assert facts["printed_whole"] is False


def test_objectives_are_written_and_not_counted(officer):
    found = gather("objectives", YEAR)

    assert not found.figures
    assert told(found, "objectives") == "None recorded: objectives."


def test_restricted_concerns_are_in_no_trend(officer, chief):
    log_concern(officer, at=on(MAY_4), restricted=True)

    assert gather("trends", YEAR).is_empty
    assert gather("statistics", YEAR).is_empty
