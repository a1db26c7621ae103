"""N-IV.D.4: what a poll brings in stands in the quarterly report to the chief."""

from datetime import date

import pytest

from personnel.roles import Role
from policies.periods import Period
from tests.support.pdfs import in_order
from tests.support.survey_walks import Poll
from tests.support.walks import Department

OFFICER = Role.COMMUNITY_OFFICER
Q2 = Period.parse("2026-Q2")


def poll_of_may(town: Department) -> Poll:
    """A short poll by the officer, answered by twelve citizens in May."""
    poll = Poll(town, OFFICER, date(2026, 5, 1), "Poll on the parks")
    poll.asks(OFFICER, date(2026, 5, 1), "safety_city/city-safety-parks")
    poll.opens(Role.UNIT_SUPERVISOR, date(2026, 5, 4), date(2026, 5, 31))
    for neighbor in range(1, 13):
        poll.answers(date(2026, 5, 20), {"city-safety-parks": "4"}, neighbor=neighbor)
    poll.is_over(date(2026, 6, 1))
    return poll


@pytest.mark.slow
def test_n_iv_d_4_a_poll_of_the_quarter_is_told_in_the_report_to_the_chief(db):
    town = Department("new_canaan")
    poll = poll_of_may(town)
    results = poll.reported(OFFICER, date(2026, 6, 8))
    town.writes(
        OFFICER, date(2026, 6, 8), results, "survey_recommendations", "Keep the parks patrol."
    )
    town.post(OFFICER, date(2026, 6, 9), "reports:report-submit", results.pk, note="")
    town.approves(Role.CHIEF, date(2026, 6, 10), results)

    report = town.puts_together(OFFICER, date(2026, 7, 1), "quarterly", Q2)
    town.post(OFFICER, date(2026, 7, 1), "reports:report-submit", report.pk, note="")
    town.approves(Role.CHIEF, date(2026, 7, 2), report)

    words = town.issued_pdf(report)
    assert results.is_issued
    assert in_order(
        words,
        "5. Summary of monthly activities",
        "6. Surveys and polls",
        "Poll on the parks",
        "12 people answered.",
        "Its results are told in S-2026-1.",
        "Mean 4.0 of 5",
    )


def test_n_iv_a_a_quarter_without_a_poll_keeps_its_five_parts(db):
    town = Department("new_canaan")

    report = town.puts_together(OFFICER, date(2026, 7, 1), "quarterly", Q2)

    assert report.parts.exclude(key="summary").count() == 5
    assert not report.parts.filter(key="survey_results").exists()
