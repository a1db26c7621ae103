"""When a survey is due, and its report, it waits on the desk of whoever has to see to it."""

from datetime import timedelta

import pytest

from personnel.roles import Role
from policies.adoption import adopt
from policies.packs import load_pack
from tests.desk.conftest import TODAY, titles, waits
from tests.reports.surveying import OPENED, held_survey
from tests.support.factories import make_member
from tests.support.surveys import make_survey


def test_the_survey_the_policy_asks_for_waits_for_the_units_supervisor(officer, supervisor):
    [item] = waits(supervisor).of_kinds(frozenset({"survey"})).items

    assert (item.title, item.sub) == ("Open the survey of citizens", "No survey is on record.")
    assert (item.due, item.clause.label) == (None, "600-6 §IV.U")
    assert titles(waits(officer), "survey") == []


def test_it_says_when_the_last_one_opened_and_how_late_the_next_is(officer, supervisor):
    opened = TODAY - timedelta(days=731)
    make_survey(officer, status="closed", opened_on=opened, closed_on=opened)

    [item] = waits(supervisor).of_kinds(frozenset({"survey"})).late

    assert (item.sub, item.due) == ("The last one opened May 12, 2024.", TODAY - timedelta(days=1))


def test_where_the_policy_gives_the_survey_to_patrol_it_waits_for_its_commander(db):
    adopt(load_pack("portales"))

    waiting = {role: titles(waits(make_member(role)), "survey") for role in Role}

    assert {role for role, found in waiting.items() if found} == {
        Role.UNIT_SUPERVISOR,
        Role.COMMANDER,
    }


def test_while_a_survey_is_open_nothing_waits(officer, supervisor):
    make_survey(officer, status="open")

    assert titles(waits(supervisor), "survey") == []


@pytest.mark.parametrize("role", [Role.COMMUNITY_OFFICER, Role.UNIT_SUPERVISOR])
def test_the_report_on_a_closed_survey_waits_for_those_who_write_it(officer, role):
    survey = held_survey(officer, title={"en": "Spring survey", "es": "Encuesta"})

    found = waits(make_member(role)).of_kinds(frozenset({"begin"})).items

    [item] = [one for one in found if "Resident Survey Report" in one.title]
    assert item.title == "Put together the Resident Survey Report, April 2026"
    assert item.sub == "“Spring survey” has closed. The figures are its results."
    assert item.due == survey.closed_on + timedelta(days=45)
    assert item.url == survey.get_absolute_url()
    assert survey.opened_on == OPENED


def test_who_does_not_write_it_is_not_asked(officer, patrol_officer):
    held_survey(officer)

    assert titles(waits(patrol_officer), "begin") == []
