"""K-IV.U: the resident survey on six domains, and its results up to command."""

from datetime import date

import pytest

from personnel.roles import Role
from policies.packs import load_pack
from tests.support.pdfs import in_order
from tests.support.survey_walks import Poll
from tests.support.walks import Department

OFFICER, SUPERVISOR, COMMANDER = Role.COMMUNITY_OFFICER, Role.UNIT_SUPERVISOR, Role.COMMANDER
READY = (
    "agency_performance/performance-overall",
    "employee_competence/competence-overall",
    "officer_conduct/conduct-respect",
    "safety_city/city-safety-day",
    "safety_neighborhood/neighborhood-safety-day",
    "other/area",
)
LAST_DAY = date(2026, 4, 30)


@pytest.mark.slow
def test_k_iv_u_the_survey_asks_about_six_domains_and_its_results_reach_command(db):
    city = Department("kinston")
    poll = Poll(city, OFFICER, date(2026, 3, 2), "Resident survey 2026", ("Northgate", "Old Mill"))
    poll.asks(OFFICER, date(2026, 3, 2), *READY)

    # One domain is missing: the survey does not open, and the page says why, with the clause.
    page = poll.get(SUPERVISOR, date(2026, 3, 3), "survey").content.decode()
    assert "It asks nothing yet about: Recommendations and suggestions." in page
    assert "600-6 §IV.U" in page
    poll.opens(SUPERVISOR, date(2026, 3, 3), LAST_DAY, expects=403)
    assert poll.survey.is_draft

    # With all six it is put before the citizens, who answer it.
    poll.asks(OFFICER, date(2026, 3, 4), "suggestions/suggestions-improve")
    poll.opens(SUPERVISOR, date(2026, 3, 5), LAST_DAY)
    covered = {question.domain for question in poll.survey.questions.all()} - {"other"}
    assert covered == {domain.key for domain in load_pack("kinston").survey.domains}
    for neighbor in range(1, 21):
        poll.answers(
            date(2026, 3, 20),
            {
                "performance-overall": "4",
                "conduct-respect": "5" if neighbor % 3 else "2",
                "suggestions-improve": "Mend the lamp at 12 Elm Street." if neighbor == 1 else "",
            },
            area="Northgate" if neighbor % 2 else "Old Mill",
            neighbor=neighbor,
        )

    # It closes by itself, and the results go the way of the quarterly report.
    poll.is_over(date(2026, 5, 1))
    report = poll.reported(OFFICER, date(2026, 5, 4))
    city.writes(
        OFFICER, date(2026, 5, 4), report, "survey_recommendations", "Keep the foot patrols."
    )
    city.post(OFFICER, date(2026, 5, 5), "reports:report-submit", report.pk, note="")
    assert report.chain == [SUPERVISOR, COMMANDER]
    for role in report.chain:
        city.approves(role, date(2026, 5, 7), report)
    for role in (COMMANDER, Role.CHIEF):
        city.post(role, date(2026, 5, 8), "reports:report-acknowledge", report.pk)

    words = city.issued_pdf(report)
    titles = [domain.title for domain in load_pack("kinston").survey.domains]
    assert in_order(words, "20 people answered", *titles, "Answers by area", "Northgate")
    assert in_order(words, "3. Recommendations", "Keep the foot patrols.")
    assert "Elm Street" not in words
    assert all(one.acknowledged_at for one in report.recipients.all())
