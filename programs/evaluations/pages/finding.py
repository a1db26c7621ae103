"""Finding the evaluation a request names, and giving a list away as a file."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from pages.requests import MemberRequest
from programs.models import Evaluation


def seen_evaluation(request: MemberRequest, pk: int) -> Evaluation:
    """The evaluation, or 404 for whoever may not see it."""
    seen = Evaluation.objects.visible_to(request.user)
    related = seen.select_related("program__owner", "policy", "decided_by")
    return get_object_or_404(related, pk=pk)


def as_csv(content: bytes, name: str) -> HttpResponse:
    """A CSV file to be saved under `name`, without its ending."""
    named = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=named)
