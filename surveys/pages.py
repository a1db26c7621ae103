"""How every page of a survey begins and how it refuses."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from pages.requests import MemberRequest
from pages.responses import form_page, refused
from records.history import StepRefused
from surveys.models import Survey

__all__ = ["form_page", "on_survey"]

View = Callable[..., HttpResponse]


def on_survey(view: View) -> View:
    """Gives the view its survey, or 404; a step the record refuses becomes the 409 page."""

    @wraps(view)
    def found(request: MemberRequest, key: str, **more: Any) -> HttpResponse:
        visible = Survey.objects.visible_to(request.user).select_related("designed_by", "policy")
        survey = get_object_or_404(visible, key=key)
        try:
            return view(request, survey, **more)
        except StepRefused as refusal:
            return refused(request, str(refusal), survey.get_absolute_url())

    return found
