"""A commander decides what becomes of a program at a desk, and nobody decides what they wrote."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from personnel.models import Member
from personnel.roles import Role
from programs.models import Evaluation, ProgramAction
from tests.browser.conftest import accessibility_findings, scrolls_sideways
from tests.support.evaluations import printed, submitted
from tests.support.programs import make_program

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture
def evaluation(officer) -> Evaluation:
    """Written and sent up by the officer, who recommends to modify the program."""
    return submitted(make_program(officer, name="Porch Lights"), officer)


def looked_at(page: Page) -> None:
    assert accessibility_findings(page) == []
    assert not scrolls_sideways(page)


def at_a_desk(open_browser, member: Member) -> Page:
    page: Page = open_browser(member)
    page.set_viewport_size(DESKTOP)
    return page


def test_a_commander_decides_an_evaluation_at_a_desk(open_browser, officer, commander, evaluation):
    page = at_a_desk(open_browser, commander)
    looked_at(page)

    # It waits on the desk, and in the list under “Waiting for you”.
    expect(page.get_by_role("link", name="Porch Lights: evaluation for 2025").first).to_be_visible()
    page.goto("/programs/evaluations/?view=mine")
    looked_at(page)
    page.get_by_role("link", name="Porch Lights").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Porch Lights")
    looked_at(page)

    # Modified: what changes is asked for only then.
    promised = page.get_by_label("What is to be done")
    expect(promised).to_be_hidden()
    page.get_by_label("Modified").check()
    expect(promised).to_be_visible()
    looked_at(page)
    page.get_by_label("Why", exact=True).fill("Walks on Saturdays too.")
    promised.fill("Walk one Saturday a month")
    page.get_by_label("Who sees to it").select_option(str(officer.pk))
    page.get_by_role("textbox", name="By when").fill("2031-05-31")
    page.get_by_role("button", name="Decide it").click()

    expect(page.get_by_role("heading", name="Decision: modified")).to_be_visible()
    expect(page.get_by_text("Walk one Saturday a month").first).to_be_visible()
    looked_at(page)
    evaluation.refresh_from_db()
    assert (evaluation.status, evaluation.decided_by) == ("decided", commander)
    assert ProgramAction.objects.get().owner == officer

    # Its document is made, and the promise has a page of its own.
    printed(evaluation)
    page.reload()
    expect(page.get_by_role("link", name="See as PDF")).to_be_visible()
    looked_at(page)
    page.get_by_role("link", name="Walk one Saturday a month").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Walk one Saturday a month")
    looked_at(page)


def test_a_commander_returns_an_evaluation_at_a_desk(open_browser, commander, evaluation):
    page = at_a_desk(open_browser, commander)
    page.goto(evaluation.get_absolute_url())
    page.get_by_role("link", name="Return for changes").click()
    looked_at(page)
    page.get_by_label("What has to change?").fill("What did it cost?")
    page.get_by_role("button", name="Return for changes").click()

    expect(page.get_by_text("Returned").first).to_be_visible()
    looked_at(page)
    evaluation.refresh_from_db()
    assert evaluation.status == "returned"


def test_nobody_decides_an_evaluation_they_wrote(open_browser, officer, evaluation):
    officer.role = Role.COMMANDER
    officer.save()
    page = at_a_desk(open_browser, officer)

    page.goto("/programs/evaluations/?view=mine")
    expect(page.get_by_role("link", name="Porch Lights")).to_have_count(0)
    page.goto(evaluation.get_absolute_url())

    expect(
        page.get_by_text("You wrote at this evaluation; someone else decides it.")
    ).to_be_visible()
    expect(page.get_by_role("button", name="Decide it", disabled=False)).to_have_count(0)
    expect(page.get_by_role("link", name="Return for changes")).to_have_count(0)
    expect(page.get_by_label("Modified")).to_have_count(0)
    looked_at(page)
