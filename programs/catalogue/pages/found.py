"""How every page of a program begins."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from pages.requests import MemberRequest
from pages.responses import refused
from programs.models import Program
from records.history import StepRefused

View = Callable[..., HttpResponse]


def program_seen_by(request: MemberRequest, pk: int) -> Program:
    """The program, or 404 for whoever may not see it."""
    seen = Program.objects.visible_to(request.user).select_related("owner")
    return get_object_or_404(seen, pk=pk)


def on_program(view: View) -> View:
    """Gives the view its program; a step the record refuses becomes the 409 page with the reason."""

    @wraps(view)
    def found(request: MemberRequest, pk: int, **more: Any) -> HttpResponse:
        program = program_seen_by(request, pk)
        try:
            return view(request, program, **more)
        except StepRefused as refusal:
            return refused(request, str(refusal), program.get_absolute_url())

    return found
