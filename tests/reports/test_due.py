"""Which reports the policy asks for now."""

from datetime import date

import pytest

from policies.adoption import adopt
from policies.packs import load_pack
from reports.due import due_reports, not_begun
from tests.reports.making import Q1, Q2, Q4, assembled
from tests.support.factories import make_member

pytestmark = pytest.mark.django_db

JULY_2 = date(2026, 7, 2)


def asked(day):
    return [(line.definition.key, line.period.label, line.due_on) for line in not_begun(day)]


def test_before_the_first_report_only_the_latest_period_is_asked_for(kinston):
    assert asked(JULY_2) == [("quarterly", "April to June 2026", date(2026, 7, 15))]


def test_a_quarter_is_asked_for_from_the_day_after_it_ended(kinston):
    assert asked(date(2026, 6, 30))[0][1] == "January to March 2026"
    assert asked(date(2026, 7, 1))[0][1] == "April to June 2026"


def test_what_is_begun_is_not_asked_for(officer):
    assembled(officer, Q2)

    assert asked(JULY_2) == []


def test_a_gap_after_the_first_report_is_asked_for(officer):
    assembled(officer, Q4)
    assembled(officer, Q2)

    assert [label for _, label, _ in asked(JULY_2)] == ["January to March 2026"]


def test_the_reports_of_another_policy_leave_no_gap(officer):
    assembled(officer, Q1)
    adopt(load_pack("cambridge"))

    assert [label for _, label, _ in asked(JULY_2)] == ["April to June 2026"]


def test_every_kind_of_a_policy_is_asked_for(db):
    adopt(load_pack("new_canaan"))

    assert [key for key, _, _ in asked(date(2027, 1, 2))] == ["quarterly", "monthly", "annual"]


def test_the_question_costs_the_same_however_many_reports_there_are(
    officer, django_assert_num_queries
):
    make_member()
    for period in (Q4, Q1, Q2):
        assembled(officer, period)

    with django_assert_num_queries(5):
        assert all(line.due_on for line in due_reports(JULY_2))
