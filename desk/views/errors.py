"""Pages for what went wrong: plain, with an incident number that the log repeats."""

from __future__ import annotations

import logging
import sys
from secrets import token_hex

from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token

log = logging.getLogger(__name__)

# After this many seconds a browser or a proxy may ask again.
RETRY_AFTER = "60"


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, "403_csrf.html", 403, reason)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, "400.html", 400, type(exception).__name__)


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, "403.html", 403, "refused", exception=str(exception))


@requires_csrf_token
def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _drawn(request, "404.html", 404, {})


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """500; or 503 when the database is away or too many write at once, which passes."""
    if isinstance(sys.exc_info()[1], OperationalError):
        busy = _page(request, "503.html", 503, "the database did not answer")
        busy["Retry-After"] = RETRY_AFTER
        return busy
    return _page(request, "500.html", 500, "server error")


def _page(
    request: HttpRequest, template: str, status: int, reason: str, **context: str
) -> HttpResponse:
    """The page and one log line share the incident number; neither says who or what was typed."""
    incident = token_hex(4)
    log.warning("incident %s: %s %s", incident, status, reason)
    return _drawn(request, template, status, {"incident": incident, **context})


def _drawn(
    request: HttpRequest, template: str, status: int, context: dict[str, str]
) -> HttpResponse:
    """The page, without its frame when the database that knows the frame is what failed."""
    try:
        return render(request, template, context, status=status)
    except DatabaseError:
        return HttpResponse(render_to_string(template, context), status=status)
