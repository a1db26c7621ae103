"""What is typed survives the lack of signal, an old token and a form that was sent already."""

import pytest
from playwright.sync_api import expect

from outreach.models import Concern, Draft
from tests.support.factories import PASSWORD, a_category, log_concern

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ASKS = "**/signed-in/"
NOT_SENT = "Not sent: no signal. Your text is still here; send it when you are back."


@pytest.fixture
def page(browser, live_server, officer):
    """The intake form as Officer Lindgren opened it, with what is required filled in."""
    context = browser.new_context(base_url=live_server.url)
    opened = context.new_page()
    opened.goto("/accounts/login/")
    opened.get_by_label("Email").fill(officer.email)
    opened.get_by_label("Password").fill(PASSWORD)
    opened.get_by_role("button", name="Sign in", exact=True).click()
    opened.wait_for_url(f"{live_server.url}/")
    opened.goto("/concerns/new/")
    opened.get_by_label("What did they say?").fill("Cars race past the school.")
    opened.get_by_text("Traffic and speeding").click()
    yield opened
    context.close()


def state(page):
    return page.locator("[data-draft-state]")


def send(page):
    page.get_by_role("button", name="Log concern").locator("visible=true").click()


def test_a_form_sent_without_signal_stays_and_is_sent_when_one_is_back(page):
    expect(state(page)).to_contain_text("Saved on the server")
    page.context.set_offline(True)

    send(page)

    expect(page.get_by_role("alert")).to_contain_text(NOT_SENT)
    assert page.get_by_label("What did they say?").input_value() == "Cars race past the school."
    page.context.set_offline(False)
    send(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cars race past the school")
    assert Concern.objects.count() == 1


def test_saving_goes_on_after_a_form_could_not_be_sent(page):
    expect(state(page)).to_contain_text("Saved on the server")
    page.route(ASKS, lambda route: route.abort())
    send(page)
    expect(page.get_by_role("alert")).to_contain_text(NOT_SENT)

    with page.expect_response("**/concerns/draft/"):
        page.get_by_label("Where?").fill("Weaver Street")

    assert Draft.objects.get().typed["place"] == "Weaver Street"


def test_a_token_that_was_renewed_in_another_tab_is_fetched(page):
    expect(state(page)).to_contain_text("Saved on the server")
    token = page.locator("#intake [name=csrfmiddlewaretoken]")
    token.evaluate("field => { field.value = 'old' }")

    page.get_by_label("Where?").fill("Weaver Street")

    expect(state(page)).not_to_contain_text("Not saved")
    expect(token).not_to_have_value("old")
    expect(state(page)).to_contain_text("Saved on the server")
    assert Draft.objects.get().typed["place"] == "Weaver Street"


def test_a_form_that_was_logged_already_says_so(page, officer):
    expect(state(page)).to_contain_text("Saved on the server")
    made = log_concern(officer, category=a_category())
    Concern.objects.filter(pk=made.pk).update(submission=Draft.objects.get().key)

    page.get_by_label("Where?").fill("Weaver Street")

    words = "Already logged. Open a new entry for something else."
    expect(state(page)).to_contain_text(words)
