"""The pages on which a supervisor takes words out of a concern, and out of any other record."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from outreach.concerns.pages.finding import on_concern
from outreach.concerns.pages.steps import sent, step_page
from outreach.models import Concern
from outreach.redactions import workflow as redactions
from outreach.redactions.forms import RedactForm, RedactRecordForm
from outreach.redactions.permissions import may_redact
from outreach.redactions.subjects import subjects
from pages.requests import MemberRequest
from pages.responses import form_page, refused
from pages.sent_once import sent_once
from records.history import StepRefused

WORDS = (
    "The words go from this record, its history, its sheet, its presentation's brief report, and "
    "from drafts and reports that are not issued. They can't be brought back. What stays is that "
    "you did it, when, why, and what kind of words it was."
)
STILL_TOLD = (
    "They stay out of it when it is counted again. What it had them from holds them still; take them "
    "out there too"
)
MOST_NAMED = 10


@sent_once()
@form_page
@on_concern
def concern_redact(request: MemberRequest, concern: Concern) -> HttpResponse:
    may_redact(request.user, concern).require()
    form = RedactForm(sent(request))

    def take(known: dict[str, Any]) -> None:
        redactions.redact(concern, by=request.user, at=timezone.now(), **known)

    return step_page(
        request,
        concern,
        form,
        take,
        title="Redact words",
        words=WORDS,
        button="Take the words out",
        done="The words are taken out of {number}.",
        subject="intake",
    )


@sent_once()
@form_page
def redact_record(request: MemberRequest, subject: str, pk: int) -> HttpResponse:
    known = subjects().get(subject)
    if known is None:
        raise Http404
    record = get_object_or_404(known.visible_to(request.user), pk=pk)
    known.may(request.user, record).require()
    form, back_url = RedactRecordForm(sent(request)), record.get_absolute_url()
    if not form.is_valid():
        context = {"form": form, "record": record, "subject": known.words, "back_url": back_url}
        return render(
            request, "outreach/redactions/redact.html", context, status=422 if form.errors else 200
        )
    try:
        told_by = redactions.redact_record(
            record, subject=subject, by=request.user, at=timezone.now(), **form.cleaned_data
        )
    except StepRefused as refusal:
        return refused(request, str(refusal), back_url)
    messages.success(request, f"The words are taken out of this {known.words}.")
    if told_by:
        messages.warning(request, f"{STILL_TOLD}: {'; '.join(told_by[:MOST_NAMED])}.")
    return redirect(back_url)
