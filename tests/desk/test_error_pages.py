"""A page that says what went wrong keeps the way on around it for whoever is signed in."""

import pytest
from django.test import Client

from outreach.concerns.workflows import concerns
from tests.support.factories import NOON, log_concern

NAVIGATION = 'aria-label="Main, short"'


@pytest.fixture
def at_work(officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def kept(answer, status: int) -> bool:
    return (answer.status_code, NAVIGATION in answer.text) == (status, True)


def test_what_is_not_there_not_allowed_or_refused_keeps_it(at_work):
    assert kept(at_work.get("/concerns/C-1999-0001/"), 404)
    assert kept(at_work.get("/members/new/"), 403)
    assert kept(at_work.get("/inbox/read/"), 405)


def test_a_step_that_was_taken_already_keeps_it(at_work, officer, supervisor):
    concern = log_concern(officer)
    concerns.escalate(concern, by=officer, at=NOON, note="Too much.")

    again = at_work.post(f"/concerns/{concern.number}/escalate/", {"note": "Again."})

    assert kept(again, 409)


def test_too_much_and_what_cannot_be_read_keep_it(at_work):
    much = {f"field-{n}": "1" for n in range(1_001)}

    assert kept(at_work.post("/concerns/new/", much), 413)
    assert kept(at_work.post("/concerns/new/", "{}", content_type="application/json"), 415)


def test_a_page_that_was_open_too_long_keeps_it(officer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)

    assert kept(client.post("/concerns/new/", {"said": "x"}), 403)


def test_a_stranger_gets_the_departments_page(db, kinston):
    answer = Client().get("/nowhere-at-all/")

    assert NAVIGATION not in answer.text
