"""How every page of a concern begins and how it refuses."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from outreach.apart import note_under
from outreach.concerns.volume import opened
from outreach.imports.workflows.batches import note_reading
from outreach.models import Concern, Referral
from pages.requests import MemberRequest
from pages.responses import refused
from records.history import StepRefused

View = Callable[..., HttpResponse]
PARTS = (
    "category",
    "group",
    "presentation__topic",
    "officer",
    "owner",
    "division",
    "answered_by",
    "about_member",
)


def concern_seen_by(request: MemberRequest, number: str) -> Concern:
    """The concern, or 404 for whoever may not know of it."""
    seen = Concern.objects.visible_to(request.user).select_related(*PARTS)
    return get_object_or_404(seen, number=number)


def pending_referral(concern: Concern) -> Referral:
    """The referral that waits for its outcome. Raises StepRefused when there is none."""
    referral = concern.referrals.pending().select_related("to_division").first()
    if referral is None:
        raise StepRefused("The referral has ended.")
    return referral


def on_concern(view: View) -> View:
    """Gives the view its concern; a step the record refuses becomes the 409 page with the reason."""

    @wraps(view)
    def found(request: MemberRequest, number: str, **more: Any) -> HttpResponse:
        concern = concern_seen_by(request, number)
        note_under(concern)
        if request.method == "GET":
            if (
                not concern.restricted
            ):  # or the limit would be reached for what others don't know of
                opened(request.user, timezone.now())
            note_reading(concern, by=request.user, at=timezone.now())
        try:
            return view(request, concern, **more)
        except StepRefused as refusal:
            return refused(request, str(refusal), concern.get_absolute_url())

    return found
