"""Signing in with a browser: passkeys, the app, the page's own clock, single sign-on, the pages' look."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.links import link_for
from personnel.models import LinkedSignIn
from tests.browser.conftest import accessibility_findings, scrolls_sideways, types_password
from tests.support.databases import on_one_database
from tests.support.factories import PASSWORD
from tests.support.factors import App, recovery_codes
from tests.support.fake_provider import CLIENT, SECRET, running

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EFFORT = "Watched the crossing for an hour."


def with_authenticator(page: Page) -> Callable[[], None]:
    """The browser has a passkey device, whose user always says yes; what is returned removes it."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    def lose() -> None:
        devtools.send("WebAuthn.removeVirtualAuthenticator", made)
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    return lose


def signs_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out", exact=True).last.click()
    page.wait_for_url("**/accounts/login/**")


def adds_a_passkey(page: Page, *, alone: bool) -> None:
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name of this passkey").fill("Desk computer")
    page.get_by_label("Sign in with it alone").set_checked(alone)
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes", level=1)).to_be_visible()


# ---- Second factors


def test_a_passkey_is_made_and_signs_in_after_the_password(open_browser, officer):
    page = open_browser(officer)
    with_authenticator(page)
    adds_a_passkey(page, alone=False)
    signs_out(page)

    types_password(page, officer)
    page.wait_for_url("**/accounts/2fa/authenticate/")
    assert accessibility_findings(page) == []
    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_role("button", name="Your account")).to_be_visible()
    assert Authenticator.objects.get(type="webauthn").last_used_at


def test_a_passkey_alone_signs_in(open_browser, officer):
    page = open_browser(officer)
    with_authenticator(page)
    adds_a_passkey(page, alone=True)
    signs_out(page)

    page.get_by_role("button", name="With a passkey").click()

    expect(page.get_by_role("button", name="Your account")).to_be_visible()


def test_a_browser_without_the_passkey_says_what_else_there_is(open_browser, officer):
    page = open_browser(officer)
    with_authenticator(page)
    signs_out(page)

    page.get_by_role("button", name="With a passkey").click()

    expect(page.get_by_role("alert")).to_contain_text("use a code", ignore_case=True)


def test_fault_075_without_the_passkey_a_recovery_code_signs_in(open_browser, officer):
    page = open_browser(officer)
    lose = with_authenticator(page)
    adds_a_passkey(page, alone=False)
    code = page.locator(".li-codes li").first.inner_text()
    signs_out(page)
    lose()

    types_password(page, officer)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("use a code", ignore_case=True)
    page.get_by_label("Code").fill(code)
    page.keyboard.press("Enter")

    expect(page.get_by_role("button", name="Your account")).to_be_visible()


def test_the_first_sign_in_leads_through_setting_up_the_app(open_browser, officer, settings):
    page = open_browser(officer)
    settings.MFA_REQUIRED = True
    page.goto("/concerns/")
    expect(page.get_by_role("heading", name="Your second factor")).to_be_visible()

    page.get_by_role("link", name="Set up the app").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_alt_text("A picture for the app to scan.")).to_be_visible()
    app = App.__new__(App)
    app.secret = page.locator(".user-select-all").inner_text()
    page.get_by_label("Code").fill(app.code())
    page.keyboard.press("Enter")

    expect(page.get_by_role("listitem").filter(has_text="0")).not_to_have_count(0)
    page.get_by_role("link", name="I have kept them").click()
    page.goto("/concerns/")
    expect(page.get_by_role("heading", name="Concerns", level=1)).to_be_visible()


# ---- Browsers that keep or run less


def test_fault_023_a_browser_without_cookies_is_told_before_anybody_types(open_browser, officer):
    page = open_browser(officer)
    signs_out(page)
    expect(page.get_by_role("alert")).to_be_hidden()
    page.add_init_script("Object.defineProperty(navigator, 'cookieEnabled', {value: false})")
    page.reload()

    expect(page.get_by_role("alert")).to_contain_text("keeps no cookies")
    assert accessibility_findings(page) == []


def test_fault_024_without_scripts_password_and_code_are_enough(browser, live_server, officer):
    app = App(officer)
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()

    page.goto("/accounts/login/")
    expect(page.locator("noscript p")).to_have_text("Passkeys need scripts. Use a code instead.")
    types_password(page, officer)
    expect(page.get_by_role("button", name="Use a passkey")).to_have_count(0)
    page.get_by_label("Code").fill(app.code())
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.url == f"{live_server.url}/"
    context.close()


def test_fault_034_a_dot_that_a_mail_program_put_behind_the_link_does_no_harm(
    open_browser, officer, live_server, settings
):
    settings.SITE_URL = live_server.url
    page = open_browser(officer)
    officer.refresh_from_db()

    page.goto(f"{link_for(officer)}.")

    expect(page.get_by_role("heading", name="Choose a new password")).to_be_visible()


# ---- Single sign-on


def test_the_departments_provider_signs_in(open_browser, officer, live_server, settings):
    page = open_browser(officer)
    signs_out(page)
    with running() as provider:
        settings.OIDC_SERVER_URL, settings.SITE_URL = provider.url, live_server.url
        settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT, SECRET
        settings.OIDC_NAME = "Northgate sign-in"
        now = timezone.now()
        facts = {"issuer": provider.url, "tenant": "tenant-a", "subject": "subject-1"}
        LinkedSignIn.objects.create(member=officer, until=now, linked_at=now, **facts)
        page.goto("/accounts/login/")

        page.get_by_role("link", name="With Northgate sign-in").click()

        expect(page.get_by_role("button", name="Your account")).to_be_visible()


# ---- The look


OWN_PAGES = [
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/totp/deactivate/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/recovery-codes/",
    "/accounts/2fa/recovery-codes/generate/",
    "/accounts/2fa/reauthenticate/",
    "/accounts/reauthenticate/",
    "/accounts/password/change/",
    "/accounts/sessions/",
]


@on_one_database
@pytest.mark.parametrize("phone", [True, False], ids=["phone", "desk"])
@pytest.mark.parametrize("dark", [True, False], ids=["dark", "light"])
def test_the_pages_of_the_own_account_are_readable_everywhere(open_browser, officer, phone, dark):
    page = open_browser(officer, phone=phone, dark=dark)
    app = App(officer)
    recovery_codes(officer)
    page.goto("/accounts/2fa/reauthenticate/?next=/accounts/2fa/")
    page.get_by_label("Code").fill(app.code())
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Your second factor", level=1)).to_be_visible()

    for address in OWN_PAGES:
        page.goto(address)
        assert accessibility_findings(page) == [], address
        assert not scrolls_sideways(page), address
