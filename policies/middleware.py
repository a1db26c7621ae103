from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from policies.models import Department


class DepartmentTimeMiddleware:
    """Every page speaks the department's local time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        department = Department.objects.first()
        request.department = department  # type: ignore[attr-defined]
        with timezone.override(department.zone if department else None):
            return self.get_response(request)
