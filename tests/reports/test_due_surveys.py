"""What the policy asks for about surveys: to open one in time, and to report on one that closed."""

from datetime import date, timedelta

import pytest

from personnel.roles import Role
from policies.adoption import adopt
from policies.models import Setting
from policies.packs import load_pack
from reports.due import not_begun, results_not_begun, surveys_due
from surveys.models import Survey
from tests.reports.surveying import CLOSED, OPENED, held_survey, reported
from tests.support.factories import make_member
from tests.support.surveys import make_survey

pytestmark = pytest.mark.django_db

MAY_4 = date(2026, 5, 4)


def under(key):
    pack = load_pack(key)
    adopt(pack)
    return pack, make_member(Role.UNIT_SUPERVISOR)


# ---- Results


def test_a_survey_that_closed_asks_for_its_report(officer):
    survey = held_survey(officer)

    [line] = results_not_begun(MAY_4)

    assert (line.survey, line.report) == (survey, None)
    assert line.title == "Resident Survey Report, April 2026"
    assert line.due_on == CLOSED + timedelta(days=45)
    assert line.url == f"/reports/surveys/{survey.key}/new/"
    assert line in not_begun(MAY_4)


def test_once_begun_it_is_not_asked_for(officer):
    reported(held_survey(officer), officer)

    assert results_not_begun(MAY_4) == []


def test_a_survey_from_a_file_asks_for_none(officer):
    held_survey(officer, source=Survey.Source.FILE)

    assert results_not_begun(MAY_4) == []


def test_before_it_closed_nothing_is_asked_for(officer):
    held_survey(officer)
    make_survey(officer, status="open")

    assert results_not_begun(CLOSED - timedelta(days=1)) == []


def test_a_policy_that_wants_no_report_asks_for_none(db):
    _, by = under("asheville")
    make_survey(by, status="closed")

    assert results_not_begun(MAY_4) == []


def test_the_list_of_reports_offers_it_and_begins_it(officer, reading):
    survey = held_survey(officer)

    page = reading.get("/reports/")

    assert f'action="/reports/surveys/{survey.key}/new/"' in page.content.decode()


# ---- The next survey


def test_every_other_year_is_counted_from_the_day_the_last_one_opened(db):
    pack, by = under("cambridge")
    make_survey(by, status="closed", opened_on=OPENED, closed_on=CLOSED)
    due_on = OPENED + timedelta(days=730)

    assert surveys_due(due_on - timedelta(days=91), pack) is None
    due = surveys_due(due_on - timedelta(days=90), pack)
    assert due
    assert (due.clause, due.due_on, due.last) == ("C-5", due_on, OPENED)
    assert surveys_due(due_on + timedelta(days=1), pack) == due


def test_where_the_policy_leaves_it_open_the_departments_own_days_count(kinston):
    pack, by = load_pack("kinston"), make_member(Role.UNIT_SUPERVISOR)
    make_survey(by, status="closed", opened_on=OPENED, closed_on=CLOSED)
    Setting.objects.create(key="survey_every_days", value=100)

    due = surveys_due(MAY_4, pack)

    assert due
    assert due.due_on == OPENED + timedelta(days=100)


def test_where_no_survey_is_on_record_it_is_due_without_a_day(db):
    pack, _ = under("cambridge")

    due = surveys_due(MAY_4, pack)

    assert due
    assert (due.due_on, due.last) == (None, None)


def test_while_one_is_open_none_is_due(db):
    pack, by = under("cambridge")
    make_survey(by, status="open")

    assert surveys_due(date(2030, 1, 1), pack) is None


def test_a_draft_that_nobody_opened_settles_nothing(db):
    pack, by = under("portales")
    make_survey(by)

    assert surveys_due(MAY_4, pack)


def test_every_month_needs_a_survey_that_was_open_in_it(db):
    pack, by = under("portales")
    make_survey(by, status="closed", opened_on=OPENED, closed_on=CLOSED)

    assert surveys_due(CLOSED, pack) is None
    due = surveys_due(date(2026, 5, 1), pack)
    assert due
    assert (due.due_on, due.last) == (date(2026, 5, 31), OPENED)


def test_a_survey_that_ran_into_the_month_counts_for_it(db):
    pack, by = under("portales")
    make_survey(by, status="closed", opened_on=OPENED, closed_on=date(2026, 5, 1))

    assert surveys_due(MAY_4, pack) is None


@pytest.mark.parametrize("key", ["asheville", "new_canaan"])
def test_a_policy_without_an_interval_asks_for_no_survey(db, key):
    pack, _ = under(key)

    assert surveys_due(MAY_4, pack) is None
