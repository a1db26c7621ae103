"""Every address is closed to strangers unless it is on the public list."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from desk.middleware import OWN_POSTS, administrator_opens
from personnel.roles import Role
from tests.support.factories import make_member

# What a stranger may ask for: signing in, a forgotten password, whether the server lives, and the
# surveys citizens answer. "desk:demo-login" answers 404 outside the demo.
PUBLIC = {
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_signup",
    "desk:demo-login",
    "desk:health",
    "portal:survey",
    "portal:survey-es",
    "portal:thanks",
    "portal:thanks-es",
}
# Pages of the sign-in package that show or do nothing here: sign-up and e-mail checks are off.
IDLE = {
    "account_confirm_email",
    "account_email_verification_sent",
    "account_confirm_login_code",
    "account_request_login_code",
    "account_signup_by_passkey",
}
SAMPLES = {
    "int": 1,
    "IntConverter": 1,
    "SlugConverter": "quarterly",
    "StringConverter": "C-2026-0001",
    "PathConverter": "concerns",
    "UUIDConverter": UUID(int=1),
}


def named_pages(patterns=None, space: str = "") -> Iterator[tuple[str, dict[str, object]]]:
    """Every named address of the site, with a value for each part of it."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from named_pages(entry.url_patterns, inner)
        elif isinstance(entry, URLPattern):
            assert entry.name, f"{entry.pattern} has no name"
            yield f"{space}{entry.name}", _sample(entry)


def _sample(entry: URLPattern) -> dict[str, object]:
    if entry.pattern.converters:
        kinds = entry.pattern.converters.items()
        return {name: SAMPLES[type(kind).__name__] for name, kind in kinds}
    named = getattr(entry.pattern, "regex", None)
    return dict.fromkeys(named.groupindex, "a") if named else {}


PAGES = dict(named_pages())
CLOSED = sorted(set(PAGES) - PUBLIC - IDLE)


def address(page: str) -> str:
    return reverse(page, kwargs=PAGES[page])


def test_the_public_list_names_only_what_exists():
    assert set(PAGES) >= PUBLIC


@pytest.mark.parametrize("page", CLOSED)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_sent_to_the_sign_in_page(kinston, page, method):
    response = getattr(Client(), method)(address(page))

    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")


@pytest.mark.parametrize("page", sorted(PUBLIC))
def test_the_public_pages_say_nothing_of_a_record(kinston, page):
    response = Client().get(address(page))

    # There is no survey, and whoever asks for one is told so without signing in.
    allowed = (404,) if page.startswith("portal:") else (200, 302, 405)
    assert response.status_code in allowed
    assert "li-side" not in response.content.decode()


def test_the_portal_is_public_and_nothing_else_of_ours_is():
    from_strangers = {page for page in PUBLIC if not page.startswith("account_")}

    assert from_strangers == {page for page in PAGES if page.startswith("portal:")} | {
        "desk:demo-login",
        "desk:health",
    }


def test_nobody_signs_up(kinston):
    response = Client().post("/accounts/signup/", {"email": "stranger@example.org"})

    assert response.status_code in (200, 302, 403)
    from personnel.models import Member

    assert not Member.objects.exists()


@pytest.mark.parametrize("page", [page for page in CLOSED if not administrator_opens(page)])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_administrator_reads_no_content(kinston, page, method):
    client = Client()
    client.force_login(make_member(Role.ADMINISTRATOR))

    assert getattr(client, method)(address(page)).status_code == 403


@pytest.mark.parametrize(
    "page", [p for p in CLOSED if p not in OWN_POSTS and not p.startswith("account_")]
)
def test_the_accreditation_manager_changes_nothing(kinston, page):
    client = Client()
    client.force_login(make_member(Role.ACCREDITATION_MANAGER))

    assert client.post(address(page)).status_code == 403


@pytest.mark.parametrize("page", CLOSED)
def test_a_member_who_left_is_a_stranger(kinston, page):
    client = Client()
    member = make_member(Role.CHIEF)
    client.force_login(member)
    member.is_active = False
    member.save()

    response = client.get(address(page))

    assert (response.status_code, response.url.partition("?")[0]) == (302, "/accounts/login/")
