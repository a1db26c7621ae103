from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from documents.directions import isolated
from pages.requests import page_above
from records.history import StaleRecord, StepRefused


class RefusedStepMiddleware:
    """A step the record does not allow answers 409 with its reason, whichever view took it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, StepRefused | StaleRecord):
            return None
        context = {"reason": str(exception), "back_url": page_above(request.path)}
        return render(request, "409.html", context, status=409)


class PrivatePagesMiddleware:
    """What a signed-in member sees is kept by no browser, proxy or shared phone.

    A page that never asked who it is for shows nothing of anybody, and is left as it is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.session.accessed and request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store, private"
        return response


class DirectionsMiddleware:
    """Words written from right to left are kept to themselves on every page, as in every document."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.streaming and response.headers.get("Content-Type", "").startswith(
            "text/html"
        ):
            html = response.content.decode(response.charset)
            if (changed := isolated(html)) != html:
                response.content = changed
        return response


class CleanAddressMiddleware:
    """An address with a NUL in it is nobody's; PostgreSQL would stumble over it, SQLite not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Refuse before the view is asked: a plain 400."""
        asked = [request.path, *(value for values in request.GET.lists() for value in values[1])]
        if any("\x00" in words for words in asked):
            raise BadRequest("The address holds a character that no address has.")
