from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from policies.current import known_department, read_once


class DepartmentTimeMiddleware:
    """Every page speaks the department's local time, and reads its policy once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with read_once():
            department = known_department()
            request.department = department  # type: ignore[attr-defined]
            with timezone.override(department.zone if department else None):
                return self.get_response(request)
