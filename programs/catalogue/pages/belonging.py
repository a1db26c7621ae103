"""Which topics and which people belong to a program, and until when (K-IV.Q, K-IV.E.6, K-IV.G.3)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from pages.requests import MemberRequest
from pages.responses import form_page
from pages.sent_once import sent_once
from policies.clauses import first_link
from policies.current import local_day, policy
from programs.catalogue.forms.topics import LastDayForm, PersonForm, TopicForm
from programs.catalogue.pages.found import on_program
from programs.catalogue.permissions import may_change
from programs.catalogue.workflows import personnel, topics
from programs.models import Program
from records.history import StepRefused
from records.wording import day_words

TOPICS = ("K-IV.Q", "P-IV.A")
PERSONNEL = ("K-IV.E.6", "K-IV.G.3", "P-IV.B")


@sent_once()
@form_page
@on_program
def topic_new(request: MemberRequest, program: Program) -> HttpResponse:
    may_change(request.user, program).require()
    now = timezone.now()
    form = TopicForm(request.POST or None, program=program, today=local_day(now))
    if request.method == "POST" and form.is_valid():
        known = form.cleaned_data
        try:
            topics.give_topic(program, by=request.user, at=now, **known)
        except StepRefused as refusal:
            form.add_error("topic", str(refusal))
        else:
            since = day_words(known["since"])
            messages.success(request, f"Sessions under “{known['topic']}” count since {since}.")
            return redirect(program)
    return _page(
        request,
        program,
        form,
        title="Add a topic",
        words="A topic serves one program at a time, so that no session counts twice.",
        button="Add the topic",
        clause=first_link(policy(), *TOPICS),
    )


@form_page
@on_program
def topic_end(request: MemberRequest, program: Program, topic: int) -> HttpResponse:
    """The topic no longer belongs to the program; `topic` is the key of the row that says so."""
    served = get_object_or_404(program.topics.select_related("topic"), pk=topic)
    may_change(request.user, program).require()
    topics.refuse_if_ended(served)
    now = timezone.now()
    form = LastDayForm(
        request.POST or None,
        since=served.since,
        today=local_day(now),
        help_text="Sessions after this day no longer count for the program.",
    )
    if request.method == "POST" and form.is_valid():
        topics.take_topic(served, by=request.user, at=now, **form.cleaned_data)
        messages.success(request, f"“{served.topic}” no longer belongs to the program.")
        return redirect(program)
    return _page(
        request,
        program,
        form,
        title=f"End the topic “{served.topic}”",
        words="The topic itself stays open and can serve another program.",
        button="End the topic",
        clause=first_link(policy(), *TOPICS),
    )


@sent_once()
@form_page
@on_program
def person_new(request: MemberRequest, program: Program) -> HttpResponse:
    may_change(request.user, program).require()
    now = timezone.now()
    form = PersonForm(request.POST or None, program=program, today=local_day(now))
    if request.method == "POST" and form.is_valid():
        named = form.save(commit=False)
        personnel.name_person(program, named, by=request.user, at=now)
        messages.success(request, f"{named.member} works in the program.")
        return redirect(program)
    return _page(
        request,
        program,
        form,
        title="Add personnel",
        words="They are told, and can enter hours, cost and feedback of the program.",
        button="Add to the program",
        clause=first_link(policy(), *PERSONNEL),
    )


@form_page
@on_program
def person_end(request: MemberRequest, program: Program, person: int) -> HttpResponse:
    """Somebody no longer works in the program; `person` is the key of the row that says so."""
    serving = get_object_or_404(program.personnel.select_related("member"), pk=person)
    may_change(request.user, program).require()
    personnel.refuse_if_ended(serving)
    now = timezone.now()
    form = LastDayForm(
        request.POST or None,
        since=serving.since,
        today=local_day(now),
        help_text="The last day on which they worked in the program.",
    )
    if request.method == "POST" and form.is_valid():
        personnel.end_person(serving, by=request.user, at=now, **form.cleaned_data)
        messages.success(request, f"{serving.member} is kept in the history of the program.")
        return redirect(program)
    return _page(
        request,
        program,
        form,
        title=f"{serving.member} no longer works in the program",
        words="The entry is kept as history.",
        button="Record the end",
        clause=first_link(policy(), *PERSONNEL),
    )


def _page(request: MemberRequest, program: Program, form: Any, **words: Any) -> HttpResponse:
    context = {"program": program, "form": form, **words}
    status = 422 if form.errors else 200
    return render(request, "programs/catalogue/part.html", context, status=status)
