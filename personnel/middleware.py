from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from personnel.history import StaleRecord, StepRefused


class RefusedStepMiddleware:
    """A step the record does not allow answers 409 with its reason, whichever view took it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, StepRefused | StaleRecord):
            return None
        back = request.path.rstrip("/").rsplit("/", 1)[0] + "/"
        return render(request, "409.html", {"reason": str(exception), "back_url": back}, status=409)
