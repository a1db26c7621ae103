"""Sessions in the database, under a digest of what the browser holds.

The cookie holds a secret; every row, list and log holds the secret's digest, which is what Django
calls the session's key here. Whoever copies the database, a backup or a log learns which sessions
there are and cannot take one over: from the digest there is no way back to the cookie.

What a session holds is sealed: a link on its way to a page, the secret of an authenticator that is
being set up, what a provider's answer has to repeat.
"""

from __future__ import annotations

import hashlib
from typing import Any

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from personnel.sealing import opened, sealed

SECRET_LENGTH = 32
# As long as the columns for keys are; 160 bits.
KEY_LENGTH = 40
PURPOSE = "session"


def key_of(secret: str) -> str:
    """What the database knows the session of this cookie by. The secret is random, so no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()[:KEY_LENGTH]


class SessionStore(db.SessionStore):
    """One session. `secret` is what its cookie has to hold, where this process knows it."""

    secret = ""

    @classmethod
    def of_cookie(cls, secret: str | None) -> SessionStore:
        """The session a browser's cookie opens; an empty, unsaved one where it opens none."""
        store = cls(key_of(secret) if secret else None)
        store.secret = secret or ""
        return store

    def encode(self, session_dict: dict[str, Any]) -> str:
        return sealed(super().encode(session_dict), PURPOSE)

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """As Django does, what cannot be read is an empty session: its member signs in again."""
        try:
            held: dict[str, Any] = super().decode(opened(str(session_data), PURPOSE))
        except InvalidToken:
            return {}
        return held

    def _get_new_session_key(self) -> str:
        self.secret = get_random_string(SECRET_LENGTH, VALID_KEY_CHARS)
        return key_of(self.secret)


class SecretSessionMiddleware(SessionMiddleware):
    """Django's own, with the secret in the cookie where Django puts the key."""

    def process_request(self, request: HttpRequest) -> None:
        cookie = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        request.session = SessionStore.of_cookie(cookie)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response = super().process_response(request, response)
        cookie = response.cookies.get(settings.SESSION_COOKIE_NAME)
        session = request.session
        if cookie is not None and cookie.value and isinstance(session, SessionStore):
            response.cookies[settings.SESSION_COOKIE_NAME] = session.secret
        return response
