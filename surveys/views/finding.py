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
from surveys.models import ContactWish, Survey

__all__ = ["form_page", "on_survey", "on_wish"]

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


def on_wish(view: View) -> View:
    """Gives the view its contact wish, or 404; a refused step becomes the 409 page."""

    @wraps(view)
    def found(request: MemberRequest, pk: int, **more: Any) -> HttpResponse:
        visible = ContactWish.objects.visible_to(request.user).select_related("survey", "owner")
        wish = get_object_or_404(visible, pk=pk)
        try:
            return view(request, wish, **more)
        except StepRefused as refusal:
            return refused(request, str(refusal), wish.get_absolute_url())

    return found
