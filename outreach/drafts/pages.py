"""Keeping what is typed, and throwing it away when asked."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.views.decorators.http import require_POST

from outreach.concerns.forms.concerns import typed_in
from outreach.drafts import workflow as drafts
from outreach.models import Draft
from pages.requests import MemberRequest
from pages.responses import form_page
from records.history import StepRefused
from records.wording import clock_words

FORM_OF = {
    Draft.Form.CONCERN: "outreach:concern-new",
    Draft.Form.PRESENTATION: "outreach:presentation-new",
}


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


@form_page
def draft_discard(request: MemberRequest, pk: int) -> HttpResponse:
    """Asks before a draft of one's own is discarded."""
    draft = get_object_or_404(Draft, pk=pk, member=request.user)
    back = reverse(FORM_OF[Draft.Form(draft.form)])
    if request.method != "POST":
        said = str(draft.typed.get("said", "")) or "Nothing is written down in it yet."
        page = {"draft": draft, "words": Truncator(said).chars(200), "back_url": back}
        return render(request, "outreach/drafts/discard.html", page)
    drafts.discard(draft.key, by=request.user)
    messages.success(request, "The draft is discarded.")
    return redirect(back)
