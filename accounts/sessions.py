"""How long somebody stays signed in, where they are, and what ends it.

A session ends after SESSION_IDLE_MINUTES without anything being done and after SESSION_HOURS in
any case. What a page asks by itself, such as how far a job is, carries the header BACKGROUND and
is nothing that somebody did. The moment of the last act is written at most once a minute, so a
session may end up to a minute early, never late.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout, update_session_auth_hash
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.devices import device_words
from personnel.models import Member

# Sent by scripts with what nobody asked for.
BACKGROUND = "Liaison-Background"
SINCE, ACTIVE, DEVICE = "signed_in_since", "last_active", "last_device"
WRITTEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class End:
    """When a session ends. `final`: nothing can put it off, it is SESSION_HOURS old by then."""

    at: datetime
    final: bool

    def seconds_left(self, moment: datetime | None = None) -> int:
        return max(0, int((self.at - (moment or timezone.now())).total_seconds()))


def end_of(session: Any) -> End:
    """When `session` ends if nothing more is done."""
    idle = _time(session[ACTIVE]) + timedelta(minutes=settings.SESSION_IDLE_MINUTES)
    last = _time(session[SINCE]) + timedelta(hours=settings.SESSION_HOURS)
    return End(min(idle, last), final=last <= idle)


def _time(stamp: float) -> datetime:
    return datetime.fromtimestamp(stamp, UTC)


class SessionHoursMiddleware:
    """Ends what is over, before the door is asked; notes what was done."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Where everybody may come in no session is looked at, but for the sign-in pages."""
        match = request.resolver_match
        door = match is not None and match.view_name.startswith(("account_", "mfa_"))
        if not door and not getattr(view, "login_required", True):
            return
        if not request.user.is_authenticated:
            return
        now = timezone.now()
        if SINCE in request.session and end_of(request.session).at < now:
            end_this(request)
            return
        see(request, now)
        request.session_end = end_of(request.session)  # type: ignore[attr-defined]


def see(request: HttpRequest, moment: datetime, *, at_once: bool = False) -> None:
    """Note that somebody did something; `at_once` when they say so, else once a minute."""
    session = request.session
    device = device_words(request.headers.get("User-Agent", ""))
    first = SINCE not in session
    if not first and session.get(DEVICE) == device and not at_once:
        if BACKGROUND in request.headers:
            return
        if moment - _time(session[ACTIVE]) < WRITTEN_EVERY:
            return
    if first:
        session[SINCE] = session[ACTIVE] = moment.timestamp()
    elif BACKGROUND not in request.headers:
        session[ACTIVE] = moment.timestamp()
    session[DEVICE] = device
    _listed(request, device)


def _listed(request: HttpRequest, device: str) -> None:
    """The session's row on the page of sessions, with each device that used it, newest last."""
    UserSession.objects.create_from_request(request)
    row = UserSession.objects.get(session_key=request.session.session_key)
    devices = [one for one in row.data.get("devices", []) if one != device]
    row.data["devices"] = [*devices, device][-5:]
    row.created_at = _time(request.session[SINCE])
    row.save(update_fields=["data", "created_at"])


def sessions_of(member: Member) -> list[UserSession]:
    """Those that are open, the one used last first."""
    rows = UserSession.objects.purge_and_list(member)
    return sorted(rows, key=lambda row: row.last_seen_at, reverse=True)


def end_this(request: HttpRequest) -> None:
    UserSession.objects.filter(session_key=request.session.session_key).delete()
    logout(request)


def end_all(member: Member) -> None:
    """Sign `member` out everywhere, in sessions no list knows of too."""
    Member.objects.filter(pk=member.pk).update(session_round=F("session_round") + 1)
    member.refresh_from_db(fields=["session_round"])
    for row in UserSession.objects.filter(user=member):
        row.end()


def end_others(request: HttpRequest, member: Member) -> None:
    """Sign `member` out everywhere but here."""
    here = request.session.session_key
    Member.objects.filter(pk=member.pk).update(session_round=F("session_round") + 1)
    member.refresh_from_db(fields=["session_round"])
    for row in UserSession.objects.filter(user=member).exclude(session_key=here):
        row.end()
    update_session_auth_hash(request, member)
    UserSession.objects.filter(session_key=here).update(session_key=request.session.session_key)
