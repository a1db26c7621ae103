"""C-5 and C-6: a survey of five domains every two years; results and recommendations to the chief."""

from datetime import date, timedelta

import pytest

from personnel.roles import Role
from policies.packs import load_pack
from reports.models import Recipient
from tests.support.pdfs import in_order
from tests.support.survey_walks import Poll
from tests.support.walks import Department

SUPERVISOR, COMMANDER, CHIEF = Role.UNIT_SUPERVISOR, Role.COMMANDER, Role.CHIEF
FIVE = (
    "agency_performance/performance-overall",
    "employee_competence/competence-overall",
    "officer_conduct/conduct-respect",
    "safety_city/city-safety-night",
    "suggestions/suggestions-improve",
)
OPENED = date(2026, 3, 5)


def desk_of(city: Department, role: str, day: date) -> str:
    return city.get(role, day, "desk:waiting").content.decode()


def asked_and_closed(city: Department) -> Poll:
    """The supervisor's survey, answered by twelve citizens in March."""
    poll = Poll(city, SUPERVISOR, date(2026, 3, 2), "Citizen survey 2026")
    poll.asks(SUPERVISOR, date(2026, 3, 2), *FIVE)
    poll.opens(SUPERVISOR, OPENED, date(2026, 3, 31))
    for neighbor in range(1, 13):
        filled = {"performance-overall": "4", "city-safety-night": "2"}
        poll.answers(date(2026, 3, 20), filled, neighbor=neighbor)
    poll.is_over(date(2026, 4, 1))
    return poll


def test_c_5_a_survey_of_five_domains_is_due_every_two_years(db):
    city = Department("cambridge")
    assert "Open the survey of citizens" in desk_of(city, SUPERVISOR, date(2026, 3, 1))

    poll = asked_and_closed(city)

    covered = {question.domain for question in poll.survey.questions.all()}
    assert covered == {domain.key for domain in load_pack("cambridge").survey.domains}
    assert "Open the survey of citizens" not in desk_of(city, SUPERVISOR, date(2027, 3, 5))
    two_years = OPENED + timedelta(days=730)
    late = desk_of(city, SUPERVISOR, two_years + timedelta(days=1))
    assert "The last one opened March 5, 2026." in late
    assert "4.301 §5" in late


@pytest.mark.slow
def test_c_6_results_and_recommendations_pass_each_level_in_order_to_the_chief(db):
    city = Department("cambridge")
    poll = asked_and_closed(city)
    assert "Put together the Citizen Survey Report" in desk_of(city, SUPERVISOR, date(2026, 4, 6))

    report = poll.reported(SUPERVISOR, date(2026, 4, 6))

    # Without recommendations it does not go up.
    submit = ("reports:report-submit", report.pk)
    city.post(SUPERVISOR, date(2026, 4, 7), *submit, expects=403, note="")
    words = "Light the paths of the common."
    city.writes(SUPERVISOR, date(2026, 4, 7), report, "survey_recommendations", words)
    city.post(SUPERVISOR, date(2026, 4, 8), *submit, note="")

    # The chief does not decide before command staff has.
    approve = ("reports:report-approve", report.pk)
    city.post(CHIEF, date(2026, 4, 9), *approve, expects=403, seen=1)
    city.approves(COMMANDER, date(2026, 4, 9), report)
    assert (report.is_issued, report.waits_for) == (False, CHIEF)
    city.approves(CHIEF, date(2026, 4, 10), report)
    city.post(CHIEF, date(2026, 4, 10), "reports:report-acknowledge", report.pk)

    received = Recipient.objects.get(report=report)
    assert (received.member.role, bool(received.acknowledged_at)) == (CHIEF, True)
    printed = city.issued_pdf(report)
    assert in_order(printed, "Citizen Survey Report", "4.301 §6", "Reviewed", "Approved and issued")
    assert in_order(printed, "12 people answered", "3. Recommendations", words)
