"""Whoever reads the database, a list or a log of sessions can take over none of them."""

from __future__ import annotations

import base64
import zlib

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve, reverse

from accounts.acting import _note_answer
from accounts.session_store import SessionStore, key_of
from audit.acting import acting_as
from audit.models import Entry
from operations.digests import names_of
from tests.accounts.test_own_sessions import is_in, sign_in

pytestmark = pytest.mark.django_db


def cookie_of(client: Client) -> str:
    return client.cookies["sessionid"].value


def test_the_cookie_stands_nowhere_in_the_database(officer):
    client = Client()
    sign_in(officer, client=client)
    assert is_in(client)
    secret = cookie_of(client)

    held = []
    with connection.cursor() as cursor:
        for table in names_of(cursor, connection.vendor):
            cursor.execute(f'SELECT * FROM "{table}"')
            held += [table for row in cursor.fetchall() if secret in str(row)]

    assert held == []
    assert Session.objects.filter(session_key=key_of(secret)).exists()
    assert UserSession.objects.filter(session_key=key_of(secret)).exists()


def test_what_the_database_holds_opens_no_session(officer):
    client = Client()
    sign_in(officer, client=client)
    [session] = Session.objects.all()
    thief = Client()

    thief.cookies["sessionid"] = session.session_key

    assert not is_in(thief)
    assert is_in(client)


def test_what_a_session_holds_is_read_with_the_sites_key_alone(settings):
    session = SessionStore()
    session["link"] = "https://example.org/password/reset/key/abc/"
    session.save()
    [held] = Session.objects.values_list("session_data", flat=True)

    assert b"reset/key" not in as_django_packs_it(held)
    assert SessionStore(session.session_key)["link"].endswith("/abc/")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert SessionStore(session.session_key)["link"].endswith("/abc/")
    settings.SECRET_KEY_FALLBACKS = []
    assert SessionStore(session.session_key).load() == {}


def as_django_packs_it(held: str) -> bytes:
    """What a reader of the row gets out of it without any key."""
    body = held.split(":")[0].removeprefix(".")
    try:
        packed = base64.urlsafe_b64decode(body + "===")
        return zlib.decompress(packed) if held.startswith(".") else packed
    except (ValueError, zlib.error):
        return held.encode()


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("account_reset_password_from_key", {"uidb36": "1", "key": "cw1abc-opensesame"}),
        ("account_single_sign_on_link", {"key": "opensesame"}),
    ],
)
def test_a_key_in_an_address_is_not_written_into_the_log(rf, officer, name, parts):
    request = rf.get(reverse(name, kwargs=parts))
    request.resolver_match = resolve(request.path)

    with acting_as(actor=officer):
        _note_answer(request, HttpResponse(status=403))

    [entry] = Entry.objects.filter(action=f"page {name}")
    assert "opensesame" not in f"{entry.key} {entry.detail}"


def test_the_secret_is_sent_again_when_the_session_changes(officer):
    client = Client()
    sign_in(officer, client=client)
    before = cookie_of(client)

    client.post("/theme/", {"theme": "dark"})

    assert cookie_of(client) == before
    assert is_in(client)


@pytest.mark.parametrize("cookie", ["", "x", "x" * 5000, "é\n", "0" * 40])
def test_a_cookie_that_opens_nothing_is_an_empty_session(cookie):
    store = SessionStore.of_cookie(cookie)

    assert store.load() == {}
