"""Every role asks for every page and sends every step, and gets what the role matrix gives it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from urllib.parse import parse_qsl
from uuid import UUID

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve

from personnel.roles import Role
from tests.support.factories import NOON
from tests.support.factors import shown_again
from tests.support.undone import undone
from tests.whole.matrix import LOOKED, SENT
from tests.whole.test_doors import PAGES, PUBLIC
from tests.whole.town import ROLES, Town, town

MARKS = {200: ".", 302: ".", 409: ".", 422: ".", 403: "-", 404: "x"}
# Everyone's own account has tests of its own, and what is public asks nobody for a role.
ELSEWHERE = ("account_", "mfa_")
GAP = re.compile(r"{\w+}")
# What only exists as a form that is sent; a look at it is refused as a look.
SENT_ONLY = ("/concerns/{unit}/identity/", "/presentations/{brief}/accept/")


@pytest.fixture
def records(kinston) -> Town:
    return town()


def swept(
    records: Town, table: Iterable[str], ask: Callable[[Client, str], HttpResponse]
) -> dict[str, str]:
    """The ten marks of each address."""
    found = dict.fromkeys(table, "")
    with time_machine.travel(NOON, tick=False):
        for role in ROLES:
            client = Client()
            client.force_login(records.people[role])
            shown_again(client, records.people[role])
            client.get("/")  # lists the session, which no step that is taken back has to do again
            for asked in table:
                status = ask(client, records.address(asked, role)).status_code
                found[asked] += MARKS.get(status, f" {status} ")
    return found


def wrong(found: dict[str, str], table: dict[str, str]) -> dict[str, tuple[str, str]]:
    return {asked: (marks, table[asked]) for asked, marks in found.items() if marks != table[asked]}


def looked(client: Client, asked: str) -> HttpResponse:
    return client.get(asked)


def sent(client: Client, asked: str) -> HttpResponse:
    """What the step answers; whatever it did is taken back."""
    path, _, typed = asked.partition(" ")
    with undone():
        return client.post(path, dict(parse_qsl(typed)))


@pytest.mark.slow
@pytest.mark.usefixtures("nothing_is_drawn")
def test_every_role_gets_the_pages_the_matrix_gives_it(records):
    assert wrong(swept(records, LOOKED, looked), LOOKED) == {}


@pytest.mark.slow
@pytest.mark.usefixtures("nothing_is_drawn")
def test_every_role_takes_the_steps_the_matrix_gives_it(records):
    assert wrong(swept(records, SENT, sent), SENT) == {}


def test_every_address_of_the_site_is_in_a_table():
    named = {page for page in PAGES if not page.startswith(ELSEWHERE)} - PUBLIC
    asked = {resolve(path_of(asked)).view_name for asked in (*LOOKED, *SENT)}

    assert named - asked == set()


def path_of(asked: str) -> str:
    """The address of a row as it could be, whatever records there are."""
    path = asked.partition(" ")[0].partition("?")[0]
    return GAP.sub("1", path.replace("{held}", str(UUID(int=1))))


@pytest.mark.slow
@pytest.mark.parametrize("asked", SENT_ONLY)
def test_what_changes_something_is_not_a_link(records, asked):
    client = Client()
    client.force_login(records.people[Role.COMMANDER])

    assert client.get(records.address(asked, Role.COMMANDER)).status_code == 405
