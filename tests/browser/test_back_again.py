"""Back after sending, with the words still in the form, makes no second record."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from outreach.models import CommunityGroup, Concern
from tests.browser.conftest import accessibility_findings, scrolls_sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAID = "Trucks idle behind the mill"


def logged(page: Page) -> None:
    page.get_by_role("button", name="Log concern").locator("visible=true").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(SAID)


@pytest.mark.parametrize("phone", [True, False])
def test_a_concern_sent_again_after_the_step_back_is_the_one_that_was_logged(
    open_browser, officer, phone
):
    page = open_browser(officer, phone=phone)
    page.goto("/concerns/new/")
    page.get_by_label("What did they say?").fill(SAID)
    page.get_by_text("Traffic and speeding").click()
    page.get_by_label("Where?").fill("Mill Road")
    logged(page)
    number = Concern.objects.get().number

    page.go_back()
    expect(page.locator("[data-already-sent]")).to_contain_text(f"Already saved as {number}")
    expect(page.get_by_label("What did they say?")).to_have_value(SAID)
    assert accessibility_findings(page) == []
    assert not scrolls_sideways(page)
    logged(page)
    assert Concern.objects.count() == 1

    # A true second one stays possible.
    page.go_back()
    page.get_by_role("link", name="Log another").click()
    expect(page.locator("[data-already-sent]")).to_have_count(0)
    page.get_by_label("What did they say?").fill(SAID)
    page.get_by_text("Traffic and speeding").click()
    logged(page)
    assert Concern.objects.count() == 2


def test_a_group_entered_again_without_scripts_is_the_one_in_the_register(
    open_browser, officer, browser
):
    signed_in = open_browser(officer)
    context = browser.new_context(
        base_url=signed_in.url,
        storage_state=signed_in.context.storage_state(),
        java_script_enabled=False,
    )
    page = context.new_page()
    page.goto("/groups/new/")
    page.locator("[name=name]").fill("Mill Row Association")
    page.get_by_role("button", name="register").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Mill Row Association")

    page.go_back()
    expect(page.locator("[data-already-sent]")).to_contain_text("Already saved")
    page.locator("[name=name]").fill("Mill Row Neighbors")
    page.get_by_role("button", name="register").click()
    expect(page.get_by_role("button", name="Save as another")).to_be_visible()
    assert CommunityGroup.objects.count() == 1

    page.get_by_role("button", name="Save as another").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Mill Row Neighbors")
    assert CommunityGroup.objects.count() == 2
    context.close()
