"""P-VI and P-III.C.1: what presenters heard reaches the annual report to the chief."""

from datetime import date

import pytest

from personnel.roles import Role
from policies.models import Category
from policies.periods import Period
from tests.support.pdfs import in_order
from tests.support.walks import Department

LAST_YEAR = Period.parse("2025")


@pytest.mark.slow
def test_p_vi_the_annual_report_holds_concerns_problems_and_recommendations(db):
    town = Department("portales")
    traffic = Category.objects.get(key="traffic").pk
    talk = town.presents(
        Role.OFFICER,
        date(2025, 3, 4),
        **{
            "voiced-0-category": traffic,
            "voiced-0-said": "Trucks cut through Third Street.",
            "potential-0-category": traffic,
            "potential-0-said": "Racing may begin at the fairground.",
        },
    )
    town.post(
        Role.UNIT_SUPERVISOR,
        date(2025, 3, 6),
        "outreach:presentation-accept",
        talk.pk,
        version=talk.version,
    )
    heard = talk.concerns.get(nature="voiced")
    town.post(
        Role.COMMANDER,
        date(2025, 4, 1),
        "outreach:concern-action",
        heard.number,
        kind="agency",
        what="Ask for a truck route",
        owner=town[Role.COMMANDER].pk,
        due_on="2025-06-01",
    )

    report = town.puts_together(Role.UNIT_SUPERVISOR, date(2026, 1, 5), "annual", LAST_YEAR)
    town.post(Role.UNIT_SUPERVISOR, date(2026, 1, 6), "reports:report-submit", report.pk, note="")
    for role in report.chain:
        town.approves(role, date(2026, 1, 8), report)

    words = town.issued_pdf(report)
    assert report.chain[-1] == Role.CHIEF
    assert in_order(
        words,
        "1. ",
        "Trucks cut through Third Street",
        "2. ",
        "Racing may begin at the fairground",
        "3. ",
        "Ask for a truck route",
    )
