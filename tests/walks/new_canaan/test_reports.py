"""N-IV.A, N-IV.B.2.a and N-III.C.4: the quarterly, the monthly and the annual report."""

from datetime import date

import pytest

from personnel.roles import Role
from policies.periods import Period
from tests.support.pdfs import in_order
from tests.support.walks import Department

OFFICER, SUPERVISOR, COMMANDER = Role.COMMUNITY_OFFICER, Role.UNIT_SUPERVISOR, Role.COMMANDER


@pytest.mark.slow
def test_n_iv_a_the_quarterly_report_has_five_parts_and_goes_straight_to_the_chief(db):
    town = Department("new_canaan")
    town.logs(OFFICER, date(2026, 4, 9), "Cyclists ride on the sidewalk.")
    town.presents(OFFICER, date(2026, 5, 7), participants="31")

    report = town.puts_together(OFFICER, date(2026, 7, 1), "quarterly", Period.parse("2026-Q2"))
    town.post(OFFICER, date(2026, 7, 1), "reports:report-submit", report.pk, note="")
    town.approves(Role.CHIEF, date(2026, 7, 2), report)

    words = town.issued_pdf(report)
    assert report.chain == [Role.CHIEF]
    assert in_order(words, "1. ", "Cyclists ride on the sidewalk", "2. ", "3. ", "4. ", "5. ")
    assert in_order(words, "5. ", "Presentations given", "Participants", "31", "May 2026")


@pytest.mark.slow
def test_n_iv_b_2_a_what_supervisors_take_up_reaches_the_community_officer_monthly(db):
    town = Department("new_canaan")
    concern = town.logs(Role.OFFICER, date(2026, 5, 4), "Drag racing on Quarry Road.")
    town.post(
        Role.OFFICER,
        date(2026, 5, 5),
        "outreach:concern-escalate",
        concern.number,
        note="Beyond me.",
    )
    town.post(
        SUPERVISOR,
        date(2026, 5, 6),
        "outreach:concern-review",
        concern.number,
        note="Patrol is told.",
    )
    town.logs(OFFICER, date(2026, 5, 8), "Never escalated, so not forwarded.")

    report = town.puts_together(SUPERVISOR, date(2026, 6, 1), "monthly", Period.parse("2026-05"))
    town.post(SUPERVISOR, date(2026, 6, 1), "reports:report-submit", report.pk, note="")
    town.approves(COMMANDER, date(2026, 6, 2), report)
    town.post(OFFICER, date(2026, 6, 3), "reports:report-acknowledge", report.pk)

    words = town.issued_pdf(report)
    assert in_order(words, "forwarded 1 concern", "Drag racing on Quarry Road", "Patrol is told.")
    assert "Never escalated" not in words


@pytest.mark.slow
def test_n_iii_c_4_the_annual_report_tells_objectives_statistics_trends_problems_successes(db):
    town = Department("new_canaan")
    solved = town.logs(OFFICER, date(2025, 3, 3), "Broken fence at the school.")
    town.post(
        OFFICER, date(2025, 4, 3), "outreach:concern-resolve", solved.number, note="Fence mended."
    )
    town.logs(OFFICER, date(2025, 9, 9), "Empty house may draw trouble.", potential="on")

    report = town.puts_together(OFFICER, date(2026, 1, 9), "annual", Period.parse("2025"))
    town.writes(
        OFFICER, date(2026, 1, 9), report, "objectives", "Answer every concern in two weeks."
    )
    town.post(OFFICER, date(2026, 1, 10), "reports:report-submit", report.pk, note="")
    for role in report.chain:
        town.approves(role, date(2026, 1, 12), report)

    words = town.issued_pdf(report)
    assert in_order(
        words,
        "1. ",
        "Answer every concern in two weeks.",
        "2. ",
        "Concerns settled 1",
        "3. ",
        "2 concerns were logged",
        "4. ",
        "Empty house may draw trouble",
        "5. ",
        "Broken fence at the school",
        "Fence mended.",
    )
