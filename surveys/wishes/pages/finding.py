"""How every page of a contact wish begins and how it refuses."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from pages.requests import MemberRequest
from pages.responses import refused
from records.history import StepRefused
from surveys.models import ContactWish
from surveys.pages import View


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
