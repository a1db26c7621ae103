"""Keeping what is typed into the intake form."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from outreach.concerns.forms.concerns import typed_in
from outreach.drafts import workflow as drafts
from outreach.models import Draft
from pages.requests import MemberRequest
from records.history import StepRefused
from records.wording import clock_words


@require_POST
def concern_draft(request: MemberRequest) -> HttpResponse:
    """Keeps the intake form as it stands; answers with the time and the draft's key."""
    key = _key(request.POST.get("draft", ""))
    if key is None:
        return JsonResponse({"reason": "This form has no key."}, status=400)
    now = timezone.now()
    try:
        drafts.keep(Draft.Form.CONCERN, typed_in(request.POST), key=key, by=request.user, at=now)
    except StepRefused as refusal:
        return JsonResponse({"reason": str(refusal)}, status=409)
    return JsonResponse({"saved": clock_words(now), "draft": str(key)})


def _key(typed: str) -> UUID | None:
    try:
        return UUID(typed) if typed else uuid4()
    except ValueError:
        return None
