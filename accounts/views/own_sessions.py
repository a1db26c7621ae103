"""Where somebody is signed in, and how long they still are."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import sessions as open_sessions
from audit.noting import note
from pages.requests import MemberRequest


@require_safe
def sessions(request: MemberRequest) -> HttpResponse:
    open_sessions.see(request, timezone.now(), at_once=True)
    here = request.session.session_key
    rows = open_sessions.sessions_of(request.user)
    return render(
        request,
        "account/sessions.html",
        {"rows": [(row, row.session_key == here) for row in rows]},
    )


@require_POST
def session_end(request: MemberRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(UserSession, pk=pk, user=request.user)
    if row.session_key == request.session.session_key:
        open_sessions.end_this(request)
        return redirect("account_login")
    row.end()
    note("sign-out elsewhere", request.user)
    messages.success(request, "That session has ended.")
    return redirect("account_sessions")


@require_POST
def sessions_end(request: MemberRequest) -> HttpResponse:
    """Out everywhere, here too: whoever thinks of somebody else signs in anew."""
    open_sessions.end_all(request.user)
    open_sessions.end_this(request)
    messages.success(request, "You are signed out everywhere.")
    return redirect("account_login")


@require_safe
def session_left(request: MemberRequest) -> HttpResponse:
    """For the page's own clock: how many seconds are left, and whether more can be had."""
    return _left(request)


@require_POST
def session_stay(request: MemberRequest) -> HttpResponse:
    open_sessions.see(request, timezone.now(), at_once=True)
    return _left(request)


def _left(request: MemberRequest) -> JsonResponse:
    end = open_sessions.end_of(request.session)
    return JsonResponse({"left": end.seconds_left(), "final": end.final})
