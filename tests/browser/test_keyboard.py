"""The journeys by keyboard alone: what has the focus shows it, and no exchange loses it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from outreach.models import Concern
from personnel.models import Member
from programs.models import Evaluation
from reports.models import ReportPart
from tests.browser.test_session_end import age_sessions
from tests.reports.making import assembled, submitted
from tests.support import evaluations
from tests.support.databases import on_one_database
from tests.support.factories import log_concern
from tests.support.programs import make_program

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), on_one_database]
NAME = """() => {
  const it = document.activeElement;
  const labels = [...it.labels || []].map(label => label.innerText).join(" ");
  return it === document.body ? "" : labels || it.ariaLabel || it.innerText || it.title;
}"""
# What is wrong with the focus as it stands; empty when it can be seen. What the browser itself puts
# into a field, such as the calendar of a date, has a ring of its own.
UNSEEN = """() => {
  const it = document.activeElement;
  if (it === document.body || it.matches("main, nav, :not(:focus)")) return "";
  const ringed = one => {
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  };
  if (!ringed(it) && !ringed(it.closest(".li-choice") || it)) return `no ring: ${it.outerHTML}`;
  const { left, top, width, height } = it.getBoundingClientRect();
  const seen = [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8]].some(([x, y]) => {
    const there = document.elementFromPoint(left + x * width, top + y * height);
    return there && (it.contains(there) || there.contains(it));
  });
  return seen ? "" : `behind something: ${it.outerHTML}`;
}"""


@pytest.fixture
def by_keyboard(open_browser) -> Callable[..., Page]:
    """Opens a browser whose pages are where they scroll to at once."""

    def opened(member: Member, **wanted: bool) -> Page:
        page = open_browser(member, **wanted)
        page.emulate_media(reduced_motion="reduce")
        return page

    return opened


def focused(page: Page) -> str:
    return page.evaluate(NAME)


def press(page: Page, keys: str) -> None:
    """Press each of the keys; whatever has the focus then can be seen."""
    for key in keys.split():
        page.keyboard.press(key)
        assert page.evaluate(UNSEEN) == ""


def tab_to(page: Page, words: str, *, key: str = "Tab") -> None:
    """Press Tab until what says `words` has the focus; the end of the page is passed only once."""
    passed_the_end = 0
    for _ in range(80):
        press(page, key)
        if words in (name := focused(page)):
            return
        passed_the_end += not name
        assert passed_the_end < 3, f"no way to “{words}”"
    raise AssertionError(f"“{words}” was never reached, last was “{name}”")


def choose(page: Page, words: str) -> None:
    """Of the choices, one of which has the focus, take what says `words` by the arrows."""
    press(page, "Space")
    for _ in range(12):
        if words in focused(page):
            return
        press(page, "ArrowDown")
    raise AssertionError(f"the arrows never reached “{words}”")


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_concern_is_logged(by_keyboard, officer, phone):
    page = by_keyboard(officer, phone=phone)
    press(page, "Tab")
    assert focused(page) == "Skip to the page"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"

    tab_to(page, "Log a concern")
    page.keyboard.press("Enter")
    heading(page, "Log a concern")
    tab_to(page, "What did they say?")
    page.keyboard.type("Cars race past the school at dismissal.")
    press(page, "Tab")
    choose(page, "Traffic and speeding")
    tab_to(page, "Where?")
    page.keyboard.type("Weaver Street")
    tab_to(page, "Log concern")
    page.keyboard.press("Enter")

    heading(page, "Cars race past the school")
    assert Concern.objects.get().place == "Weaver Street"


def test_a_report_is_written_and_sent_up(by_keyboard, officer, supervisor):
    report = assembled(officer)
    page = by_keyboard(officer)
    page.goto(f"/reports/{report.pk}/")
    tab_to(page, "Officer's account")
    page.keyboard.type("Noise moved to the shops.")
    tab_to(page, "Save the account")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()

    tab_to(page, "Send for approval")
    page.keyboard.press("Enter")
    heading(page, "Send")
    tab_to(page, "Send for approval")
    page.keyboard.press("Enter")

    expect(page.get_by_text("went to the")).to_be_visible()
    part = ReportPart.objects.get(report=report, key="current_concerns")
    assert part.narrative == "Noise moved to the shops."


@pytest.mark.parametrize("way", ["Return for changes", "Approve"])
def test_a_report_is_returned_or_approved(by_keyboard, officer, supervisor, commander, way):
    report = submitted(officer)
    page = by_keyboard(supervisor)
    page.goto(f"/reports/{report.pk}/")
    tab_to(page, way)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{way.partition(' ')[0].lower()}/")
    if way != "Approve":
        tab_to(page, "Current concerns")  # what stands in it
        tab_to(page, "Current concerns")  # what has to change
        page.keyboard.type("Name the street, not the shop.")
    tab_to(page, way)
    page.keyboard.press("Enter")

    expect(page.get_by_text("went to the" if way == "Approve" else "Returned to")).to_be_visible()
    before = report.waits_for
    report.refresh_from_db()
    assert report.waits_for != before


def test_what_is_searched_is_found_and_the_way_out_too(by_keyboard, officer):
    log_concern(officer, said="Music behind the shops until two.")
    page = by_keyboard(officer)
    tab_to(page, "Search everything")
    page.keyboard.type("music")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=music")
    tab_to(page, "Music behind the shops")
    page.keyboard.press("Enter")
    heading(page, "Music behind the shops")

    tab_to(page, "Your account", key="Shift+Tab")
    press(page, "Enter Tab")
    expect(page.get_by_role("button", name="As the device")).to_be_focused()
    press(page, "Escape")
    assert "Your account" in focused(page)
    page.keyboard.press("Enter")
    tab_to(page, "Sign out")
    page.keyboard.press("Enter")

    page.wait_for_url("**/accounts/login/**")


def test_the_menu_of_a_phone_opens_and_closes(by_keyboard, officer):
    page = by_keyboard(officer, phone=True)
    tab_to(page, "More", key="Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#menu")).to_be_focused()
    tab_to(page, "Groups")
    page.keyboard.press("Escape")

    expect(page.get_by_role("link", name="Close the menu")).to_be_hidden()
    assert page.evaluate("document.activeElement !== document.body")


def test_a_question_before_the_end_keeps_the_focus_and_gives_it_back(by_keyboard, officer):
    page = by_keyboard(officer)
    page.clock.install()
    page.goto(f"{log_concern(officer).get_absolute_url()}effort/")
    words = page.get_by_label("What did you do?")
    words.focus()
    age_sessions(minutes=28.5)
    page.clock.fast_forward(timedelta(minutes=28, seconds=5).total_seconds() * 1000)
    expect(page.get_by_role("alertdialog")).to_be_visible()

    inside = "it => it.contains(document.activeElement) || document.activeElement === document.body"
    for key in ("Tab", "Tab", "Tab", "Shift+Tab", "Shift+Tab", "Shift+Tab"):
        press(page, key)
        assert page.get_by_role("alertdialog").evaluate(inside)
    page.keyboard.press("Escape")

    expect(words).to_be_focused()


def test_an_evaluation_is_decided(by_keyboard, officer, commander):
    evaluation = evaluations.submitted(make_program(officer, name="Porch Lights"), officer)
    page = by_keyboard(commander)
    page.goto(evaluation.get_absolute_url())
    tab_to(page, "Kept")
    choose(page, "Modified")
    tab_to(page, "Why")
    page.keyboard.type("Walks on Saturdays too.")
    tab_to(page, "What is to be done")
    page.keyboard.type("Walk one Saturday a month")
    tab_to(page, "Who sees to it")
    page.keyboard.type(officer.full_name)
    tab_to(page, "By when")
    page.keyboard.type("05312031")
    tab_to(page, "Decide it")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Decision: modified")).to_be_visible()
    assert Evaluation.objects.get().status == "decided"
