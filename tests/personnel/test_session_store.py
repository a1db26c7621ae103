"""Whoever reads the database, a list or a log of sessions can take over none of them."""

from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from operations.digests import names_of
from personnel.session_store import SessionStore, key_of
from tests.personnel.test_own_sessions import is_in, sign_in

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
