"""What readers set themselves: letters apart, colors of their own, 400 % of the size."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from outreach.concerns.workflows import actions
from personnel.models import Member
from policies.current import today
from surveys.wishes.letterbox import Wish
from surveys.wishes.workflow import keep
from tests.browser.conftest import DESK, PHONE, scrolls_sideways, types_password
from tests.outreach.advancing import NEXT_DAY, bring_to
from tests.reports.making import assembled
from tests.support.citizens import address, open_survey
from tests.support.databases import on_one_database
from tests.support.evaluations import submitted
from tests.support.factories import NOON, file_brief, log_concern, make_group
from tests.support.programs import make_program

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), on_one_database]
# 1280 points at 400 %, and a desk where lists stand beside the menu.
ZOOMED, NARROW_DESK = {"width": 320, "height": 256}, {"width": 1024, "height": 768}
# WCAG 1.4.12.
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
  word-spacing: .16em !important; } p { margin-bottom: 2em !important; }"""
# Lines of text that something cuts off, and pairs of lines that lie on each other.
LOST = """() => {
  const up = function* (it) { for (; it && it !== document.body; it = it.parentElement) yield it; };
  const style = it => getComputedStyle(it);
  const shown = it => it.checkVisibility({ visibilityProperty: true })
    && !it.closest("option, dialog, .li-skip, .li-trap")
    && ![...up(it)].some(one => style(one).clipPath !== "none" || style(one).clip !== "auto"
      || ["fixed", "sticky"].includes(style(one).position));
  const lines = [], cut = [], over = [];
  for (const it of document.querySelectorAll("body *")) {
    for (const text of it.childNodes) {
      if (text.nodeType !== Node.TEXT_NODE || !text.data.trim() || !shown(it)) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      for (const line of range.getClientRects()) {
        lines.push({ line, it, words: text.data.trim().slice(0, 50) });
        for (const one of up(it)) {
          const box = one.getBoundingClientRect(), { overflowX, overflowY } = style(one);
          const aside = line.right > box.right + 1 || line.left < box.left - 1;
          const below = line.bottom > box.bottom + 3 || line.top < box.top - 3;
          if (/hidden|clip/.test(overflowX) && aside || /hidden|clip/.test(overflowY) && below)
            cut.push(text.data.trim().slice(0, 50));
        }
      }
    }
  }
  lines.sort((a, b) => a.line.top - b.line.top);
  lines.forEach((a, n) => {
    for (const b of lines.slice(n + 1)) {
      if (b.line.top > a.line.bottom - 4) break;
      const wide = Math.min(a.line.right, b.line.right) - Math.max(a.line.left, b.line.left);
      const high = Math.min(a.line.bottom, b.line.bottom) - b.line.top;
      const apart = a.it !== b.it && !a.it.contains(b.it) && !b.it.contains(a.it);
      if (apart && wide > 2 && high > Math.max(4, b.line.height / 4)) over.push([a.words, b.words]);
    }
  });
  return { cut, over };
}"""


@pytest.fixture
def open_spaced(browser: Browser, live_server) -> Iterator[Any]:
    """Opens a browser whose reader brings styles of their own, which no page's rules keep out."""
    contexts = []

    def opened(member: Member | None = None, **wanted: Any) -> Page:
        context = browser.new_context(base_url=live_server.url, bypass_csp=True, **wanted)
        contexts.append(context)
        page = context.new_page()
        if member:
            types_password(page, member)
            page.wait_for_url(f"{live_server.url}/")
        return page

    yield opened
    for context in contexts:
        context.close()


def lost_on(page: Page, place: str) -> dict[str, Any]:
    """What spaced letters lose on this page, by the width of the window."""
    page.set_viewport_size(DESK)
    page.goto(place)
    page.add_style_tag(content=SPACED)
    lost = {}
    for size in (ZOOMED, PHONE, NARROW_DESK, DESK):
        page.set_viewport_size(size)
        found = page.evaluate(LOST)
        if found["cut"] or found["over"] or scrolls_sideways(page):
            lost[f"{place} at {size['width']}"] = found
    return lost


def test_fault_132_spaced_letters_are_neither_cut_off_nor_laid_over_each_other(
    open_spaced, officer, supervisor
):
    people = {"officer": officer, "supervisor": supervisor}
    survey = open_survey(officer, closes_on=today() + timedelta(days=20))
    keep(survey, Wish(phone="555 010 7788"), at=NOON)
    concern = bring_to("referred", log_concern(officer, place="Weaver Street"), **people)
    file_brief(officer)
    page = open_spaced(supervisor)

    lost: dict[str, Any] = {}
    for place in (
        "/",
        "/concerns/?view=all",
        "/concerns/new/",
        concern.get_absolute_url(),
        "/presentations/?view=all",
        make_group().get_absolute_url(),
        submitted(make_program(officer), officer).get_absolute_url(),
        f"/reports/{assembled(officer).pk}/",
        "/surveys/wishes/?view=all",
        f"/surveys/{survey.key}/",
        "/waiting/",
        address(survey),
        address(survey, "es"),
    ):
        lost |= lost_on(page, place)

    assert lost == {}


def test_fault_132_colors_of_the_readers_own_still_show_which_one_and_how_far(open_spaced, officer):
    concern = log_concern(officer)
    action = actions.recommend(
        concern,
        by=officer,
        at=NEXT_DAY,
        kind="patrol",
        what="Directed patrol",
        owner=officer,
        due_on=today() + timedelta(days=9),
        total=12,
    )
    half = {"to": action.status, "note": "Half of it.", "done": 6}
    actions.record_progress(action, by=officer, at=NEXT_DAY, **half)
    page = open_spaced(officer, viewport=DESK, forced_colors="active")

    page.goto("/concerns/")
    chosen, other = page.locator(".li-views a[aria-current]"), page.locator(".li-views a").last
    assert color_of(chosen, "borderBottomColor") != color_of(other, "borderBottomColor")
    in_menu = page.locator(".li-side a[aria-current]")
    assert in_menu.evaluate("it => getComputedStyle(it).outlineStyle") == "solid"

    page.goto(concern.get_absolute_url())
    bar = Image.open(BytesIO(page.locator("progress.li-prog").screenshot())).convert("RGB")
    done, left = (bar.getpixel((bar.width * part // 4, bar.height // 2)) for part in (1, 3))
    assert done != left


def color_of(found: Any, what: str) -> str:
    return found.evaluate(f"it => getComputedStyle(it).{what}")
