"""The steps of a program: each a small page that says what will happen, and takes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from outreach.models import Presentation
from pages.forms.notes import NoteForm
from pages.requests import MemberRequest
from pages.responses import form_page
from policies.clauses import first_link
from policies.current import local_day, policy
from policies.periods import Period
from programs.catalogue.forms.programs import ApproveForm
from programs.catalogue.gate import ENDING, STEP_OF, check_possible
from programs.catalogue.pages.found import on_program
from programs.catalogue.permissions import may_approve
from programs.catalogue.sessions import sessions_in
from programs.catalogue.workflows import programs as workflow
from programs.models import Program

LOOKS_BACK = timedelta(days=90)


@dataclass(frozen=True)
class NotePage:
    """A step that asks for a note: its words, and the workflow that takes it."""

    title: str
    words: str
    label: str
    button: str
    done: str
    take: Callable[..., object]
    danger: bool = False


NOTES = {
    "pause": NotePage(
        "Pause the program",
        "It stands as paused until it is resumed. Sessions under its topics can still be reported, "
        "and count.",
        "Why, and until when?",
        "Pause the program",
        "{program} is paused.",
        workflow.pause,
    ),
    "resume": NotePage(
        "Resume the program",
        "It is active again from today.",
        "Why?",
        "Resume the program",
        "{program} is active again.",
        workflow.resume,
    ),
    "discontinue": NotePage(
        "Discontinue the program",
        "It ends today, with its topics. Everything that was recorded about it stays, and command "
        "can take it up again.",
        "Why?",
        "Discontinue the program",
        "{program} is discontinued.",
        workflow.discontinue,
        danger=True,
    ),
}
DECLINE = replace(
    NOTES["discontinue"],
    title="Decline the proposal",
    words="The program does not begin. It stays in the catalogue as discontinued, with your note.",
    button="Decline the proposal",
    done="The proposal is declined.",
)


@form_page
@on_program
def program_step(request: MemberRequest, program: Program, step: str) -> HttpResponse:
    """Pause, resume and discontinue: one note, then the workflow."""
    STEP_OF[step].may(request.user, program).require()
    check_possible(step, program)
    declined = step == "discontinue" and program.started_on is None
    page = DECLINE if declined else NOTES[step]
    form = NoteForm(request.POST or None, label=page.label)
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["note"]
        page.take(program, by=request.user, at=timezone.now(), note=note)
        messages.success(request, page.done.format(program=program))
        return redirect(program)
    ending = step == "discontinue" and not declined
    context: dict[str, Any] = {"page": page, "ending": ending}
    if ending:
        context |= _consequences(program)
    if step == "resume" and program.is_over:
        context["opening"] = program.topics.filter(topic__closed_on=program.ended_on)
    return _step_page(request, program, form, **context)


def _consequences(program: Program) -> dict[str, Any]:
    """What ends with the program: its topics, and what may have been arranged under them."""
    day = local_day(timezone.now())
    lately = sessions_in(program, Period(day - LOOKS_BACK, day))
    recent = lately.select_related("presenter").order_by("presenter__name", "pk")
    returned = lately.filter(status=Presentation.Status.RETURNED)
    return {
        "closing": program.topics.filter(until=None).select_related("topic"),
        "presenters": list(dict.fromkeys(str(one.presenter) for one in recent)),
        "returned": returned.select_related("topic", "presenter"),
        "unsettled": program.evaluations.unsettled().count(),
    }


@form_page
@on_program
def program_approve(request: MemberRequest, program: Program) -> HttpResponse:
    may_approve(request.user, program).require()
    check_possible("approve", program)
    now = timezone.now()
    form = ApproveForm(request.POST or None, program=program, today=local_day(now))
    if request.method == "POST" and form.is_valid():
        workflow.approve(program, by=request.user, at=now, **form.cleaned_data)
        messages.success(request, f"{program} is active.")
        return redirect(program)
    closed = program.topics.filter(until=None, topic__closed_on__isnull=False)
    page = {
        "title": "Approve the program",
        "words": "It becomes active, and its owner is told.",
        "button": "Approve the program",
    }
    opening = closed.select_related("topic")
    return _step_page(request, program, form, page=page, opening=opening)


def _step_page(request: MemberRequest, program: Program, form: Any, **context: Any) -> HttpResponse:
    context |= {"program": program, "form": form, "clause": first_link(policy(), *ENDING)}
    status = 422 if form.errors else 200
    return render(request, "programs/catalogue/step.html", context, status=status)
