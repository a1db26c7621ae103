"""Answers on paper are keyed in without a mouse: a figure and Enter for each question."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from surveys.models import Answer, Survey
from tests.browser.conftest import accessibility_findings, scrolls_sideways
from tests.browser.test_survey import survey

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 320, "height": 700}

__all__ = ["survey"]


def keyed(page: Page, survey: Survey, *figures: str) -> None:
    """Open the page and type each figure and Enter, as somebody with a pile of forms does."""
    page.goto(f"/surveys/{survey.key}/paper-answer/")
    for figure in figures:
        page.keyboard.type(figure)
        page.keyboard.press("Enter")


def test_figures_and_enter_key_in_an_answer_and_the_next_form_is_ready(
    open_browser, officer, survey
):
    page = open_browser(officer)

    keyed(page, survey, "4", "2", "1 3", "12", "More light", "1")
    expect(page.get_by_role("button", name="Keep this answer")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_role("textbox", name="1.")).to_be_focused()
    expect(page.get_by_role("textbox", name="1.")).to_have_value("")
    kept = Answer.objects.get()
    assert (kept.way, kept.area) == ("paper", "Northgate")
    assert json.loads(kept.content) == {
        "safety": 4,
        "contact": "seldom",
        "news": ["never", "often"],
        "years": 12,
        "words": "More light",
    }


def test_a_figure_that_is_none_is_said_where_it_stands_and_the_rest_stays(
    open_browser, officer, survey
):
    page = open_browser(officer)

    keyed(page, survey, "7", "2", "", "", "", "")
    page.keyboard.press("Enter")

    wrong = page.get_by_role("textbox", name="1.")
    expect(wrong).to_be_focused()
    expect(wrong).to_have_attribute("aria-invalid", "true")
    said = page.locator(f"#{wrong.get_attribute('aria-describedby')}")
    expect(said).to_contain_text("Type one of 1, 2, 3, 4, 5, ?.")
    expect(page.get_by_role("textbox", name="2.")).to_have_value("2")
    assert accessibility_findings(page) == []
    assert Answer.objects.count() == 0


def test_its_fields_are_read_with_their_figures_and_fit_a_narrow_screen(
    open_browser, officer, survey
):
    page = open_browser(officer)
    page.set_viewport_size(NARROW)

    keyed(page, survey, "4")

    second = page.get_by_role("textbox", name="2.")
    expect(second).to_be_focused()
    expect(page.locator(f"#{second.get_attribute('aria-describedby')}")).to_contain_text("1 Often")
    assert accessibility_findings(page) == []
    assert not scrolls_sideways(page)
