"""The steps of a contact wish that ask for something: whom to give it to, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from pages.forms.notes import NoteForm
from pages.requests import MemberRequest
from pages.sent_once import sent_once
from policies.clauses import first_link
from policies.current import policy
from records.history import StepRefused
from surveys.models import ContactWish
from surveys.pages import form_page
from surveys.wishes import workflow
from surveys.wishes.forms import GiveForm
from surveys.wishes.listing import STEP_OF, Step, leads_on
from surveys.wishes.pages.finding import on_wish
from surveys.wishes.pages.wishes import FOLLOW_UP


@dataclass(frozen=True)
class NotePage:
    """A step that asks for a note: its words, and the workflow that takes it."""

    words: str
    label: str
    button: str
    done: str
    take: Callable[..., object]


NOTES = {
    "contacted": NotePage(
        "This ends the follow-up. Write what came of it, without their name.",
        "What came of it?",
        "Record the contact",
        "The contact is recorded.",
        workflow.contacted,
    ),
    "unreached": NotePage(
        "It can be taken up again later.",
        "What was tried, and when?",
        "Record that nobody was reached",
        "It is recorded that nobody was reached.",
        workflow.unreached,
    ),
    "return": NotePage(
        "It waits again for somebody of the unit to take it up.",
        "Why do you give it back?",
        "Give it back",
        "It is with the unit again.",
        workflow.give_back,
    ),
}


@sent_once()
@form_page
@on_wish
def wish_step(request: MemberRequest, wish: ContactWish, step: str) -> HttpResponse:
    """Contacted, not reached, given back: one note, then the workflow."""
    page = NOTES[step]
    _check(request, wish, STEP_OF[step])
    form = NoteForm(_sent(request), label=page.label)
    if form.is_valid():
        page.take(wish, by=request.user, at=timezone.now(), note=form.cleaned_data["note"])
        return _done(request, wish, page.done)
    return _page(request, wish, form, STEP_OF[step], words=page.words, button=page.button)


@sent_once()
@form_page
@on_wish
def wish_give(request: MemberRequest, wish: ContactWish) -> HttpResponse:
    step = STEP_OF["give"]
    _check(request, wish, step)
    form = GiveForm(_sent(request), wish=wish, by=request.user)
    if form.is_valid():
        workflow.assign(wish, by=request.user, at=timezone.now(), **form.cleaned_data)
        return _done(request, wish, f"{form.cleaned_data['to'].short_name} has it and is told.")
    words = "Whoever takes it sees the wish and is told at once."
    return _page(request, wish, form, step, words=words, button="Give it to them")


def _check(request: MemberRequest, wish: ContactWish, step: Step) -> None:
    """Refuse before anything is typed: for the person, then for where the wish stands."""
    step.may(request.user, wish).require()
    if not leads_on(step, wish):
        raise StepRefused(f"It stands at “{wish.get_status_display()}”.")


def _sent(request: MemberRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _done(request: MemberRequest, wish: ContactWish, words: str) -> HttpResponse:
    """Back to the wish, or to the list for whoever no longer sees it."""
    messages.success(request, words)
    seen = ContactWish.objects.visible_to(request.user).filter(pk=wish.pk)
    return redirect(wish) if seen.exists() else redirect("surveys:wishes")


def _page(
    request: MemberRequest, wish: ContactWish, form: forms.Form, step: Step, **words: str
) -> HttpResponse:
    context = {
        "wish": wish,
        "form": form,
        "title": step.label,
        "clause": first_link(policy(), FOLLOW_UP),
        **words,
    }
    status = 422 if form.is_bound else 200
    return render(request, "surveys/wishes/step.html", context, status=status)
