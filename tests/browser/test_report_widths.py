"""Reports under review keep their tables, figures and intervals whole at every width."""

from __future__ import annotations

import pytest

from outreach.concerns.workflows import actions, concerns
from policies.periods import Period
from reports.models import Report
from tests.browser.conftest import scrolls_sideways
from tests.browser.measuring import WIDTHS, cut_off, cut_off_at_widths
from tests.reports import surveying
from tests.reports.making import Q2, assembled
from tests.support.databases import on_one_database
from tests.support.factories import log_concern, on

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), on_one_database]


def a_quarter(officer) -> Report:
    for channel in ("commission", "agency", "watch", "call"):
        concern = log_concern(officer, at=on(Q2.first), channel=channel)
        actions.recommend(
            concern,
            by=officer,
            at=on(Q2.first),
            kind="patrol",
            what="Ask the county's health office for a container at the park",
            owner=officer,
            due_on=Q2.last,
        )
    old = log_concern(officer, at=on(Period.parse("2026-Q1").first))
    concerns.note_effort(old, by=officer, at=on(Q2.first), text="Met the owner.")
    return assembled(officer)


def test_no_part_of_a_quarterly_report_is_cut_at_any_width(open_browser, officer):
    report = a_quarter(officer)
    page = open_browser(officer)

    for key in report.parts.values_list("key", flat=True):
        page.goto(f"{report.get_absolute_url()}?part={key}")
        assert cut_off_at_widths(page) == {}, key


def test_a_survey_report_keeps_its_intervals_at_every_width(open_browser, officer):
    survey = surveying.held_survey(officer)
    report = surveying.reported(survey, officer)
    page = open_browser(officer)

    for key in report.parts.values_list("key", flat=True):
        page.goto(f"{report.get_absolute_url()}?part={key}")
        assert cut_off_at_widths(page) == {}, key
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert not scrolls_sideways(page), (key, width)


def test_the_measurement_sees_what_is_cut(open_browser, officer):
    """Its negative control: a cell pushed over the edge of its document is found."""
    page = open_browser(officer)
    page.goto(a_quarter(officer).get_absolute_url())

    page.evaluate("document.querySelector('.li-bars th').append('x'.repeat(400))")
    page.evaluate("document.querySelector('.li-bars th').style.whiteSpace = 'nowrap'")

    assert cut_off(page)


WORDS_APART = """() => [...document.querySelectorAll(".li-bars tbody th")].filter(cell => {
  const text = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  for (let node; (node = text.nextNode());)
    for (const word of node.data.matchAll(/[^\\s-]+/g)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      if (new Set([...range.getClientRects()].map(line => Math.round(line.top))).size > 1) return true;
    }
  return false;
}).map(cell => cell.textContent.trim())"""


def test_no_word_beside_a_bar_is_broken(open_browser, officer):
    report = a_quarter(officer)
    page = open_browser(officer)

    page.goto(report.get_absolute_url())
    assert page.locator(".li-bars tbody th").count() > 3
    for width in (390, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(WORDS_APART) == [], width
