"""The steps of a survey: each a page that says what will follow, and takes it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from pages.requests import MemberRequest
from policies.clauses import first_link
from policies.current import policy, today
from records.history import StepRefused
from records.wording import day_words
from surveys.models import Survey
from surveys.pages import form_page, on_survey
from surveys.questionnaires.coverage import clause_of, hints
from surveys.questionnaires.forms.surveys import OpenForm
from surveys.questionnaires.gate import STEP_OF, leads_on
from surveys.questionnaires.listing import days_words
from surveys.questionnaires.permissions import may_close, may_discard, may_end_paper, may_open
from surveys.questionnaires.public import public_url
from surveys.questionnaires.workflows import surveys as workflow


@form_page
@on_survey
def survey_open(request: MemberRequest, survey: Survey) -> HttpResponse:
    """The last day is asked, and what cannot be changed any more is said (K-IV.U, C-5)."""
    _check_possible("open", survey)
    may_open(request.user, survey).require()
    form = OpenForm(request.POST or None, survey=survey, today=today())
    if request.method == "POST" and form.is_valid():
        workflow.open_survey(survey, by=request.user, at=timezone.now(), **form.cleaned_data)
        closes = day_words(form.cleaned_data["closes_on"])
        messages.success(request, f"{survey.title} is open. It closes by itself after {closes}.")
        return redirect(survey)
    pack = policy()
    context = {
        "survey": survey,
        "form": form,
        "hints": hints(list(survey.questions.all())),
        "question_count": survey.questions.count(),
        "public_url": public_url(survey),
        "clause": first_link(pack, clause_of(pack)),
    }
    status = 422 if form.errors else 200
    return render(request, "surveys/questionnaires/open.html", context, status=status)


@form_page
@on_survey
def survey_close(request: MemberRequest, survey: Survey) -> HttpResponse:
    """Close it before its last day."""
    _check_possible("close", survey)
    may_close(request.user, survey).require()
    if request.method == "POST":
        workflow.close(survey, by=request.user, at=timezone.now())
        messages.success(request, f"{survey.title} has closed.")
        return redirect(survey)
    context = {"survey": survey, "days": days_words(survey)}
    return render(request, "surveys/questionnaires/close.html", context)


@form_page
@on_survey
def survey_end_paper(request: MemberRequest, survey: Survey) -> HttpResponse:
    """All answers on paper are keyed in; nothing more is taken."""
    may_end_paper(request.user, survey).require()
    if request.method == "POST":
        workflow.end_paper(survey, by=request.user, at=timezone.now())
        messages.success(request, "No answers on paper are taken any more.")
        return redirect(survey)
    return render(request, "surveys/questionnaires/end_paper.html", {"survey": survey})


@form_page
@on_survey
def survey_discard(request: MemberRequest, survey: Survey) -> HttpResponse:
    _check_possible("discard", survey)
    may_discard(request.user, survey).require()
    if request.method == "POST":
        workflow.discard(survey, by=request.user, at=timezone.now())
        messages.success(request, f"{survey.title} is discarded.")
        return redirect("surveys:surveys")
    return render(request, "surveys/questionnaires/discard.html", {"survey": survey})


def _check_possible(page: str, survey: Survey) -> None:
    """Raise StepRefused unless the survey's status leads to this step."""
    if not leads_on(STEP_OF[page], survey):
        now = survey.get_status_display().lower()
        raise StepRefused(f"It is {now}: this step is not open to it. Nothing was changed.")
