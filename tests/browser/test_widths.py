"""Each page of the site once, at nine widths: no table, figure or interval is cut off.

The pages are those of the role matrix, so a new address is measured as soon as it has its row
there, as the first role of ROLES that gets it; the pages of citizens and of signing in follow. One
browser for a role, and resized, not loaded again. The town holds long names, long words and lists
of several pages. All pages as all roles: benchmarks/widths.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from runpy import run_path
from time import monotonic

import pytest
from django.conf import settings
from django.urls import resolve
from playwright.sync_api import Error, Page

from outreach.concerns.workflows import actions
from personnel.models import Division, Member
from personnel.roles import Role
from policies.current import today
from tests.browser.measuring import cut_off_at_widths
from tests.browser.test_everyone import FILES, FURTHER, PUBLIC, Eyes, signed_in
from tests.outreach.advancing import NEXT_DAY
from tests.reports import making, surveying
from tests.support.citizens import open_survey
from tests.support.databases import on_one_database
from tests.support.factories import a_category, file_brief, log_concern, make_group
from tests.support.programs import enter_cost, enter_feedback, enter_hours, make_program, staff
from tests.whole.matrix import LOOKED
from tests.whole.town import Town, town

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    on_one_database,
]

# In this order they get pages: who sees most comes first.
ROLES = (
    Role.COMMANDER,
    Role.UNIT_SUPERVISOR,
    Role.COMMUNITY_OFFICER,
    Role.CHIEF,
    Role.ADMINISTRATOR,
    Role.ACCREDITATION_MANAGER,
    Role.OFFICER,
    Role.DIVISION_SUPERVISOR,
    Role.ANALYST,
    Role.TRAINING_OFFICER,
)
# As long as anybody's, and a word that breaks nowhere.
NAME = "Maximiliana Featherstonehaugh-Wolfe"
DIVISION = "Community Engagement and Neighborhood Services Division"
WORD = "Donaudampfschifffahrtsgesellschaftskapitaensmuetze"
LONG = (
    f"{WORD} und die ueberaus lange Rede eines Nachbarn, der von der Kreuzung an der Schule spricht"
)
# Enough for a second page of every list.
MANY = 30


@pytest.fixture
def made(kinston) -> Town:
    made = town()
    officer = made.people[Role.COMMUNITY_OFFICER]
    for member in made.people.values():
        Member.objects.filter(pk=member.pk).update(name=f"{NAME} {member.pk}", rank="Lieutenant")
    Division.objects.update(name=DIVISION)
    group = make_group(name=f"{LONG} association", location=LONG, liaison=officer)
    logged = [
        log_concern(officer, said=LONG, place=LONG, group=group, category=a_category())
        for _ in range(MANY)
    ]
    for _ in range(MANY):
        file_brief(officer, place=LONG, audience=LONG, participants=9_999, group=group)
    promised = {"at": NEXT_DAY, "kind": "patrol", "what": LONG, "owner": officer}
    actions.recommend(logged[0], by=officer, due_on=NEXT_DAY.date(), **promised)
    running = make_program(officer, name=f"{LONG} program", audience=LONG)
    staff(running, officer)
    for enter in (enter_hours, enter_cost, enter_feedback):
        enter(running, officer, on=date(2026, 4, 8))
    survey = surveying.held_survey(officer)
    made.records |= {
        "acted": logged[0].number,
        "running": running.pk,
        "put_together": making.assembled(officer).pk,
        "on_survey": surveying.reported(survey, officer).pk,
        "open": open_survey(officer, title={"en": LONG, "es": LONG}, closes_on=_soon()).key,
        "closed": survey.key,
    }
    return made


def _soon() -> date:
    return today() + timedelta(days=20)


def visits(town: Town) -> Iterator[tuple[Role, str]]:
    """Each kind of page once, with who goes there, in the order of ROLES."""
    asked = {path: marks for path, marks in LOOKED.items() if not FILES.search(path)}
    asked |= dict.fromkeys(FURTHER, "." * len(Role))
    # What was made for a long look stands for its kind.
    seen: set[str] = set()
    places: dict[Role, list[str]] = {role: [] for role in ROLES}
    for path in (*FURTHER, *asked):
        role = next((one for one in ROLES if _gets(one, asked[path])), None)
        if not role:
            continue
        address = town.address(path, role)
        kind = _kind_of(address)
        if kind not in seen:
            seen.add(kind)
            places[role].append(address)
    for role, addresses in places.items():
        for address in addresses:
            yield role, address


def _gets(role: Role, marks: str) -> bool:
    return marks[list(Role).index(role)] == "."


def _kind_of(address: str) -> str:
    path, _, query = address.partition("?")
    return "/nowhere/" if path == "/nowhere/" else f"{resolve(path).view_name}?{query}"


def opened(page: Page, address: str) -> bool:
    """Whether it is a page: of a file the browser says that it would keep it."""
    try:
        page.goto(address)
    except Error as said:
        if "Download is starting" not in str(said):
            raise
        return False
    return True


def told(place: str, cut: dict[int, list[tuple[str, str]]]) -> list[str]:
    return [f"{place} at {width}: {parts[:2]}" for width, parts in cut.items()]


def test_no_page_cuts_anything_off_at_any_width(browser, live_server, made):
    eyes, cut = Eyes(browser, live_server.url), list[str]()
    places: dict[Role, list[str]] = {}
    for role, address in visits(made):
        places.setdefault(role, []).append(address)

    for role, addresses in places.items():
        with eyes.of(signed_in(made.people[role])) as page:
            for address in addresses:
                if opened(page, address):
                    cut += told(f"{role} {address}", cut_off_at_widths(page))
    with eyes.of() as page:
        for path in PUBLIC:
            if opened(page, made.address(path, Role.OFFICER)):
                cut += told(path, cut_off_at_widths(page))

    assert not cut, "\n".join(cut)
    assert dict(eyes.found) == {}


def test_the_script_for_all_roles_goes_wherever_links_lead(open_browser, officer):
    log_concern(officer)
    script = run_path(str(settings.BASE_DIR / "benchmarks/widths.py"), run_name="widths")

    looked = dict(islice(script["looked_at"](open_browser(officer), 1, monotonic() + 60), 6))

    assert next(iter(looked)) == "/"
    assert any(address.startswith("/concerns/") for address in looked)
    assert sum(found.cells for found in looked.values())
    assert [found.cut for found in looked.values() if found.cut] == []
