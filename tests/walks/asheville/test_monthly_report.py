"""A-1.A.4, A-3.A: concerns, actions taken and progress, reported every month."""

from datetime import date

import pytest

from personnel.roles import Role
from policies.periods import Period
from tests.support.pdfs import in_order
from tests.support.walks import Department

MAY = Period.parse("2026-05")
OFFICER, SUPERVISOR = Role.COMMUNITY_OFFICER, Role.UNIT_SUPERVISOR


@pytest.mark.slow
def test_a_1_a_4_the_monthly_report_holds_concerns_actions_taken_and_progress(db):
    city = Department("asheville")
    april = city.logs(OFFICER, date(2026, 4, 8), "Street lights out on Quarry Road.")
    city.post(
        OFFICER,
        date(2026, 5, 6),
        "outreach:concern-effort",
        april.number,
        note="Utility told twice.",
    )
    may = city.logs(
        OFFICER,
        date(2026, 5, 20),
        "Engines revving at midnight.",
        category="noise",
        wants_answer="on",
    )
    city.post(
        OFFICER,
        date(2026, 5, 21),
        "outreach:concern-answer",
        may.number,
        note="Patrol will come by.",
    )

    report = city.puts_together(OFFICER, date(2026, 6, 2), "monthly", MAY)
    city.post(OFFICER, date(2026, 6, 2), "reports:report-submit", report.pk, note="")
    city.approves(SUPERVISOR, date(2026, 6, 3), report)
    city.approves(Role.COMMANDER, date(2026, 6, 4), report)

    words = city.issued_pdf(report)
    assert [part.key for part in report.parts.all()] == [
        "current_concerns",
        "actions_taken",
        "progress",
        "summary",
    ]
    assert in_order(
        words,
        "1. ",
        "Engines revving at midnight",
        "2. ",
        "Utility told twice.",
        "Patrol will come by.",
        "3. ",
        "Street lights out on Quarry Road",
        "Utility told twice.",
        "Moving",
    )
