"""Django's test client puts a session's key into its cookie; ours holds the secret behind the key."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.test import Client

from accounts.session_store import SessionStore

AS_DJANGO_SETS_IT = Client._set_login_cookies


def session_of(client: Client) -> SessionStore:
    """The session the client's cookie opens; a new one, with its cookie, where it has none."""
    if cookie := client.cookies.get(settings.SESSION_COOKIE_NAME):
        return SessionStore.of_cookie(cookie.value)
    session = SessionStore()
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.secret
    return session


def set_login_cookies(client: Client, request: HttpRequest) -> None:
    """As Django sets it, then the secret in place of the key."""
    AS_DJANGO_SETS_IT(client, request)
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.secret
