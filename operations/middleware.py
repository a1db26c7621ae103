"""The outermost layers: one log line for each request, and answers that ask nobody who they are."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic_ns
from typing import cast
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch, resolve
from django_structlog.middlewares import RequestMiddleware
from structlog.contextvars import bind_contextvars, clear_contextvars

# For whatever watches the server.
WATCHED = ("/healthz", "/readyz")
# Public pages: who answers a survey is not noted, not even when they happen to be signed in.
OF_CITIZENS = "portal"
KNOWN_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


class LogLineMiddleware(RequestMiddleware):
    """A line says which page was asked and how it ended; never its address, which holds keys,
    tokens and what was searched for, nor from where and with what it was asked."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = monotonic_ns()
        self.prepare(request)
        response = cast(HttpResponse, self.get_response(request))
        response["X-Request-ID"] = request.id  # type: ignore[attr-defined]
        bind_contextvars(duration_ms=(monotonic_ns() - begun) // 1_000_000)
        if member := _already_known(request):
            bind_contextvars(member=member)
        self.handle_response(request, response)
        return response

    def prepare(self, request: HttpRequest) -> None:
        """Give the request its number: ours, never one that was sent along. No line is written
        here; the library's would name the browser."""
        request.id = str(uuid4())  # type: ignore[attr-defined]
        clear_contextvars()
        bind_contextvars(request_id=request.id)  # type: ignore[attr-defined]

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        match = _match_of(request)
        method = request.method if request.method in KNOWN_METHODS else "another method"
        return f"{method} {match.view_name if match else 'no page'}"


def _match_of(request: HttpRequest) -> ResolverMatch | None:
    return getattr(request, "resolver_match", None)


def _already_known(request: HttpRequest) -> int | None:
    """The member's number, where a view asked who it is; nobody is looked up for the log."""
    match = _match_of(request)
    if match is None or match.app_name == OF_CITIZENS:
        return None
    return getattr(getattr(request, "_cached_user", None), "pk", None)


class WatchedMiddleware:
    """Answers whatever watches the server before a session, the department or anything else is
    looked up: with the database away /readyz still says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path not in WATCHED:
            return self.get_response(request)
        request.resolver_match = resolve(request.path)
        return request.resolver_match.func(request)
