"""Each request says who is at work; a refusal, and a file that leaves, is in the audit log."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse

from audit.acting import acting, acting_as, now_acting
from audit.models import Entry
from audit.noting import note

REFUSALS = frozenset({403, 404, 409})


class ActingMiddleware:
    """Where everybody may come in nobody is asked who they are, and nothing is noted of them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with acting_as(request=getattr(request, "id", "")):
            response = self.get_response(request)
            if acting().actor is not None:
                _note_answer(request, response)
            return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Members are known from here on; a stranger at a door has an address and no name."""
        if not getattr(view, "login_required", True) and not is_door(request):
            return
        now_acting(address=address_of(request))
        if request.user.is_authenticated:
            now_acting(actor=request.user, session=session_of(request))


def is_door(request: HttpRequest) -> bool:
    """Signing in and whatever belongs to it."""
    match = request.resolver_match
    return match is not None and match.view_name.startswith(("account_", "mfa_"))


def opens(request: HttpRequest, name: str) -> bool:
    """Whether this part of the address lets whoever knows it in, as that of a one-time link."""
    return name == "key" and is_door(request)


def _note_answer(request: HttpRequest, response: HttpResponse) -> None:
    """A page refused before any step was taken, or a file that leaves the house."""
    match, status = request.resolver_match, response.status_code
    if match is None:
        return
    key = " ".join(str(value) for name, value in match.kwargs.items() if not opens(request, name))
    if status == 200 and "Content-Disposition" in response:
        note(f"file {match.view_name}", key=key, filters=sorted(name for name in request.GET))
    elif status in REFUSALS and (match.kwargs or status != 404) and not acting().refused:
        note(
            f"page {match.view_name}",
            key=key,
            outcome=Entry.Outcome.REFUSED,
            method=request.method,
            status=status,
        )


def session_of(request: HttpRequest) -> str:
    """The same few characters for the same session; the key itself opens a door and is not kept."""
    key = request.session.session_key or ""
    return hashlib.sha256(key.encode()).hexdigest()[:16] if key else ""


def address_of(request: HttpRequest) -> str:
    """Where the request came from, behind our proxy as it names it; "" when nobody says."""
    try:
        return str(get_adapter().get_client_ip(request))[:45]
    except (PermissionDenied, ImproperlyConfigured, ValueError):
        return ""
