"""Pages for what went wrong: plain, with an incident number that the log repeats."""

from __future__ import annotations

import logging
import sys
from secrets import token_hex
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.template.loader import render_to_string
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import requires_csrf_token

from pages.requests import page_above
from records.verdicts import StandsOtherwise

log = logging.getLogger(__name__)

# After this many seconds a browser or a proxy may ask again.
RETRY_AFTER = "60"
# More than the settings take in (DATA_UPLOAD_MAX_…).
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
# What a form sends besides what somebody typed.
NOT_TYPED = frozenset(
    {"csrfmiddlewaretoken", "draft", "more", "newest", "next", "reply_to", "seen", "version"}
)
# Of these nothing is shown again: the first ask for passwords, on the others nobody writes.
NOTHING_WRITTEN = ("account_", "desk:", "mfa_")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """An old page, or a foreign one; only what our own page sent is shown again."""
    typed = typed_in(request) if _sent_from_here(request) else []
    page = _page(request, "403_csrf.html", 403, reason, typed=typed)
    add_never_cache_headers(page)
    return page


def signed_out(request: HttpRequest) -> HttpResponse:
    """Somebody's session ended while they wrote: what they sent comes back, kept nowhere."""
    sign_in = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': _form_of(request)})}"
    context = {"typed": typed_in(request), "sign_in_url": sign_in}
    page = _drawn(request, "403_signed_out.html", 403, context)
    add_never_cache_headers(page)
    return page


def typed_in(request: HttpRequest) -> list[tuple[str, str]]:
    """(name, text) of what was typed into the form that was sent, to be shown again."""
    match = request.resolver_match or _match_of(request)
    if match is None or match.view_name.startswith(NOTHING_WRITTEN):
        return []
    sent = ((name, text) for name, texts in request.POST.lists() for text in texts)
    return [
        (name.replace("_", " ").capitalize(), text)
        for name, text in sent
        if name not in NOT_TYPED and text.strip() and not text.isdigit()
    ]


def _match_of(request: HttpRequest) -> ResolverMatch | None:
    """The page that was asked for, where a middleware failed before anybody looked it up."""
    try:
        return resolve(request.path_info)
    except Resolver404:
        return None


def _sent_from_here(request: HttpRequest) -> bool:
    return request.headers.get("origin") == f"{request.scheme}://{request.get_host()}"


def _form_of(request: HttpRequest) -> str:
    """The page the form stood on, as far as the browser tells; else where it was sent."""
    page = request.headers.get("referer", "")
    ours = url_has_allowed_host_and_scheme(
        page, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    if not ours:
        return request.get_full_path()
    return urlsplit(page)._replace(scheme="", netloc="").geturl()


@requires_csrf_token
def not_allowed(request: HttpRequest, refusal: HttpResponse) -> HttpResponse:
    """The page in place of an empty 405, with what the address does allow."""
    page = _drawn(request, "405.html", 405, {"back_url": page_above(request.path)})
    page["Allow"] = refusal.get("Allow", "GET, HEAD, POST")
    return page


def not_a_form(request: HttpRequest) -> HttpResponse:
    """What was sent is of a kind that no page here reads: 415."""
    return _page(request, "400.html", 415, "not a form")


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, TOO_MUCH):
        limits = {
            "fields": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS,
            "bytes": settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
        }
        return _page(request, "413.html", 413, type(exception).__name__, **limits)
    return _page(request, "400.html", 400, type(exception).__name__)


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403; or 409 where no right is missing and the record's state refuses."""
    if isinstance(exception, StandsOtherwise):
        context = {"reason": str(exception)}
        return _page(request, "409.html", 409, "refused by state", **context)
    return _page(request, "403.html", 403, "refused", exception=str(exception))


@requires_csrf_token
def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _drawn(request, "404.html", 404, {})


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """500; or 503 when the database is away or too many write at once, which passes.

    What our own page sent comes back on it, to be sent again.
    """
    typed = typed_in(request) if _sent_from_here(request) else []
    if isinstance(sys.exc_info()[1], OperationalError):
        page = _page(request, "503.html", 503, "the database did not answer", typed=typed)
        page["Retry-After"] = RETRY_AFTER
    else:
        page = _page(request, "500.html", 500, "server error", typed=typed)
    add_never_cache_headers(page)
    return page


def _page(
    request: HttpRequest, template: str, status: int, reason: str, /, **context: Any
) -> HttpResponse:
    """The page and one log line share the incident number; neither says who or what was typed."""
    incident = token_hex(4)
    log.warning("incident %s: %s %s", incident, status, reason)
    return _drawn(request, template, status, {"incident": incident, **context})


def _drawn(
    request: HttpRequest, template: str, status: int, context: dict[str, Any]
) -> HttpResponse:
    """The page, without its frame when the database that knows the frame is what failed."""
    # The address that was asked for may name a record the reader must not know of.
    context = {"here": "/", **context}
    try:
        return render(request, template, context, status=status)
    except DatabaseError:
        return HttpResponse(render_to_string(template, context), status=status)
