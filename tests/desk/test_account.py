"""Light or dark, the demo's logins, and the health address."""

import pytest
from django.test import Client

from demo.logins import demo_members
from personnel.roles import Role
from tests.support.factories import make_member


@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_the_wanted_look_is_kept_on_the_account(officer, sends, theme):
    response = sends(officer, "/theme/", theme=theme, next="/concerns/?view=open")

    officer.refresh_from_db()
    assert officer.theme == theme
    assert response.url == "/concerns/?view=open"


def test_an_unknown_look_changes_nothing(officer, sends):
    sends(officer, "/theme/", theme="pink")

    officer.refresh_from_db()
    assert officer.theme == "auto"


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com", "javascript:x", ""])
def test_the_way_back_never_leads_off_the_site(officer, sends, elsewhere):
    assert sends(officer, "/theme/", theme="dark", next=elsewhere).url == "/"


def test_the_demo_offers_one_login_for_each_role(kinston, settings):
    settings.DEMO = True
    first, _ = make_member(Role.OFFICER), make_member(Role.OFFICER)
    gone = make_member(Role.CHIEF, is_active=False)
    boss = make_member(Role.CHIEF)

    page = Client().get("/accounts/login/")

    assert [login["email"] for login in page.context["demo_logins"]] == [first.email, boss.email]
    assert page.context["demo_logins"][1]["role_title"] == "Chief of Police"
    assert gone.email not in page.content.decode()


def test_a_demo_login_signs_in_without_a_password(kinston, settings):
    settings.DEMO = True
    member = make_member(Role.COMMANDER)
    client = Client()

    response = client.post("/demo/", {"email": member.email})

    assert (response.status_code, response.url) == (302, "/")
    assert client.session["_auth_user_id"] == str(member.pk)
    # Nor is one asked for a moment later.
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200


def test_whoever_is_no_demo_login_is_not_signed_in(kinston, settings):
    settings.DEMO = True
    make_member(Role.OFFICER)
    second = make_member(Role.OFFICER)
    client = Client()

    for email in (second.email, "nobody@example.org", ""):
        assert client.post("/demo/", {"email": email}).status_code == 404

    assert second not in demo_members()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("method", ["get", "post"])
def test_outside_the_demo_there_is_no_such_page(kinston, settings, method):
    settings.DEMO = False
    member = make_member(Role.CHIEF)
    client = Client()

    assert getattr(client, method)("/demo/", {"email": member.email}).status_code == 404
    assert "_auth_user_id" not in client.session
    assert "demo_logins" not in Client().get("/accounts/login/").context


def test_a_demo_login_is_not_a_link(kinston, settings):
    settings.DEMO = True

    assert Client().get("/demo/").status_code == 405


def test_a_demo_login_needs_the_forms_token(kinston, settings):
    settings.DEMO = True
    member = make_member(Role.CHIEF)

    refused = Client(enforce_csrf_checks=True).post("/demo/", {"email": member.email})

    assert refused.status_code == 403


def test_the_health_address_says_ok_to_everyone(db):
    response = Client().get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok")
    assert "no-store" in response["Cache-Control"]
