"""Several concerns closed at once: chosen in the list, looked at on one page, closed each by itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from outreach.concerns.gate import STEP_OF, check_possible
from outreach.concerns.listing import PAGE
from outreach.concerns.pages.steps import resolved_words, sent
from outreach.concerns.permissions import may_close, may_close_several
from outreach.concerns.workflows.closing import close_each
from outreach.models import Concern
from pages.forms.notes import NoteForm
from pages.requests import MemberRequest
from pages.responses import form_page
from personnel.models import Member
from policies.clauses import ruling
from policies.current import policy
from records.history import StepRefused
from records.wording import number_words


@form_page
def concerns_close(request: MemberRequest) -> HttpResponse:
    """What was chosen, which of it can be closed and why the rest cannot; then close it."""
    may_close_several(request.user).require()
    chosen = _chosen(request)
    form = NoteForm(sent(request), label="Anything to add", required=False)
    if request.method == "POST" and chosen and form.is_valid():
        _close(request, chosen, form.cleaned_data["note"])
        return redirect(f"{reverse('outreach:concerns')}?view=close")
    rows = [(concern, why_not(request.user, concern), _how(concern)) for concern in chosen]
    context = {
        "rows": rows,
        "able": sum(not why for _, why, _ in rows),
        "form": form,
        "clause": ruling(policy(), "steps"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "outreach/concerns/concerns_close.html", context, status=status)


def _chosen(request: MemberRequest) -> list[Concern]:
    """Those whose boxes were ticked, as many as a page of the list holds; none that is not seen."""
    asked = request.POST if request.method == "POST" else request.GET
    seen = Concern.objects.visible_to(request.user)
    rows = seen.filter(number__in=asked.getlist("number")[:PAGE])
    return list(rows.select_related("category", "owner", "division").order_by("settled_on", "pk"))


def why_not(member: Member, concern: Concern) -> str:
    """Why `member` cannot close this one now; empty when it can be closed."""
    try:
        check_possible(STEP_OF["close"], concern)
    except StepRefused as refusal:
        return str(refusal)
    verdict = may_close(member, concern)
    return "" if verdict else verdict.reason


def _how(concern: Concern) -> dict[str, Any]:
    """Who resolved it, when and how: what is judged."""
    step = concern.steps.filter(to_status=Concern.Status.RESOLVED).last()
    return {**resolved_words(concern), "note": step.note if step else ""}


def _close(request: MemberRequest, chosen: list[Concern], note: str) -> None:
    done = close_each(chosen, by=request.user, at=timezone.now(), note=note)
    if done.closed:
        many = f"{number_words(len(done.closed))} concerns are closed."
        one = f"{done.closed[0].number} is closed."
        messages.success(request, one if len(done.closed) == 1 else many)
    for concern, reason in done.refused:
        messages.warning(request, f"{concern.number} is not closed. {reason}")
