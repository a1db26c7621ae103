"""Keeping what is typed, and throwing it away when asked."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import Truncator

from outreach.drafts import workflow as drafts
from outreach.models import Draft
from pages.requests import MemberRequest
from pages.responses import form_page

FORM_OF = {
    Draft.Form.CONCERN: "outreach:concern-new",
    Draft.Form.PRESENTATION: "outreach:presentation-new",
}


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
