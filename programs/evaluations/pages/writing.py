"""Writing an evaluation and sending it up, each step a page or a post of its own."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from pages.requests import MemberRequest
from pages.responses import form_page
from policies.current import pack_of, today
from policies.reading import clause_link
from programs.evaluations.changes import since_returned
from programs.evaluations.forms.evaluations import DiscussionForm, ReturnForm, SubmitForm, WordsForm
from programs.evaluations.lacking import lacking_before_deciding
from programs.evaluations.pages.finding import seen_evaluation
from programs.evaluations.permissions import (
    may_note_discussion,
    may_return,
    may_submit,
    may_write_evaluation,
)
from programs.evaluations.reading import EvaluationView
from programs.evaluations.workflows import evaluations as workflow
from programs.evaluations.workflows.evaluations import Words, deciders_of
from programs.models import Evaluation
from programs.openable import openable_by
from records.history import StaleRecord


@form_page
def evaluation_write(request: MemberRequest, pk: int) -> HttpResponse:
    evaluation = seen_evaluation(request, pk)
    may_write_evaluation(request.user, evaluation).require()
    form = WordsForm(request.POST or None, initial=_words_of(evaluation))
    if not form.is_valid():
        return _writing(request, evaluation, form, status=422 if form.is_bound else 200)
    known = dict(form.cleaned_data)
    seen = known.pop("seen")
    try:
        workflow.write(evaluation, Words(**known), by=request.user, at=timezone.now(), seen=seen)
    except StaleRecord:
        return _conflict(request, pk, form)
    messages.success(request, "Saved.")
    return redirect(evaluation)


def _words_of(evaluation: Evaluation) -> dict[str, Any]:
    return {
        "account": evaluation.account,
        "recommendation": evaluation.recommendation,
        "reasons": evaluation.reasons,
        "seen": evaluation.written,
    }


def _conflict(request: MemberRequest, pk: int, form: WordsForm) -> HttpResponse:
    """Somebody saved first: both texts, and the state to save over."""
    saved = seen_evaluation(request, pk)
    typed = request.POST.copy()
    typed["seen"] = str(saved.written)
    again = WordsForm(typed)
    again.is_valid()
    return _writing(request, saved, again, status=409, differing=form.differing(saved))


def _writing(
    request: MemberRequest, evaluation: Evaluation, form: WordsForm, *, status: int, **more: Any
) -> HttpResponse:
    context = {
        "evaluation": evaluation,
        "form": form,
        "view": EvaluationView(evaluation),
        "returned": evaluation.steps.filter(to_status="returned").select_related("by").last(),
        **more,
    }
    return render(request, "programs/evaluations/write.html", context, status=status)


@require_POST
def evaluation_gather(request: MemberRequest, pk: int) -> HttpResponse:
    evaluation = seen_evaluation(request, pk)
    workflow.gather_again(evaluation, by=request.user, at=timezone.now())
    messages.success(request, "Counted anew from the records as they are now.")
    return redirect(evaluation)


@form_page
def evaluation_submit(request: MemberRequest, pk: int) -> HttpResponse:
    evaluation = seen_evaluation(request, pk)
    may_submit(request.user, evaluation).require()
    form = SubmitForm(request.POST or None, initial={"seen": evaluation.written})
    if form.is_valid():
        workflow.submit(evaluation, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, "It is on its way to whoever decides.")
        return redirect(evaluation)
    able = [member.short_name for member in deciders_of(evaluation)]
    lacking = lacking_before_deciding(evaluation, request.user)
    return _step(request, evaluation, form, "submit", deciders=able, lacking=lacking)


@form_page
def evaluation_return(request: MemberRequest, pk: int) -> HttpResponse:
    evaluation = seen_evaluation(request, pk)
    form = ReturnForm(request.POST or None, initial={"seen": evaluation.version})
    if form.is_valid():
        workflow.send_back(evaluation, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, f"Returned to {evaluation.program.owner}.")
        return redirect(evaluation)
    may_return(request.user, evaluation).require()
    workflow.refuse_unless_sent_up(evaluation)
    return _step(request, evaluation, form, "return")


@form_page
def evaluation_discussion(request: MemberRequest, pk: int) -> HttpResponse:
    evaluation = seen_evaluation(request, pk)
    may_note_discussion(request.user, evaluation).require()
    form = DiscussionForm(request.POST or None, year=evaluation.period, today=today())
    if form.is_valid():
        noted = form.save(commit=False)
        workflow.note_discussion(evaluation, noted, by=request.user, at=timezone.now())
        messages.success(request, "The discussion is noted.")
        return redirect(evaluation)
    return _step(request, evaluation, form, "discussion")


def _step(
    request: MemberRequest, evaluation: Evaluation, form: forms.BaseForm, step: str, **more: Any
) -> HttpResponse:
    clause = clause_link(pack_of(evaluation.policy), evaluation.clause)
    context = {
        "evaluation": evaluation,
        "form": form,
        "clause": clause,
        "view": EvaluationView(evaluation),
        "since": since_returned(evaluation, partial(openable_by, request.user)),
        **more,
    }
    status = 422 if form.is_bound else 200
    return render(request, f"programs/evaluations/{step}.html", context, status=status)
