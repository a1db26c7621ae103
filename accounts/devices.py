"""Devices: what one is called in words, and which ones a member has signed in from before.

A known device carries a signed cookie with the member's key and a number of its own. It opens
nothing: whoever has it may still try the password when somebody else has used up the tries.
"""

from __future__ import annotations

from secrets import token_urlsafe

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from personnel.models import Member

COOKIE = "known_device"
SALT = "personnel.devices"
KNOWN_FOR = 180 * 24 * 60 * 60
# On a shared computer the last so many people are known.
MOST = 8

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "a Chromebook"),
    ("Mac OS X", "a Mac"),
    ("Linux", "Linux"),
)


def device_words(user_agent: str) -> str:
    """“Chrome on Android”, from what the browser says of itself."""
    browser = next((said for sign, said in BROWSERS if sign in user_agent), "A browser")
    system = next((said for sign, said in SYSTEMS if sign in user_agent), "")
    return f"{browser} on {system}" if system else browser


def known_device(request: HttpRequest, email: str) -> str:
    """The number of this device if the member with this address signed in here before; else ""."""
    for address, number in _held(request):
        if address == _mark(email):
            return number
    return ""


def remember_device(request: HttpRequest, response: HttpResponse, member: Member) -> None:
    """Let the browser keep that `member` signed in here."""
    own = _mark(member.email)
    others = [entry for entry in _held(request) if entry[0] != own]
    number = known_device(request, member.email) or token_urlsafe(12)
    response.set_cookie(
        COOKIE,
        signing.dumps([[own, number], *others[: MOST - 1]], salt=SALT),
        max_age=KNOWN_FOR,
        path="/accounts/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _held(request: HttpRequest) -> list[list[str]]:
    try:
        held = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KNOWN_FOR)
    except signing.BadSignature:
        return []
    return [entry for entry in held if isinstance(entry, list) and len(entry) == 2]


def _mark(email: str) -> str:
    """An address as the cookie names it: a digest, so that the browser keeps no address."""
    return salted_hmac(SALT, email.lower()).hexdigest()[:24]
