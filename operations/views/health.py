"""For whatever watches the server. Neither page asks who it is, and neither tells a secret."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from operations.readiness import looked_at


@login_not_required
@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """This process answers. Asked by the container; nothing else is looked at."""
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """Each thing it needs, green or red: 200 when all are green, 503 otherwise."""
    checks = looked_at(timezone.now())
    colors = {name: "green" if green else "red" for name, green in checks.items()}
    return JsonResponse(colors, status=200 if all(checks.values()) else 503)
