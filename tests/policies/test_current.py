from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.current import department, read_once, setting, version_on
from policies.models import Department, PolicyVersion, Setting

pytestmark = pytest.mark.django_db


def test_a_page_reads_the_department_and_its_policy_once(client, officer):
    client.force_login(officer)
    client.get("/")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get("/").status_code == 200
    tables = [Department._meta.db_table, PolicyVersion._meta.db_table]
    starts = [f'SELECT "{table}"."id"' for table in tables]
    assert [sum(one["sql"].startswith(start) for one in asked) for start in starts] == [1, 1]


def test_outside_of_a_page_every_question_is_asked_anew(kinston):
    with read_once():
        assert department().name != "Elsewhere"
        Department.objects.update(name="Elsewhere")
        assert department().name != "Elsewhere"
    assert department().name == "Elsewhere"


def test_each_day_keeps_the_version_that_ruled_on_it(kinston):
    later = PolicyVersion.objects.create(
        pack_key=kinston.pack_key, content=kinston.content, effective_from=date(2027, 1, 1)
    )
    with read_once():
        assert version_on(date(2026, 12, 31)) == kinston
        assert version_on(date(2027, 1, 1)) == later
        assert version_on(date(2026, 12, 31)) == kinston


def test_a_number_that_was_just_set_counts_within_the_same_page(kinston):
    with read_once():
        before = setting("quarterly_report_due_days")
        Setting.objects.create(key="quarterly_report_due_days", value=before + 1)
        assert setting("quarterly_report_due_days") == before + 1
