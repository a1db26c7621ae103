"""The steps of a concern: each a small page that says what will happen, and takes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from outreach.concerns.forms.steps import ResolveForm, ReviewAssignForm
from outreach.concerns.gate import STEP_OF, check_possible
from outreach.concerns.pages.finding import on_concern
from outreach.concerns.permissions import (
    may_answer,
    may_change_answer,
    may_read_identity,
    may_work_on,
)
from outreach.concerns.workflows import concerns as workflow
from outreach.models import Concern, Reporter
from pages.forms.notes import NoteForm
from pages.requests import MemberRequest
from pages.responses import form_page
from pages.sent_once import sent_once
from policies.clauses import ruling
from policies.current import policy, today
from records.history import StepRefused
from records.wording import day_words, short_day_words


@dataclass(frozen=True)
class NotePage:
    """A step that asks for a note: its words, and the workflow that takes it."""

    title: str
    words: str
    label: str
    button: str
    done: str
    take: Callable[..., object]
    required: bool = True


NOTES = {
    "resolve": NotePage(
        "Mark as resolved",
        "The concern is settled today. Someone else closes it.",
        "How was it resolved?",
        "Mark as resolved",
        "{number} is resolved. Someone else can close it now.",
        workflow.resolve_and_answer,
    ),
    "escalate": NotePage(
        "Escalate",
        "It is passed on for review. You keep it until it is assigned.",
        "Why is it beyond your authority?",
        "Escalate",
        "{number} is passed on for review.",
        workflow.escalate,
    ),
    "review": NotePage(
        "Take up for review",
        "You have it in hand. Then assign it or refer it.",
        ReviewAssignForm.FINDING,
        "Take up for review",
        "{number} is in review. Assign it or refer it next.",
        workflow.review,
    ),
    "close": NotePage(
        "Close",
        "{resolver} resolved it on {day}. Closing ends it.",
        "Anything to add",
        "Close the concern",
        "{number} is closed.",
        workflow.close,
        required=False,
    ),
    "reopen": NotePage(
        "Reopen",
        "It counts as open again, and its owner is told.",
        "Why is it not over?",
        "Reopen the concern",
        "{number} is open again.",
        workflow.reopen,
    ),
}


# The button of a step page that asks for the telephone number, not for the step.
TELEPHONE = "show_telephone"
WANTED = "They are owed an answer from today, within the days the department set."


@sent_once()
@form_page
@on_concern
def concern_step(request: MemberRequest, concern: Concern, step: str) -> HttpResponse:
    """Resolve, escalate, review, close and reopen: one note, then the workflow."""
    page = NOTES[step]
    STEP_OF[step].may(request.user, concern).require()
    check_possible(STEP_OF[step], concern)
    now = timezone.now()
    asked: dict[str, Any] = {"label": page.label, "required": page.required, "at": now}
    form: NoteForm
    if step == "resolve":
        form = ResolveForm(sent(request), concern=concern, **asked)
    else:
        form = NoteForm(sent(request), **asked)

    def take(known: dict[str, Any]) -> None:
        page.take(concern, by=request.user, at=now, **known)

    return step_page(
        request,
        concern,
        form,
        take,
        title=page.title,
        words=page.words.format(**resolved_words(concern)),
        button=page.button,
        done=page.done,
        subject="steps",
    )


def resolved_words(concern: Concern) -> dict[str, str]:
    """Who resolved it, and on which day; a file it came from may not say who."""
    step = concern.steps.filter(to_status=Concern.Status.RESOLVED).select_related("by").last()
    day = short_day_words(concern.settled_on) if concern.settled_on else ""
    return {"resolver": step.by.short_name if step else "Someone", "day": day}


@sent_once()
@form_page
@on_concern
def concern_answer(request: MemberRequest, concern: Concern) -> HttpResponse:
    """What the citizen or the group was told; once recorded, it stands."""
    check_unanswered(concern)
    may_answer(request.user, concern).require()
    workflow.check_awaited(concern)
    form, now = late_note(request, concern, "What were they told, and how?")

    def take(known: dict[str, Any]) -> None:
        said = {"text": known["note"], "happened": known["happened"]}
        workflow.answer(concern, by=request.user, at=now, **said)

    return step_page(
        request,
        concern,
        form,
        take,
        title="Record the answer",
        words="Write down what they were told. It counts by the day they were told."
        " The day it was written stays beside it.",
        button="Record the answer",
        done="The answer to {number} is recorded.",
        subject="answer",
    )


@sent_once()
@form_page
@on_concern
def concern_unreached(request: MemberRequest, concern: Concern) -> HttpResponse:
    """A try to answer that reached nobody; the answer stays owed."""
    check_unanswered(concern)
    may_answer(request.user, concern).require()
    workflow.check_awaited(concern)
    form, now = late_note(request, concern, "What was tried?")

    def take(known: dict[str, Any]) -> None:
        said = {"text": known["note"], "happened": known["happened"]}
        workflow.note_unreached(concern, by=request.user, at=now, **said)

    return step_page(
        request,
        concern,
        form,
        take,
        title="Could not be reached",
        words="It goes into the steps. The answer stays owed, by the same day.",
        button="Write it down",
        done="The try on {number} is written down.",
        subject="answer",
    )


@sent_once()
@form_page
@on_concern
def concern_owed(request: MemberRequest, concern: Concern) -> HttpResponse:
    """They want an answer after all, or none is owed any more."""
    check_unanswered(concern)
    may_change_answer(request.user, concern, today()).require()
    wanted = concern.answer_by is None
    form = NoteForm(sent(request), label="Who says so, and why?")

    def take(known: dict[str, Any]) -> None:
        workflow.want_answer(
            concern, by=request.user, at=timezone.now(), wanted=wanted, note=known["note"]
        )

    return step_page(
        request,
        concern,
        form,
        take,
        title="They want an answer" if wanted else "No answer is owed",
        words=WANTED if wanted else "The day to answer by goes. What was written down stays.",
        button="An answer is owed" if wanted else "No answer is owed",
        done="It is written down for {number}.",
        subject="answer",
    )


def check_unanswered(concern: Concern) -> None:
    """Raise StepRefused for what was answered meanwhile: no right is missing, it is done."""
    if concern.answered_on:
        raise StepRefused(
            f"It was answered {day_words(concern.answered_on)}. Once recorded, an answer stands."
        )


@sent_once()
@form_page
@on_concern
def concern_effort(request: MemberRequest, concern: Concern) -> HttpResponse:
    may_work_on(request.user, concern).require()
    form, now = late_note(request, concern, "What did you do?")

    def take(known: dict[str, Any]) -> None:
        said = {"text": known["note"], "happened": known["happened"]}
        workflow.note_effort(concern, by=request.user, at=now, **said)

    try:
        return step_page(
            request,
            concern,
            form,
            take,
            title="Write down an effort",
            words="It goes on the intake sheet and into the steps.",
            button="Keep the effort",
            done="The effort on {number} is written down.",
            subject="intake",
        )
    except StepRefused as refusal:
        # Sent twice, it is there once: nothing is lost, so the record is shown.
        messages.info(request, str(refusal))
        return redirect(concern)


def late_note(request: MemberRequest, concern: Concern, label: str) -> tuple[NoteForm, datetime]:
    """A note that can be written up later than it happened, and the moment it is written."""
    now = timezone.now()
    in_time = partial(workflow.happened_in_time, concern)
    return NoteForm(sent(request), label=label, in_time=in_time, at=now), now


def sent(request: MemberRequest) -> Any:
    """What was posted, or None when the page is only asked for."""
    taken = request.method == "POST" and TELEPHONE not in request.POST
    return request.POST if taken else None


def step_page(
    request: MemberRequest,
    concern: Concern,
    form: forms.Form,
    take: Callable[[dict[str, Any]], None],
    *,
    done: str,
    subject: str,
    **words: str,
) -> HttpResponse:
    """Show the form, or take the step with what it holds, say so and go back to the record."""
    if form.is_valid():
        take(form.cleaned_data)
        messages.success(request, done.format(number=concern.number))
        return redirect(concern)
    context = {
        "concern": concern,
        "form": form,
        "telephone": _telephone(request, concern, form),
        "clause": ruling(policy(), subject),
        "before": concern.steps.exclude(note="").select_related("by").last(),
        **words,
    }
    status = 422 if form.is_bound else 200
    page = render(request, "outreach/concerns/step.html", context, status=status)
    add_never_cache_headers(page)
    return page


@dataclass(frozen=True)
class Telephone:
    """Whether the number of whoever raised it can be shown here; once it was, the number."""

    may_show: bool
    is_shown: bool = False
    number: str = ""


def _telephone(request: MemberRequest, concern: Concern, form: forms.Form) -> Telephone:
    """Shown when it is asked for, and the reading is recorded first (floor 5). What was typed
    meanwhile stays in the form."""
    kept = Reporter.objects.filter(concern=concern).exists()
    if not kept or not may_read_identity(request.user, concern):
        return Telephone(may_show=False)
    if TELEPHONE not in request.POST:
        return Telephone(may_show=True)
    typed = {name: request.POST[name] for name in form.fields if name in request.POST}
    form.initial = {**form.initial, **typed}
    reporter = workflow.read_identity(concern, by=request.user, at=timezone.now())
    return Telephone(may_show=True, is_shown=True, number=reporter.phone if reporter else "")
