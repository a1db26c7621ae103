"""Every address is closed to strangers unless it is on the public list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from desk.middleware import OWN_POSTS, administrator_opens
from personnel.models import Member
from personnel.roles import Role
from tests.support.factories import make_member

# What a stranger may ask for: signing in, a forgotten password, whether the server lives, and the
# surveys citizens answer. "desk:demo-login" answers 404 outside the demo.
PUBLIC = {
    "account_address_confirm",
    "account_address_object",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_signup",
    "account_single_sign_on",
    "account_single_sign_on_back",
    "account_single_sign_on_link",
    "mfa_login_webauthn",
    "desk:demo-login",
    "operations:alive",
    "operations:ready",
    "portal:survey",
    "portal:survey-es",
    "portal:send",
    "portal:send-es",
    "portal:thanks",
    "portal:thanks-es",
}
SAMPLES = {
    "int": 1,
    "IntConverter": 1,
    "KeyConverter": 1,
    "SlugConverter": "quarterly",
    "StringConverter": "C-2026-0001",
    "PathConverter": "concerns",
    "UUIDConverter": UUID(int=1),
}


def named_pages(
    patterns=None, space: str = "", before=None
) -> Iterator[tuple[str, dict[str, object]]]:
    """Every named address of the site, with a value for each part of it."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            parts = (before or {}) | _sample(entry)
            yield from named_pages(entry.url_patterns, inner, parts)
        elif isinstance(entry, URLPattern):
            assert entry.name, f"{entry.pattern} has no name"
            yield f"{space}{entry.name}", (before or {}) | _sample(entry)


def _sample(entry: URLPattern | URLResolver) -> dict[str, object]:
    if entry.pattern.converters:
        kinds = entry.pattern.converters.items()
        return {name: SAMPLES[type(kind).__name__] for name, kind in kinds}
    named = getattr(entry.pattern, "regex", None)
    return dict.fromkeys(named.groupindex, "a") if named else {}


PAGES = dict(named_pages())
CLOSED = sorted(set(PAGES) - PUBLIC)


def address(page: str) -> str:
    return reverse(page, kwargs=PAGES[page])


def test_the_public_list_names_only_what_exists():
    assert set(PAGES) >= PUBLIC


def answers(client: Client, method: str, pages: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Status and target of each page, by its name: one test tells every page that fails it."""
    asked = {page: getattr(client, method)(address(page)) for page in pages}
    return {
        page: (answer.status_code, answer.get("Location", "").partition("?")[0])
        for page, answer in asked.items()
    }


def all_of(pages: Iterable[str], status: int, target: str = "") -> dict[str, tuple[int, str]]:
    return dict.fromkeys(pages, (status, target))


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_sent_to_the_sign_in_page(kinston, method):
    found = answers(Client(), method, CLOSED)

    assert found == all_of(CLOSED, 302, "/accounts/login/")


@pytest.mark.parametrize("asked", sorted(PUBLIC))
def test_the_public_pages_say_nothing_of_a_record(kinston, asked):
    response = Client().get(address(asked))

    # There is no survey, and whoever asks for one is told so without signing in.
    # Nor is there a provider for single sign-on, or an address to confirm. No worker runs beside the tests.
    nothing_there = asked.startswith(("portal:", "account_single_sign_on", "account_address_"))
    allowed = (404,) if nothing_there else (200, 302, 405)
    allowed = (200, 503) if asked == "operations:ready" else allowed
    assert response.status_code in allowed
    assert "li-side" not in response.content.decode()


def test_the_portal_is_public_and_nothing_else_of_ours_is():
    from_strangers = {page for page in PUBLIC if not page.startswith(("account_", "mfa_"))}

    assert from_strangers == {page for page in PAGES if page.startswith("portal:")} | {
        "desk:demo-login",
        "operations:alive",
        "operations:ready",
    }


def test_nobody_signs_up(kinston):
    chosen = "seven kettles under a plum moon"
    typed = {"email": "stranger@example.org", "password1": chosen, "password2": chosen}

    response = Client().post("/accounts/signup/", typed)

    assert "Nobody can sign up here." in response.text
    assert not Member.objects.exists()


@pytest.mark.slow
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_administrator_reads_no_content(kinston, method):
    content = [page for page in CLOSED if not administrator_opens(page)]
    client = Client()
    client.force_login(make_member(Role.ADMINISTRATOR))

    assert answers(client, method, content) == all_of(content, 403)


@pytest.mark.slow
def test_the_accreditation_manager_changes_nothing(kinston):
    others = [
        page
        for page in CLOSED
        if page not in OWN_POSTS and not page.startswith(("account_", "mfa_"))
    ]
    client = Client()
    client.force_login(make_member(Role.ACCREDITATION_MANAGER))

    assert answers(client, "post", others) == all_of(others, 403)


def test_a_member_who_left_is_a_stranger(kinston):
    client = Client()
    member = make_member(Role.CHIEF)
    client.force_login(member)
    member.is_active = False
    member.save()

    assert answers(client, "get", CLOSED) == all_of(CLOSED, 302, "/accounts/login/")


def test_nobody_gives_the_account_another_address_at_a_desk_left_open(officer):
    client = Client()
    client.post(
        reverse("account_login"), {"login": officer.email, "password": "a long enough password"}
    )

    answer = client.post("/accounts/email/", {"action_add": "", "email": "else@example.org"})

    assert answer.status_code == 404
    assert "account_email" not in PAGES
    assert not EmailAddress.objects.exists()


def test_who_has_no_password_yet_gets_a_link_by_mail(officer):
    officer.set_unusable_password()
    officer.save()
    client = Client()
    client.force_login(officer)

    answer = client.get(reverse("account_change_password"), follow=True)

    assert answer.redirect_chain[-1][0] == reverse("account_reset_password")
