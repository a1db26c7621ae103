"""Signing in, in tests: an app that makes codes, devices, and being asked again."""

from __future__ import annotations

import time

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client
from django.urls import reverse

from personnel.models import Member
from tests.support.factories import PASSWORD

# What two browsers say of themselves.
ANDROID = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


class App:
    """The app on somebody's phone, set up for `member`."""

    def __init__(self, member: Member) -> None:
        self.secret = generate_totp_secret()
        self.kept = TOTP.activate(member, self.secret).instance

    def code(self, *, off: float = 0) -> str:
        """What the phone shows; `off`: how many seconds its clock is ahead."""
        return format_hotp_value(hotp_value(self.secret, int(time.time() + off) // 30))


def recovery_codes(member: Member) -> list[str]:
    return RecoveryCodes.activate(member).get_unused_codes()


def sign_in(member: Member, *, client: Client | None = None, password: str = PASSWORD, **sent):
    """The answer of the sign-in page, and the client that asked."""
    client = client or Client()
    typed = {"login": member.email, "password": password}
    return client.post(reverse("account_login"), typed, **sent), client


def give_code(client: Client, code: str):
    return client.post(reverse("mfa_authenticate"), {"code": code})


def is_in(client: Client) -> bool:
    return client.get(reverse("desk:signed-in")).status_code == 200


def shown_again(client: Client, member: Member) -> None:
    """As after “Show that it is you”."""
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(member.pk)
    session.save()
