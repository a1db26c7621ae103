"""The list of surveys, one survey, and the form of its own facts (K-IV.U, C-5, P-V.A)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from documents.tables import csv_bytes
from pages.requests import MemberRequest
from pages.sent_once import sent_once
from policies.clauses import first_link
from policies.current import pack_of, policy, today
from records.history import StaleRecord, StepRefused
from surveys.answer_files.permissions import may_read_answer_file
from surveys.answers.permissions import may_key_paper, may_look_at_held
from surveys.models import Survey
from surveys.pages import form_page, on_survey
from surveys.permissions import may_export_surveys
from surveys.questionnaires.coverage import LANGUAGES, clause_of, coverage
from surveys.questionnaires.forms.surveys import SurveyFilter, SurveyForm
from surveys.questionnaires.gate import entries, gate
from surveys.questionnaires.listing import answered_words, days_words, with_counts
from surveys.questionnaires.permissions import may_design, may_end_paper
from surveys.questionnaires.public import public_url, scan_code
from surveys.questionnaires.workflows import surveys as workflow
from surveys.results.permissions import may_read_results
from surveys.wishes.permissions import may_read_wishes
from surveys.wording import in_both, question_lines

PAGE = 25
EXPORTED = [
    "Key",
    "Title",
    "Title in Spanish",
    "Status",
    "Opened",
    "Last day",
    "Closed",
    "Questions",
    "Answers",
    "Designed by",
]


@require_safe
def survey_list(request: MemberRequest) -> HttpResponse:
    seen = Survey.objects.visible_to(request.user)
    narrowed = SurveyFilter(request.GET, seen)
    rows: Any = with_counts(narrowed.qs).select_related("designed_by")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    pack = policy()
    return render(
        request,
        "surveys/questionnaires/list.html",
        {
            "filter": narrowed,
            "page_obj": page,
            "rows": [(one, days_words(one), answered_words(one, one.answered)) for one in page],
            "total": seen.count(),
            "may_design": may_design(request.user),
            "may_export": may_export_surveys(request.user),
            "clause": first_link(pack, clause_of(pack)),
        },
    )


@require_safe
def surveys_export(request: MemberRequest) -> HttpResponse:
    """The list as it is narrowed, as CSV; answers as the page tells them."""
    may_export_surveys(request.user).require()
    narrowed = SurveyFilter(request.GET, Survey.objects.visible_to(request.user))
    rows = with_counts(narrowed.qs).select_related("designed_by")
    named = {"Content-Disposition": 'attachment; filename="surveys.csv"'}
    content = csv_bytes(EXPORTED, map(_exported, rows))
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=named)


def _exported(survey: Any) -> tuple[object, ...]:
    return (
        survey.key,
        *in_both(survey.title),
        survey.get_status_display(),
        survey.opened_on,
        survey.closes_on,
        survey.closed_on,
        survey.question_count,
        survey.answered if survey.is_closed else answered_words(survey, survey.answered),
        survey.designed_by.full_name,
    )


@require_safe
@on_survey
def survey_detail(request: MemberRequest, survey: Survey) -> HttpResponse:
    member = request.user
    pack = pack_of(survey.policy) if survey.policy else policy()
    questions = list(survey.questions.select_related("topic"))
    counted: Any = with_counts(Survey.objects.filter(pk=survey.pk)).get()
    return render(
        request,
        "surveys/questionnaires/detail.html",
        {
            "survey": survey,
            "days": days_words(survey),
            "answered": answered_words(survey, counted.answered),
            "clause": first_link(pack, clause_of(pack)),
            "covered": coverage(questions, pack),
            "questions": question_lines(survey, questions, pack),
            "words": _in_languages(survey),
            "ways": gate(survey, member, policy()),
            "entries": entries(survey),
            "may_design": may_design(member, survey),
            "may_read_results": may_read_results(member, survey),
            "may_key_paper": may_key_paper(member, survey),
            "may_end_paper": may_end_paper(member, survey),
            "may_look_at_held": may_look_at_held(member),
            "may_read_wishes": may_read_wishes(member),
            "held_count": survey.answers.held().count(),
            "answer_files": survey.files.all()[:PAGE] if may_read_answer_file(member) else (),
            "public_url": public_url(survey) if survey.is_open else "",
            "code": scan_code(public_url(survey)) if survey.is_open else None,
        },
    )


def _in_languages(survey: Survey) -> list[tuple[str, str, str]]:
    """Language, title and introduction, as far as they are written."""
    titles, introductions = in_both(survey.title), in_both(survey.introduction)
    return list(zip(LANGUAGES.values(), titles, introductions, strict=True))


@sent_once()
@form_page
def survey_new(request: MemberRequest) -> HttpResponse:
    may_design(request.user).require()
    form = SurveyForm(request.POST or None, today=today())
    if request.method == "POST" and form.is_valid():
        survey = workflow.design(form.survey(), by=request.user, at=timezone.now())
        messages.success(request, f"{survey.title} is a draft. Add its questions.")
        return redirect(survey)
    return _form_page(request, form, title="Write a survey", button="Make the draft")


@form_page
@on_survey
def survey_edit(request: MemberRequest, survey: Survey) -> HttpResponse:
    may_design(request.user, survey).require()
    title = str(survey.title)
    form = SurveyForm(request.POST or None, instance=survey, today=today())
    words = {"title": f"Edit {title}", "button": "Save the survey", "survey_title": title}
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data["version"]
            edited = form.survey()
            workflow.correct(edited, by=request.user, seen=seen, fields=form.changed_fields)
        except StaleRecord:
            return _conflict_page(request, form, survey, words)
        messages.success(request, "The changes are saved.")
        return redirect(survey)
    return _form_page(request, form, survey=survey, **words)


@sent_once()
@form_page
@on_survey
def survey_copy(request: MemberRequest, survey: Survey) -> HttpResponse:
    """A new draft with the same questions, under the title that is given here."""
    may_design(request.user).require()
    told = {name: getattr(survey, name) for name in ("title", "introduction", "areas")}
    form = SurveyForm(request.POST or None, initial=told, today=today())
    if request.method == "POST" and form.is_valid():
        made = workflow.copy(survey, form.survey(), by=request.user, at=timezone.now())
        messages.success(request, f"{made.title} is a draft with the questions of the other one.")
        return redirect(made)
    words = {"title": "Copy to a new draft", "button": "Make the draft"}
    return _form_page(request, form, survey=survey, survey_title=str(survey.title), **words)


def _form_page(request: MemberRequest, form: SurveyForm, **more: Any) -> HttpResponse:
    status = more.pop("status", 422 if form.errors else 200)
    return render(
        request, "surveys/questionnaires/form.html", {"form": form, **more}, status=status
    )


def _conflict_page(
    request: MemberRequest, form: SurveyForm, survey: Survey, words: dict[str, str]
) -> HttpResponse:
    """Somebody saved first: both versions, what was typed, and the version to save over."""
    saved = Survey.objects.get(pk=survey.pk)
    if not saved.is_draft:
        raise StepRefused("It is not a draft any more, so nothing of it changes.")
    differing = form.differing(saved)
    typed = request.POST.copy()
    typed["version"] = str(saved.version)
    again = SurveyForm(typed, instance=saved, today=today())
    return _form_page(request, again, survey=saved, status=409, differing=differing, **words)
