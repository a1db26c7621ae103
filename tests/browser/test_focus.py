"""Where the focus is when something went wrong or was exchanged, and what zoom and colours leave."""

from __future__ import annotations

import re
from datetime import date

import pytest
import time_machine
from django.test import Client
from playwright.sync_api import expect

from tests.browser.conftest import DESK, accessibility_findings, scrolls_sideways, types_password
from tests.reports.making import assembled
from tests.support.citizens import READ, address, number_on
from tests.support.databases import on_one_database
from tests.support.factories import NOON, log_concern, on
from tests.support.surveys import ask, make_survey

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), on_one_database]


@pytest.fixture
def page_of(browser, live_server, officer):
    """A browser of the officer whose console may tell of refused requests."""
    context = browser.new_context(base_url=live_server.url, viewport=DESK)
    page = context.new_page()
    types_password(page, officer)
    page.wait_for_url(f"{live_server.url}/")
    yield page
    context.close()


def focused(page, words):
    """One fact of what has the focus, said in JavaScript about `it`."""
    return page.evaluate(f"(it => {words})(document.activeElement)")


# ---- 129: what is wrong


def test_fault_129_after_a_refused_form_the_focus_is_on_what_is_to_fix(page_of):
    page = page_of
    page.goto("/concerns/new/")
    page.locator("form[data-draft-url]").evaluate("form => form.noValidate = true")
    page.get_by_role("button", name="Log concern").locator("visible=true").first.click()
    summary = page.locator(".li-errors")
    expect(summary).to_be_focused()

    # Told once, and each line leads to a field that says itself that it is wrong, and why.
    assert page.locator("[role=alert]:visible").count() == 1
    links = summary.get_by_role("link").all()
    assert links
    for link in links:
        field = page.locator(link.get_attribute("href") or "")
        wrong = field.locator("xpath=descendant-or-self::*[@aria-invalid='true']").first
        expect(wrong).to_be_attached()
        told_by = wrong.locator("xpath=ancestor-or-self::*[@aria-describedby][1]")
        named = (told_by.get_attribute("aria-describedby") or "").split()
        assert any(page.locator(f"#{one}").inner_text().strip() for one in named)
    links[0].click()
    assert page.evaluate("location.hash") == links[0].get_attribute("href")
    assert accessibility_findings(page) == []


def test_fault_129_a_question_answered_wrongly_says_so_itself(officer):
    survey = make_survey(officer, status="open", closes_on=date(2026, 6, 12))
    ask(survey, "years", "number")
    ask(survey, "words", "text")
    with time_machine.travel(NOON, tick=False) as clock:
        number = number_on(Client().get(address(survey)))
        clock.shift(READ)
        page = Client().post(address(survey), {"form": number, "q.years": "many"})

    assert page.status_code == 422
    [field] = re.findall(r'<input[^>]*name="q.years"[^>]*>', page.text)
    assert 'aria-invalid="true"' in field
    [named] = re.findall(r'aria-describedby="([^"]*)"', field)
    assert all(f'id="{one}"' in page.text for one in named.split())
    assert "aria-invalid" not in re.findall(r'<textarea[^>]*name="q.words"[^>]*>', page.text)[0]


# ---- 130: what is exchanged in place


@pytest.fixture
def report(officer, supervisor):
    log_concern(officer, at=on(date(2026, 5, 4)), said="Cars race on Quarry Road.")
    return assembled(officer)


def test_fault_130_opened_records_get_the_focus_and_closed_ones_give_it_back(
    open_browser, officer, report
):
    page = open_browser(officer)
    page.goto(f"/reports/{report.pk}/")
    figure = page.locator("a.li-fig").first
    figure.focus()
    figure.press("Enter")

    expect(page.locator("#records [data-focus-after-swap]")).to_be_focused()
    assert focused(page, "it !== document.body && it.closest('#records') !== null")

    page.locator("#records [data-close]").focus()
    page.locator("#records [data-close]").press("Enter")
    expect(figure).to_be_focused()


def test_fault_130_a_swap_that_fails_is_announced_and_keeps_the_focus(page_of, report):
    page = page_of
    page.goto(f"/reports/{report.pk}/")
    page.route("**/records/**", lambda route: route.abort())
    figure = page.locator("a.li-fig").first
    figure.focus()
    figure.press("Enter")

    expect(page.get_by_role("alert").filter(has_text="Nothing was changed")).to_be_visible()
    expect(figure).to_be_focused()


# ---- 132: zoom, spacing, colours, rest

SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
  word-spacing: .16em !important; } p { margin-bottom: 2em !important; }"""
CLIPPED = """() => [...document.querySelectorAll("main a, main button, main h1, main h2, main label, main p")]
  .filter(it => it.offsetParent && !it.closest(".visually-hidden, pre, table, dialog"))
  .filter(it => getComputedStyle(it).overflowX === "hidden" && it.scrollWidth > it.clientWidth + 1)
  .map(it => it.outerHTML.slice(0, 100))"""
MOVING = """() => [...document.querySelectorAll("*")].filter(it => {
  const style = getComputedStyle(it);
  return (style.animationName !== "none" && parseFloat(style.animationDuration) > .01);
}).map(it => it.outerHTML.slice(0, 100))"""
BORDERLESS = """() => [...document.querySelectorAll(".btn, input:not([type=hidden]), textarea, select")]
  .filter(it => it.offsetParent && !it.closest(".visually-hidden, .li-edit"))
  .filter(it => !["radio", "checkbox", "file"].includes(it.type))
  .filter(it => getComputedStyle(it).borderTopStyle === "none" && !it.classList.contains("btn-link"))
  .map(it => it.outerHTML.slice(0, 100))"""


def test_fault_132_zoom_spacing_colours_and_rest_lose_nothing(
    open_browser, officer, supervisor, report
):
    concern = log_concern(officer)
    page, lost = open_browser(officer), {}
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    # 1280 points wide at 400 %.
    page.set_viewport_size({"width": 320, "height": 256})
    addresses = [
        "/",
        "/concerns/",
        "/concerns/new/",
        concern.get_absolute_url(),
        "/reports/",
        f"/reports/{report.pk}/",
        "/inbox/",
    ]
    for place in addresses:
        page.goto(place)
        page.evaluate(
            "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);"
            " document.adoptedStyleSheets = [sheet]; }",
            SPACED,
        )
        found = {
            "sideways": scrolls_sideways(page),
            "clipped": page.evaluate(CLIPPED),
            "moving": page.evaluate(MOVING),
            "without an edge": page.evaluate(BORDERLESS),
        }
        if any(found.values()):
            lost[place] = {what: it for what, it in found.items() if it}

    assert lost == {}
