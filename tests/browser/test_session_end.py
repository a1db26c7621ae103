"""Two minutes before a session ends the page asks, and what was typed outlasts it."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from accounts.session_store import SessionStore
from accounts.sessions import ACTIVE, SINCE
from outreach.models import ConcernNote
from tests.browser.conftest import accessibility_findings, types_password
from tests.support.factories import log_concern

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EFFORT = "Watched the crossing for an hour."


def held_in(row: Session) -> dict[str, Any]:
    return SessionStore().decode(row.session_data)


def age_sessions(*, minutes: float = 0, hours: float = 0) -> None:
    """As if nobody had done anything for so long, or the session were so old."""
    for row in Session.objects.all():
        kept = held_in(row)
        if ACTIVE not in kept:
            continue
        kept[ACTIVE] -= timedelta(minutes=minutes).total_seconds()
        kept[SINCE] -= timedelta(hours=hours, minutes=minutes).total_seconds()
        row.session_data = SessionStore().encode(kept)
        row.save()


def test_fault_131_two_minutes_before_the_end_it_asks_and_escape_stays(open_browser, officer):
    page = open_browser(officer)
    page.clock.install()
    concern = log_concern(officer)
    page.goto(f"{concern.get_absolute_url()}effort/")
    page.get_by_label("What did you do?").fill(EFFORT)
    dialog = page.get_by_role("alertdialog", name="Are you still there?")
    expect(dialog).to_be_hidden()
    age_sessions(minutes=28.5)

    page.clock.fast_forward(timedelta(minutes=28, seconds=5).total_seconds() * 1000)
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("You will be signed out in 2 minutes.")
    expect(page.get_by_role("button", name="Stay signed in")).to_be_focused()
    assert accessibility_findings(page) == []
    page.keyboard.press("Escape")

    expect(dialog).to_be_hidden()
    expect(page.get_by_label("What did you do?")).to_have_value(EFFORT)
    stamps = [one[ACTIVE] for one in map(held_in, Session.objects.all())]
    assert time.time() - max(stamps) < 60


def test_the_keyboard_alone_answers_the_question(open_browser, officer):
    page = open_browser(officer)
    page.clock.install()
    page.goto("/inbox/")
    age_sessions(minutes=28.5)
    page.clock.fast_forward(timedelta(minutes=28, seconds=5).total_seconds() * 1000)
    dialog = page.get_by_role("alertdialog")
    expect(dialog).to_be_visible()

    page.keyboard.press("Tab")
    expect(dialog.get_by_role("button", name="Sign out")).to_be_focused()
    page.keyboard.press("Enter")

    page.wait_for_url("**/accounts/login/**")


def test_work_in_another_tab_keeps_this_one_quiet(open_browser, officer):
    page = open_browser(officer)
    page.clock.install()
    page.goto("/inbox/")

    with page.expect_response("**/accounts/session/left/"):
        page.clock.fast_forward(timedelta(minutes=28, seconds=5).total_seconds() * 1000)

    expect(page.get_by_role("alertdialog")).to_be_hidden()


def test_when_nobody_answers_the_words_stay_and_are_saved_later(open_browser, officer):
    concern = log_concern(officer)
    page = open_browser(officer)
    page.clock.install()
    page.goto(f"{concern.get_absolute_url()}effort/")
    page.get_by_label("What did you do?").fill(EFFORT)
    age_sessions(minutes=31)
    page.clock.fast_forward(timedelta(minutes=28, seconds=5).total_seconds() * 1000)
    dialog = page.get_by_role("alertdialog", name="You are signed out")
    expect(dialog).to_contain_text("What you wrote is still in this page.")
    assert accessibility_findings(page) == []

    with page.context.expect_page() as opened:
        dialog.get_by_role("link", name="Sign in in another tab").click()
    other = opened.value
    types_password(other, officer)
    expect(other.get_by_role("button", name="Your account")).to_be_visible()
    dialog.get_by_role("button", name="Back to the page").click()
    page.get_by_role("button", name="Keep the effort").click()

    expect(page.get_by_text("is written down.")).to_be_visible()
    assert ConcernNote.objects.get().text == EFFORT


def test_after_twelve_hours_it_says_that_nothing_helps(open_browser, officer):
    page = open_browser(officer)
    page.clock.install()
    page.goto("/inbox/")
    age_sessions(hours=11, minutes=0)
    for row in Session.objects.all():
        kept = held_in(row)
        kept[SINCE] -= timedelta(minutes=58, seconds=30).total_seconds()
        row.session_data = SessionStore().encode(kept)
        row.save()

    page.clock.fast_forward(timedelta(minutes=28, seconds=5).total_seconds() * 1000)

    dialog = page.get_by_role("alertdialog")
    expect(dialog).to_contain_text("for as long as a session may last")
    expect(dialog.get_by_role("button", name="Back to the page")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
