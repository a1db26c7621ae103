"""An address asked in a way it does not know does nothing, and says what to do instead."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import resolve

from pages.requests import page_above
from personnel.roles import Role
from tests.support.databases import on_one_database
from tests.support.factories import make_member
from tests.whole.test_doors import PAGES, address

FOREIGN = ("PUT", "PATCH", "DELETE", "TRACE", "QUERY")


@pytest.fixture
def chief_client(kinston) -> Client:
    client = Client()
    client.force_login(make_member(Role.CHIEF))
    return client


@pytest.mark.slow
@on_one_database
@pytest.mark.parametrize("method", FOREIGN)
def test_no_page_is_asked_in_a_foreign_way(chief_client, method):
    for client in (chief_client, Client()):
        answers = {page: client.generic(method, address(page)) for page in PAGES}

        found = {page: answer.status_code for page, answer in answers.items()}
        assert found == dict.fromkeys(PAGES, 405)
        assert all(answer["Allow"] for answer in answers.values())


@pytest.mark.slow
def test_what_is_only_sent_answers_a_look_with_a_page_and_a_way_on(chief_client):
    answers = {page: chief_client.get(address(page)) for page in PAGES}

    failed = {page for page, answer in answers.items() if answer.status_code >= 500}
    assert failed <= {"operations:ready"}  # no worker runs beside the tests
    only_sent = {page for page, answer in answers.items() if answer.status_code == 405}
    assert {"reports:report-acknowledge", "reports:part-comment", "desk:theme"} <= only_sent
    for page in only_sent:
        back = page_above(address(page))
        assert "Nothing was done" in answers[page].text, page
        assert f'<a href="{back}">' in answers[page].text, page
        assert resolve(back)


def test_a_page_that_is_only_read_takes_no_form(chief_client):
    only_read = [
        "reports:reports",
        "reports:report",
        "reports:report-pdf",
        "reports:report-verify",
        "reports:records",
    ]

    statuses = {page: chief_client.post(address(page)).status_code for page in only_read}

    assert statuses == dict.fromkeys(only_read, 405)


@pytest.mark.parametrize(
    ("step", "asked"),
    [
        ("/concerns/C-2026-0001/identity/", "/concerns/C-2026-0001/"),
        ("/concerns/C-2026-0001/actions/7/", "/concerns/C-2026-0001/"),
        ("/concerns/draft/", "/concerns/"),
        ("/reports/3/acknowledge/", "/reports/3/"),
        ("/reports/3/current_concerns/narrative/", "/reports/3/"),
        ("/reports/comments/3/settle/", "/reports/"),
        ("/reports/new/quarterly/2026-Q1/", "/reports/"),
        ("/inbox/3/open/", "/inbox/"),
        ("/theme/", "/"),
        ("/", "/"),
        ("/nowhere", "/"),
    ],
)
def test_the_page_above_a_step_is_one_that_exists(step, asked):
    assert page_above(step) == asked
