"""What a survey found, by question and by area, and what people wrote to it (C-6, P-V.B)."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from documents.tables import csv_bytes
from pages.requests import MemberRequest
from policies.current import pack_of, policy
from policies.packs import Pack
from surveys.answers.held_words import held_words
from surveys.answers.permissions import may_read_answers
from surveys.models import Question, Survey
from surveys.pages import on_survey
from surveys.permissions import may_export_surveys
from surveys.questionnaires.listing import answered_words, days_words, with_counts
from surveys.results.own_words import MOST, TextPages, texts_of, written_to
from surveys.results.permissions import may_read_results, may_read_words
from surveys.results.results import results_of
from surveys.results.words import COLUMNS, HIDING_WORDS, in_order, rows_of, themes

QUESTIONS = 25
TEXTS = 25


@require_safe
@on_survey
def results(request: MemberRequest, survey: Survey) -> HttpResponse:
    """While it is open, only how many answered; when no answer can come any more, everything."""
    may_read = may_read_results(request.user, survey)
    context: dict[str, Any] = {"survey": survey, "days": days_words(survey), "may_read": may_read}
    if not may_read:
        counted = with_counts(Survey.objects.filter(pk=survey.pk)).get()
        context["answered"] = answered_words(survey, counted.answered)  # type: ignore[attr-defined]
        return render(request, "surveys/results/not_yet.html", context)
    found, pack = results_of(survey), _pack_of(survey)
    page = Paginator(in_order(found.questions, pack), QUESTIONS).get_page(request.GET.get("page"))
    context |= {
        "results": found,
        "page_obj": page,
        "themes": themes(list(page.object_list), pack, first=page.start_index()),
        "asks_area": survey.questions.filter(kind=Question.Kind.AREA).exists(),
        "hides": any(question.hides for question in found.questions),
        "hiding": HIDING_WORDS,
        "held": held_words(survey),
        "may_export": may_export_surveys(request.user),
        "may_read_answers": may_read_answers(request.user),
    }
    return render(request, "surveys/results/results.html", context)


@require_safe
@on_survey
def results_csv(request: MemberRequest, survey: Survey) -> HttpResponse:
    """The same numbers as a file; what is hidden on the page is hidden in it."""
    may_read_results(request.user, survey).require()
    may_export_surveys(request.user).require()
    content = csv_bytes(COLUMNS, rows_of(results_of(survey), _pack_of(survey)))
    return _file(content, f"results-{survey.key}.csv")


@require_safe
@on_survey
def words(request: MemberRequest, survey: Survey, question: str) -> HttpResponse:
    """What was written to one question, searched and paged."""
    may_read_words(request.user, survey).require()
    asked = _asked(survey, question)
    searched = request.GET.get("q", "").strip()[:200]
    found = written_to(survey, asked, searched)
    context = {
        "survey": survey,
        "question": asked,
        "q": searched,
        "page_obj": TextPages(found, TEXTS).get_page(request.GET.get("page")),
        "total": TextPages(written_to(survey, asked), TEXTS).count,
        "most": MOST,
        "may_export": may_export_surveys(request.user),
    }
    return render(request, "surveys/results/words.html", context)


@require_safe
@on_survey
def words_csv(request: MemberRequest, survey: Survey, question: str) -> HttpResponse:
    may_read_words(request.user, survey).require()
    may_export_surveys(request.user).require()
    asked = _asked(survey, question)
    found = written_to(survey, asked, request.GET.get("q", "").strip()[:200])
    content = csv_bytes([str(asked.text)], ([text] for text in texts_of(found)))
    return _file(content, f"words-{survey.key}-{asked.key}.csv")


def _asked(survey: Survey, key: str) -> Question:
    return get_object_or_404(survey.questions.filter(kind=Question.Kind.TEXT), key=key)


def _pack_of(survey: Survey) -> Pack:
    """The policy it had to cover when it opened; today's for one that came from a file."""
    return pack_of(survey.policy) if survey.policy else policy()


def _file(content: bytes, name: str) -> HttpResponse:
    named = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=named)
