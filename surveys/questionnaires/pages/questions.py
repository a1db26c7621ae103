"""The questions of a draft: taken from the wording bank or written, changed, moved, removed."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from pages.requests import MemberRequest
from pages.sent_once import sent_once
from policies.clauses import first_link
from policies.current import policy
from policies.packs import SurveyDomain
from records.history import StaleRecord, StepRefused
from surveys.models import Question, Survey
from surveys.pages import form_page, on_survey
from surveys.questionnaires import bank
from surveys.questionnaires.coverage import OTHER, clause_of, domains, missing
from surveys.questionnaires.forms.questions import QuestionForm
from surveys.questionnaires.permissions import may_design
from surveys.questionnaires.workflows import questions as workflow
from surveys.wording import SOMETHING_ELSE, ends_words, kind_words, plain_title

SOMETHING = SurveyDomain(key=OTHER, title=SOMETHING_ELSE)


class Ready(NamedTuple):
    """One ready question in words, and whether the survey asks it already."""

    key: str
    english: str
    spanish: str
    words: str
    is_asked: bool


class Shelf(NamedTuple):
    """One domain of the page of ready questions, with those on its shelf."""

    domain: SurveyDomain
    items: list[Ready]
    is_missing: bool


@form_page
@on_survey
def question_bank(request: MemberRequest, survey: Survey) -> HttpResponse:
    """Ready questions by domain, to be taken as they are; and the kinds one can write."""
    may_design(request.user, survey).require()
    if request.method == "POST":
        return _taken(request, survey)
    pack = policy()
    context = {
        "survey": survey,
        "shelves": _shelves(survey),
        "kinds": Question.Kind.choices,
        "clause": first_link(pack, clause_of(pack)),
    }
    return render(request, "surveys/questionnaires/question_bank.html", context)


def _taken(request: MemberRequest, survey: Survey) -> HttpResponse:
    """The ready question that was chosen, at the end of the survey; twice is once."""
    domain, _, key = request.POST.get("take", "").partition("/")
    ready = bank.item(domain, key)
    if ready is None:
        raise Http404(f"no ready question {domain}/{key}")
    if survey.questions.filter(key=ready.key).exists():
        messages.info(request, "This question is asked already.")
    else:
        question = workflow.add(survey, ready.question(), by=request.user)
        messages.success(request, f"Added at the end: {question.text}")
    return redirect(f"{reverse('surveys:question-bank', args=[survey.key])}#{domain}")


def _shelves(survey: Survey) -> list[Shelf]:
    """The policy's domains in its order, then what else there are ready questions about."""
    pack = policy()
    asked = set(survey.questions.values_list("key", flat=True))
    lacking = {domain.key for domain in missing(survey, pack)}
    named = {domain.key: domain for domain in (*domains(pack), SOMETHING)}
    shelves = bank.shelves()
    unnamed = [SurveyDomain(key=key, title=plain_title(key)) for key in shelves.keys() - named]
    known = sorted([*named.values(), *unnamed], key=lambda domain: domain.key == OTHER)
    return [
        Shelf(
            domain,
            [_ready(one, asked) for one in bank.on_shelf(domain.key)],
            domain.key in lacking,
        )
        for domain in known
    ]


def _ready(item: bank.AskedQuestion, asked: set[str]) -> Ready:
    question = item.question()
    told = (kind_words(question), ends_words(question))
    words = ". ".join(part for part in told if part)
    return Ready(item.key, item.text.en, item.text.es, words, item.key in asked)


@sent_once()
@form_page
@on_survey
def question_new(request: MemberRequest, survey: Survey, kind: str) -> HttpResponse:
    may_design(request.user, survey).require()
    if kind not in Question.Kind.values:
        raise Http404(f"no kind of question {kind}")
    question = Question(survey=survey, kind=kind, domain=_wanted_domain(request))
    if kind == Question.Kind.RATING:
        question.low, question.high, question.dont_know = 1, 5, True
    form = _form(request, question)
    if request.method == "POST" and form.is_valid():
        workflow.add(survey, form.told(), by=request.user)
        messages.success(request, "The question is added at the end.")
        return _to_questions(survey)
    return _form_page(request, survey, form)


def _wanted_domain(request: MemberRequest) -> str:
    wanted = request.GET.get("domain", "")
    return wanted if wanted in {domain.key for domain in domains(policy())} else OTHER


@form_page
@on_survey
def question_edit(request: MemberRequest, survey: Survey, pk: int) -> HttpResponse:
    question = get_object_or_404(survey.questions, pk=pk)
    may_design(request.user, survey).require()
    form = _form(request, question)
    if request.method == "POST" and form.is_valid():
        told, seen = form.told(), form.facts.cleaned_data["version"]
        try:
            workflow.change(told, by=request.user, seen=seen, fields=form.changed_fields)
        except StaleRecord:
            return _conflict_page(request, survey, form)
        messages.success(request, "The question is saved.")
        return _to_questions(survey)
    return _form_page(request, survey, form)


def _form(request: MemberRequest, question: Question) -> QuestionForm:
    """The form as it is shown, sent, or sent for one more or one less row."""
    known = domains(policy())
    if request.method != "POST":
        return QuestionForm(question, known)
    if "rows" in request.POST:
        return QuestionForm(question, known, typed=request.POST, rows=request.POST["rows"])
    return QuestionForm(question, known, request.POST)


@require_POST
@on_survey
def question_move(request: MemberRequest, survey: Survey, pk: int) -> HttpResponse:
    question = get_object_or_404(survey.questions, pk=pk)
    workflow.put(question, by=request.user, up=request.POST.get("to") == "up")
    return redirect(f"{survey.get_absolute_url()}#question-{question.pk}")


@form_page
@on_survey
def question_remove(request: MemberRequest, survey: Survey, pk: int) -> HttpResponse:
    question = get_object_or_404(survey.questions, pk=pk)
    may_design(request.user, survey).require()
    if request.method == "POST":
        workflow.remove(question, by=request.user)
        messages.success(request, "The question is removed.")
        return _to_questions(survey)
    context = {"survey": survey, "question": question}
    return render(request, "surveys/questionnaires/question_remove.html", context)


def _to_questions(survey: Survey) -> HttpResponse:
    return redirect(f"{survey.get_absolute_url()}#questions")


def _form_page(
    request: MemberRequest, survey: Survey, form: QuestionForm, **more: Any
) -> HttpResponse:
    status = more.pop("status", 422 if form.errors else 200)
    context = {"survey": survey, "form": form, "question": form.question, **more}
    return render(request, "surveys/questionnaires/question_form.html", context, status=status)


def _conflict_page(request: MemberRequest, survey: Survey, form: QuestionForm) -> HttpResponse:
    """Somebody saved first: both versions, what was typed, and the version to save over."""
    saved = survey.questions.filter(pk=form.question.pk).first()
    if saved is None:
        raise StepRefused(workflow.REMOVED)
    differing = form.differing(saved)
    typed = request.POST.copy()
    typed["version"] = str(saved.version)
    again = QuestionForm(saved, domains(policy()), typed)
    return _form_page(request, survey, again, status=409, differing=differing)
