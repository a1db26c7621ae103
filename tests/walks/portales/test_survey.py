"""P-V: a survey every month, its results to the chief, and follow-up where somebody asked for it."""

from datetime import date

import pytest

from personnel.roles import Role
from reports.models import Recipient
from surveys.models import ContactWish
from surveys.tasks import let_out_wishes
from tests.support.factories import on
from tests.support.pdfs import in_order
from tests.support.survey_walks import Poll
from tests.support.walks import Department

OFFICER, SUPERVISOR, COMMANDER = Role.COMMUNITY_OFFICER, Role.UNIT_SUPERVISOR, Role.COMMANDER
READY = ("safety_city/city-safety-night", "suggestions/suggestions-improve")
MARCH_20 = date(2026, 3, 20)


def desk_of(city: Department, role: str, day: date) -> str:
    return city.get(role, day, "desk:waiting").content.decode()


def survey_of_march(city: Department) -> Poll:
    """Kept by Patrol's commander: written, opened, and answered by twelve citizens."""
    poll = Poll(city, COMMANDER, date(2026, 3, 2), "Survey of March")
    poll.asks(COMMANDER, date(2026, 3, 2), *READY)
    poll.opens(COMMANDER, date(2026, 3, 3), date(2026, 3, 31))
    for neighbor in range(1, 12):
        poll.answers(MARCH_20, {"city-safety-night": "3"}, neighbor=neighbor)
    poll.answers(
        MARCH_20,
        {"city-safety-night": "1"},
        neighbor=12,
        name="Marta Quill",
        phone="555 010 2233",
        about="Racing on Third Street.",
    )
    return poll


@pytest.mark.slow
def test_p_v_a_a_survey_is_kept_every_month(db):
    town = Department("portales")
    assert "Open the survey of citizens" in desk_of(town, COMMANDER, date(2026, 3, 2))

    poll = survey_of_march(town)
    poll.is_over(date(2026, 4, 1))

    assert "Open the survey of citizens" not in desk_of(town, COMMANDER, date(2026, 3, 31))
    assert "Open the survey of citizens" in desk_of(town, COMMANDER, date(2026, 4, 1))
    # The next one asks the same.
    copy = {"title_0": "Survey of April", "title_1": "Encuesta de abril", "areas": ""}
    poll.post(
        COMMANDER, date(2026, 4, 1), "survey-copy", introduction_0="", introduction_1="", **copy
    )
    poll.key = "survey-of-april"
    poll.opens(COMMANDER, date(2026, 4, 1), date(2026, 4, 30))
    assert "Open the survey of citizens" not in desk_of(town, COMMANDER, date(2026, 4, 2))


@pytest.mark.slow
def test_p_v_b_the_months_results_go_to_the_chief(db):
    town = Department("portales")
    poll = survey_of_march(town)
    poll.is_over(date(2026, 4, 1))

    report = poll.reported(COMMANDER, date(2026, 4, 2))
    words = "Watch Third Street at night."
    town.writes(COMMANDER, date(2026, 4, 2), report, "survey_recommendations", words)
    town.post(COMMANDER, date(2026, 4, 3), "reports:report-submit", report.pk, note="")
    town.approves(Role.CHIEF, date(2026, 4, 6), report)
    town.post(Role.CHIEF, date(2026, 4, 6), "reports:report-acknowledge", report.pk)

    printed = town.issued_pdf(report)
    assert (report.chain, report.number) == ([Role.CHIEF], "S-2026-1")
    assert report.due_on == date(2026, 4, 15)
    assert in_order(printed, "Citizen Survey Results", "12 people answered", "Questions", words)
    assert "Marta Quill" not in printed
    assert Recipient.objects.get(report=report).acknowledged_at


def test_p_v_c_who_asked_for_it_is_contacted(db):
    town = Department("portales")
    survey_of_march(town)
    let_out_wishes(on(date(2026, 3, 21)))
    wish = ContactWish.objects.get()

    town.post(
        SUPERVISOR, date(2026, 3, 21), "surveys:wish-give", wish.pk, to=town[OFFICER].pk, note=""
    )
    contact = town.post(OFFICER, date(2026, 3, 22), "surveys:wish-contact", wish.pk, expects=200)
    note = "Called back; the street is on patrol's list."
    town.post(OFFICER, date(2026, 3, 22), "surveys:wish-contacted", wish.pk, note=note)

    wish.refresh_from_db()
    assert "555 010 2233" in contact.content.decode()
    assert wish.due_on == date(2026, 3, 27)
    assert (wish.status, wish.steps.last().note) == ("contacted", note)
