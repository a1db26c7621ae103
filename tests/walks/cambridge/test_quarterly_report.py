"""C-3: the supervisor's quarterly report to command: concerns, problems, recommended actions."""

from datetime import date

import pytest

from personnel.roles import Role
from policies.periods import Period
from tests.support.pdfs import in_order
from tests.support.walks import Department

SUPERVISOR = Role.UNIT_SUPERVISOR


@pytest.mark.slow
def test_c_3_the_quarterly_report_has_three_parts_and_goes_to_the_command_staff(db):
    city = Department("cambridge")
    call = city.logs(
        Role.OFFICER, date(2026, 1, 20), "Bicycles stolen at the square.", channel="call"
    )
    city.post(
        SUPERVISOR,
        date(2026, 2, 2),
        "outreach:concern-action",
        call.number,
        kind="program",
        what="Engrave bicycles on Saturdays",
        owner=city[SUPERVISOR].pk,
        due_on="2026-04-01",
    )

    report = city.puts_together(SUPERVISOR, date(2026, 4, 2), "quarterly", Period.parse("2026-Q1"))
    city.post(SUPERVISOR, date(2026, 4, 2), "reports:report-submit", report.pk, note="")
    city.approves(Role.COMMANDER, date(2026, 4, 3), report)

    words = city.issued_pdf(report)
    assert [part.key for part in report.parts.all()] == [
        "current_concerns",
        "potential_problems",
        "recommended_actions",
        "summary",
    ]
    assert in_order(
        words, "Bicycles stolen at the square", "None recorded", "Engrave bicycles on Saturdays"
    )
    assert {r.member.role for r in report.recipients.all()} == {Role.COMMANDER, Role.CHIEF}
