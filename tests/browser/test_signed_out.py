"""The session ends while somebody writes: what they typed stays, and is saved once."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page, expect

from outreach.models import ConcernNote
from tests.browser.conftest import DESK, PHONE, accessibility_findings, scrolls_sideways
from tests.reports.making import assembled
from tests.support.factories import PASSWORD, log_concern

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EFFORT = "Watched the crossing for an hour.\nNobody raced."


def sign_in(page: Page, member, path="/accounts/login/") -> None:
    page.goto(path)
    page.get_by_label("Email").fill(member.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def writes_until_the_session_ends(page: Page, concern) -> None:
    page.goto(f"{concern.get_absolute_url()}effort/")
    page.get_by_label("What did you do?").fill(EFFORT)
    Session.objects.all().delete()
    page.get_by_role("button", name="Keep the effort").click()


def test_a_step_sent_after_the_session_ended_waits_in_its_page(open_browser, officer):
    concern = log_concern(officer)
    page = open_browser(officer)
    writes_until_the_session_ends(page, concern)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Not sent: you are signed out. Your text is still here")
    expect(alert).to_be_focused()
    expect(page.locator("[data-net-when=saved]")).to_be_hidden()
    assert accessibility_findings(page) == []

    with page.context.expect_page() as opened:
        alert.get_by_role("link", name="Sign in in another tab").click()
    other_tab = opened.value
    sign_in(other_tab, officer, other_tab.url)
    expect(other_tab.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_label("What did you do?")).to_have_value(EFFORT)
    page.get_by_role("button", name="Keep the effort").click()

    expect(page.get_by_text(f"The effort on {concern.number} is written down.")).to_be_visible()
    note = ConcernNote.objects.get()
    assert (note.text, note.by) == (EFFORT, officer)


def test_what_one_person_typed_is_not_sent_in_the_name_of_another(
    open_browser, officer, supervisor
):
    concern = log_concern(officer)
    page = open_browser(officer)
    page.goto(f"{concern.get_absolute_url()}effort/")
    page.get_by_label("What did you do?").fill(EFFORT)
    Session.objects.all().delete()
    other_tab = page.context.new_page()
    sign_in(other_tab, supervisor)
    expect(other_tab.get_by_role("heading", level=1)).to_be_visible()

    page.get_by_role("button", name="Keep the effort").click()

    expect(page.get_by_role("alert")).to_contain_text("someone else is signed in now")
    expect(page.get_by_label("What did you do?")).to_have_value(EFFORT)
    assert not ConcernNote.objects.exists()


def test_a_second_click_while_the_page_asks_sends_nothing_twice(open_browser, officer):
    report = assembled(officer)
    page = open_browser(officer)
    page.goto(report.get_absolute_url())
    page.get_by_label("Comment on this section").fill("Name the street.")

    page.get_by_role("button", name="Add comment").dblclick()

    expect(page.locator("#comments")).to_contain_text("Name the street.")
    assert report.parts.filter(comments__text="Name the street.").count() == 1


def test_nothing_typed_is_kept_in_the_browser(open_browser, officer):
    concern = log_concern(officer)
    page = open_browser(officer)

    writes_until_the_session_ends(page, concern)
    expect(page.get_by_role("alert")).to_be_visible()

    kept = page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])")
    assert "crossing" not in kept + page.url
    assert page.evaluate("indexedDB.databases().then(found => found.length)") == 0


@pytest.mark.parametrize("phone", [False, True])
def test_words_that_were_sent_all_the_same_come_back_on_a_page_all_can_read(
    browser: Browser, live_server, officer, phone
):
    concern = log_concern(officer)
    context = browser.new_context(base_url=live_server.url, viewport=PHONE if phone else DESK)
    page = context.new_page()
    sign_in(page, officer)
    page.goto(f"{concern.get_absolute_url()}effort/")
    page.get_by_label("What did you do?").fill(EFFORT)
    Session.objects.all().delete()

    page.evaluate("document.getElementById('step').submit()")

    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    expect(page.get_by_label("Note")).to_have_value(EFFORT)
    assert accessibility_findings(page) == []
    assert not scrolls_sideways(page)
    context.close()


def test_without_scripts_the_words_come_back_to_be_copied(browser: Browser, live_server, officer):
    concern = log_concern(officer)
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, officer)
    writes_until_the_session_ends(page, concern)
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    expect(page.get_by_label("Note")).to_have_value(EFFORT)

    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("Email").fill(officer.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("What did you do?").fill(EFFORT)
    page.get_by_role("button", name="Keep the effort").click()

    expect(page.get_by_text("is written down.")).to_be_visible()
    assert ConcernNote.objects.get().text == EFFORT
    context.close()
