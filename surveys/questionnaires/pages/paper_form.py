"""A survey as citizens see it: on a page, on paper, and as a code to scan."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from jobs.papers import Wanted, shown
from pages.requests import MemberRequest
from surveys.answers.asking import asked
from surveys.models import Survey
from surveys.pages import on_survey
from surveys.questionnaires.paper import FORM_TASK, LANGUAGES, made_from
from surveys.questionnaires.public import code_file, public_url


@require_safe
@on_survey
def survey_preview(request: MemberRequest, survey: Survey) -> HttpResponse:
    """The questions as citizens will see them, in the language that is asked for."""
    language = request.GET.get("language", "en")
    language = language if language in LANGUAGES else "en"
    with translation.override(language):
        told = {
            "title": str(survey.title),
            "introduction": str(survey.introduction),
            "asked": asked(survey, {}, {}),
        }
    context = {"survey": survey, "language": language, "languages": LANGUAGES.items(), **told}
    return render(request, "surveys/questionnaires/preview.html", context)


@require_safe
@on_survey
def survey_paper(request: MemberRequest, survey: Survey, language: str) -> HttpResponse:
    """The form to print, in one language (PDF)."""
    if language not in LANGUAGES:
        raise Http404(f"no form in {language}")
    wanted = Wanted(
        FORM_TASK,
        survey.pk,
        made_from(survey, language),
        subject=f"Form to print: {survey.title.localize('en')} ({LANGUAGES[language]})",
        file_name=f"{survey.key}-{language}.pdf",
        back_url=survey.get_absolute_url(),
        variant=language,
    )
    return shown(request, wanted)


@require_safe
@on_survey
def survey_code(request: MemberRequest, survey: Survey) -> HttpResponse:
    """The code to scan, as an SVG file for a poster."""
    if not survey.is_open:
        raise Http404("only an open survey has a public address")
    name = f'attachment; filename="{survey.key}.svg"'
    content = code_file(public_url(survey))
    return HttpResponse(
        content, content_type="image/svg+xml", headers={"Content-Disposition": name}
    )
