"""K-IV.R: the quarterly report, from what citizens said to the PDF command received."""

from datetime import date

import pytest

from personnel.roles import Role
from policies.periods import Period
from reports.models import Recipient, Report
from tests.support.pdfs import in_order
from tests.support.walks import Department

SECOND_QUARTER = Period.parse("2026-Q2")
OFFICER, SUPERVISOR = Role.COMMUNITY_OFFICER, Role.UNIT_SUPERVISOR


@pytest.mark.slow
def test_k_iv_r_from_an_officers_log_to_the_acknowledged_quarterly_report(db):
    town = Department("kinston")
    earlier = town.logs(OFFICER, date(2026, 2, 3), "Dumping at Larch Park every weekend.")
    town.post(
        OFFICER, date(2026, 5, 4), "outreach:concern-effort", earlier.number, note="Gate fitted."
    )
    loud = town.logs(OFFICER, date(2026, 5, 12), "Music behind the shops.", category="noise")
    town.post(
        OFFICER,
        date(2026, 5, 13),
        "outreach:concern-action",
        loud.number,
        kind="contact",
        what="Meet the owner of the bar",
        owner=town[OFFICER].pk,
        due_on="2026-06-10",
    )
    town.logs(OFFICER, date(2026, 6, 30), "Fights over parking may come.", potential="on")

    report = town.puts_together(OFFICER, date(2026, 7, 2), "quarterly", SECOND_QUARTER)
    town.writes(OFFICER, date(2026, 7, 2), report, "current_concerns", "Noise moved to the shops.")
    town.post(OFFICER, date(2026, 7, 2), "reports:report-submit", report.pk, note="")
    report.refresh_from_db()
    part = report.parts.get(key="progress")
    town.post(
        SUPERVISOR,
        date(2026, 7, 3),
        "reports:report-return",
        report.pk,
        seen=report.version,
        **{f"part_{part.pk}": "Say what the gate changed."},
    )
    town.writes(OFFICER, date(2026, 7, 4), report, "progress", "No dumping since the gate.")
    town.post(OFFICER, date(2026, 7, 4), "reports:report-submit", report.pk, note="Corrected.")
    town.approves(SUPERVISOR, date(2026, 7, 5), report)
    town.approves(Role.COMMANDER, date(2026, 7, 6), report)
    town.post(Role.CHIEF, date(2026, 7, 7), "reports:report-acknowledge", report.pk)

    words = town.issued_pdf(report)
    assert report.status == Report.Status.ISSUED
    assert Recipient.objects.get(report=report, member=town[Role.CHIEF]).acknowledged_at
    assert in_order(
        words,
        "Returned",
        "Approved and issued",
        report.digest[:16],
        "1. Current concerns",
        "The community voiced 1 concern",
        "Noise moved to the shops.",
        "Music behind the shops",
        "2. Potential problems",
        "Fights over parking may come",
        "3. Recommended actions",
        "Meet the owner of the bar",
        "4. ",
        "1 concern was carried forward",
        "No dumping since the gate.",
        "Gate fitted.",
        "Where each figure comes from",
    )


@pytest.mark.slow
def test_k_iv_r_a_quarter_in_which_nothing_happened_says_so_in_every_part(db):
    town = Department("kinston")

    report = town.puts_together(OFFICER, date(2026, 7, 2), "quarterly", SECOND_QUARTER)
    town.post(OFFICER, date(2026, 7, 2), "reports:report-submit", report.pk, note="")
    town.approves(SUPERVISOR, date(2026, 7, 5), report)
    town.approves(Role.COMMANDER, date(2026, 7, 6), report)

    words = town.issued_pdf(report)
    assert words.count("None recorded") == 4
