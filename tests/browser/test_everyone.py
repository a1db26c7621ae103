"""Everyone: each page as each role gets it, empty, filled and sent wrong, in dark and in light.

Axe finds nothing at 320 points in dark and at 1440 in light (forms sent wrong: at 320), nothing is
wider than the screen at 320, 390 and 1440, and the console stays silent. A role whose page has no
part that another's has not is not looked at again. With EVERY_LOOK=1 in the environment axe looks as
every role, at every width, in both themes; that takes some ten minutes.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import groupby, product
from operator import itemgetter
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page, expect

from outreach.concerns.workflows import actions
from personnel.models import Member
from personnel.roles import Role
from policies.current import today
from policies.periods import Period
from portal.form_numbers import FormNumber
from tests.browser.conftest import WATCH, accessibility_findings, scrolls_sideways
from tests.outreach.advancing import NEXT_DAY
from tests.reports import making, surveying
from tests.support.citizens import open_survey
from tests.support.databases import on_one_database
from tests.support.factories import log_concern
from tests.support.factors import shown_again
from tests.support.programs import enter_cost, enter_feedback, enter_hours, make_program, staff
from tests.whole.matrix import LOOKED
from tests.whole.town import Town, people_of_each_role, town

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    on_one_database,
]

# The analyst, the training officer and the division supervisor see these roles' pages.
ROLES = (
    Role.COMMUNITY_OFFICER,
    Role.UNIT_SUPERVISOR,
    Role.COMMANDER,
    Role.CHIEF,
    Role.OFFICER,
    Role.ACCREDITATION_MANAGER,
    Role.ADMINISTRATOR,
)
# Width, theme, and whether axe looks too.
LOOKS = ((320, "dark", True), (390, "dark", False), (1440, "light", True))
# What a refused form adds to a page that was looked at already.
ONE_LOOK = LOOKS[:1]
if "EVERY_LOOK" in os.environ:
    ROLES = tuple(Role)
    LOOKS = ONE_LOOK = tuple(product((320, 390, 1440), ("dark", "light"), (True,)))
# Records further on their way than those of the role matrix, and a page that is nobody's.
FURTHER = (
    "/concerns/{acted}/",
    "/concerns/close/?number={resolved}",
    "/programs/{running}/",
    "/programs/{running}/hours/",
    "/programs/{running}/costs/",
    "/programs/{running}/feedback/",
    "/reports/{put_together}/",
    "/reports/{on_survey}/",
    "/nowhere/",
)
# What is made to be kept or printed, and is no page.
FILES = re.compile(r"/(sheet|pdf|export|map\.toml|refused\.csv)")
# What is open to citizens, and to members before they sign in.
PUBLIC = (
    "/s/{open}/",
    "/s/{open}/es/",
    "/s/{open}/thanks/",
    "/s/{open}/es/thanks/",
    "/s/{closed}/",
    "/s/{closed}/es/",
    "/accounts/login/",
    "/accounts/password/reset/",
    "/nowhere/",
)
MAIN = re.compile(r"<main.*</main>", re.DOTALL)
PARTS = re.compile(r"<([a-z]\w*)(?:[^>]*? class=\"([^\"]*)\")?")
LINKS = re.compile(r'href="(/[^"#]*)"')
FORMS = """const asking = [...document.querySelectorAll("main form[method=post]")]
  .filter(form => form.querySelector("[required]"));"""
ASKING = f"() => {{ {FORMS} return asking.length; }}"
SENT_EMPTY = f"""n => {{ {FORMS}
  for (const field of asking[n].querySelectorAll("[required]")) {{
    if (field.matches("[type=radio], [type=checkbox]")) field.checked = false;
    else if (field.matches("select")) field.selectedIndex = -1;
    else field.value = "";
  }}
  HTMLFormElement.prototype.submit.call(asking[n]);
}}"""
TYPED_WRONG = """field => {
  field.value = "many";
  HTMLFormElement.prototype.submit.call(field.form);
}"""


class Eyes:
    """A browser that becomes one person after another and keeps what it finds wrong."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.browser, self.site = browser, site
        self.found: dict[str, list[Any]] = defaultdict(list)

    @contextmanager
    def of(self, client: Client | None = None) -> Iterator[Page]:
        """A browser with the session of `client`, or a citizen's."""
        context = self.browser.new_context(base_url=self.site, reduced_motion="reduce")
        if client:
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": session, "url": self.site}])
        context.add_init_script(WATCH)
        page = context.new_page()
        page.on("console", lambda said: self.heard(page, said.type, said.text))
        page.on("pageerror", lambda error: self.heard(page, "error", str(error)))
        yield page
        context.close()

    def heard(self, page: Page, kind: str, words: str) -> None:
        # A refused page or form is answered with a number that the browser repeats.
        if kind == "error" and "Failed to load resource" not in words:
            self.found[page.url].append(words)

    def look(self, page: Page, what: str, looks: Any = LOOKS) -> None:
        """At the page as it stands, in every width and both themes."""
        for width, theme, axe in looks:
            page.set_viewport_size({"width": width, "height": 800})
            page.evaluate("it => { document.documentElement.dataset.bsTheme = it }", theme)
            wrong: list[Any] = accessibility_findings(page) if axe else []
            if scrolls_sideways(page):
                wrong = [*wrong, "sideways"]
            if wrong:
                self.found[what].append((width, theme, wrong))


@pytest.fixture
def eyes(browser, live_server) -> Eyes:
    return Eyes(browser, live_server.url)


@pytest.fixture
def made(kinston) -> Town:
    """The town of the role matrix, and records that went further."""
    made = town()
    officer = made.people[Role.COMMUNITY_OFFICER]
    acted = log_concern(officer)
    actions.recommend(
        acted,
        by=officer,
        at=NEXT_DAY,
        kind="patrol",
        what="Directed patrol",
        owner=officer,
        due_on=NEXT_DAY.date(),
    )
    running = make_program(officer)
    staff(running, officer)
    for enter in (enter_hours, enter_cost, enter_feedback):
        enter(running, officer, on=date(2026, 4, 8))
    survey = surveying.held_survey(officer)
    made.records |= {
        "acted": acted.number,
        "running": running.pk,
        "put_together": making.assembled(officer, Period.parse("2025-Q2")).pk,
        "on_survey": surveying.reported(survey, officer).pk,
    }
    return made


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    shown_again(client, member)
    return client


def name_of(address: str) -> str:
    try:
        return resolve(address.partition("?")[0]).view_name
    except Resolver404:
        return ""


def of_their_own(clients: dict[Client, list[str]]) -> Iterator[tuple[Client, str]]:
    """Each page that has a part which no client before got on it, and the pages these lead to."""
    known: dict[Any, set[Any]] = defaultdict(set)
    led_to = {name_of(address) for ahead in clients.values() for address in ahead}
    for client, ahead in clients.items():
        for address in ahead:
            answer = client.get(address)
            if not (main := MAIN.search(answer.text if is_page(answer) else "")):
                continue
            parts = set(PARTS.findall(main[0]))
            # What is refused looks the same everywhere.
            place = name_of(address) if answer.status_code == 200 else answer.status_code
            if parts <= known[place]:
                continue
            known[place] |= parts
            yield client, address
            fresh = {name_of(link): link for link in LINKS.findall(main[0])}
            ahead.extend(link for name, link in fresh.items() if name not in led_to)
            led_to.update(fresh)


def is_page(answer: Any) -> bool:
    return answer.headers.get("content-type", "").startswith("text/html")


def matrix(role: Role) -> list[str]:
    """The pages that the role matrix gives to `role`."""
    column = list(Role).index(role)
    return [
        asked for asked, marks in LOOKED.items() if marks[column] == "." and not FILES.search(asked)
    ]


def test_everyone_gets_pages_without_a_fault(eyes, made):
    ahead = {
        signed_in(made.people[role]): [
            made.address(asked, role) for asked in (*matrix(role), *FURTHER)
        ]
        for role in ROLES
    }
    forms = []
    for client, theirs in groupby(of_their_own(ahead), itemgetter(0)):
        with eyes.of(client) as page:
            for _, address in theirs:
                page.goto(address)
                eyes.look(page, address)
                forms += [(client, address, n) for n in range(page.evaluate(ASKING))]

    # Each form that asks for something is sent with nothing in it.
    for client, theirs in groupby(forms, itemgetter(0)):
        with eyes.of(client) as page:
            for _, address, n in theirs:
                page.goto(address)
                with page.expect_navigation():
                    page.evaluate(SENT_EMPTY, n)
                if not page.locator(".li-errors, .li-notice-bad").count():
                    eyes.found[address].append("nothing is said of what was left out")
                eyes.look(page, f"{address} sent empty", ONE_LOOK)

    assert dict(eyes.found) == {}


def test_a_department_with_nothing_in_it_has_pages_without_a_fault(eyes, kinston):
    people = people_of_each_role()
    ahead = {
        signed_in(people[role]): [one for one in matrix(role) if "{" not in one] for role in ROLES
    }
    for client, theirs in groupby(of_their_own(ahead), itemgetter(0)):
        with eyes.of(client) as page:
            for _, address in theirs:
                page.goto(address)
                eyes.look(page, address)

    assert dict(eyes.found) == {}


def test_citizens_get_pages_without_a_fault_in_both_languages(eyes, officer, monkeypatch):
    monkeypatch.setattr(FormNumber, "is_hasty", lambda number, questions: False)
    title = {"en": "Community survey", "es": "Encuesta a la comunidad"}
    places = {
        "open": open_survey(officer, title=title, closes_on=today() + timedelta(days=20)).key,
        "closed": surveying.held_survey(officer, n=12).key,
    }
    with eyes.of() as page:
        for address in PUBLIC:
            page.goto(address.format(**places))
            eyes.look(page, address)
    for address in ("/s/{open}/", "/s/{open}/es/"):
        with eyes.of() as page:
            page.goto(address.format(**places))
            page.locator("[data-start]").click()
            while page.locator("[data-next]").is_visible():
                eyes.look(page, f"{address} asking")
                page.locator("[data-next]").click()
            eyes.look(page, f"{address} at its end")
            page.locator("[name='q.years']").evaluate(TYPED_WRONG)
            expect(page.get_by_role("alert")).to_be_focused()
            eyes.look(page, f"{address} sent wrong")

    assert dict(eyes.found) == {}
