"""What citizens see, made without a session, a cookie or the member's frame.

The page of an open survey is drawn once per version of its questions and language, and kept;
only the number of the form is put in at each request.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from portal.contact import Contact
from portal.form_numbers import new_number
from portal.keeping import keep, kept
from portal.sending import TRAP, Sent
from surveys.answers.asking import asked, error_lines
from surveys.models import Survey

# Where the number of the form goes in a page that was drawn before.
NUMBER = "the-number-of-this-form"
KEPT_SECONDS = 300
SECONDS_A_QUESTION = 25
WAIT_SECONDS = 600
# The name of each language in itself, and of the two pages a survey has in it.
LANGUAGES = {"en": "English", "es": "Español"}
FORM, THANKS, SEND = 0, 1, 2
# An empty form stays in this browser's history and nowhere else: whoever goes back after sending
# stands before the same form with the same number, so that sending it again makes no second
# answer. Whoever opens the address anew is given a new form, since it is asked for each time.
IN_HISTORY = "private, no-cache"
# Added to the address of the thanks where a form was sent a second time.
BEFORE = "before"
PAGES = {
    "en": ("portal:survey", "portal:thanks", "portal:send"),
    "es": ("portal:survey-es", "portal:thanks-es", "portal:send-es"),
}


def blank_form(request: HttpRequest, survey: Survey, language: str) -> HttpResponse:
    """The survey's form, with nothing filled in yet and a number of its own."""
    name = f"portal:form:{survey.submission.hex}:{survey.version}:{language}"
    page = kept(name)
    if page is None:
        page = _drawn(request, "portal/survey.html", language, _form(survey, language))
        keep(name, page, KEPT_SECONDS)
    return _answer(page.replace(NUMBER, new_number(survey), 1), may_keep=IN_HISTORY)


def form_again(request: HttpRequest, survey: Survey, language: str, sent: Sent) -> HttpResponse:
    """The form with all that was typed: in the other language, or with what is wrong with it."""
    page = _form_with(request, survey, language, sent)
    return _answer(page, 200 if sent.only_switches else 422)


def wait(request: HttpRequest, survey: Survey, language: str, sent: Sent) -> HttpResponse:
    """Its network has sent very many forms: the form with all that was typed, to be sent again in
    some minutes. What is wrong with it is told when it is sent."""
    with translation.override(language):
        words = _("Very many forms came from your network just now.")
        wait_words = _("Nothing you wrote is lost. Wait ten minutes, then send this form again.")
    told = {"wait": words, "wait_words": wait_words}
    as_typed = replace(sent, errors={}, contact=replace(sent.contact, errors={}))
    page = _form_with(request, survey, language, as_typed, told)
    return _waits(_answer(page, 429))


def wait_in_short(request: HttpRequest, survey: Survey, language: str) -> HttpResponse:
    """The same without the form, for a network that goes on sending all the same."""
    context = {"survey": survey, "again": address_of(survey, language)}
    context |= _other(survey, language, FORM)
    return _waits(_answer(_drawn(request, "portal/wait.html", language, context), 429))


def _waits(answer: HttpResponse) -> HttpResponse:
    answer.headers["Retry-After"] = str(WAIT_SECONDS)
    return answer


def _form_with(
    request: HttpRequest,
    survey: Survey,
    language: str,
    sent: Sent,
    told: Mapping[str, Any] | None = None,
) -> str:
    number = sent.number.signed if sent.number else new_number(survey)
    context = _form(survey, language, sent, number) | dict(told or {})
    return _drawn(request, "portal/survey.html", language, context)


def closed(
    request: HttpRequest, survey: Survey, language: str, sent: Sent | None = None
) -> HttpResponse:
    """The survey has closed; what was sent too late stands there to be copied."""
    with translation.override(language):
        typed = list(_typed(survey, sent)) if sent else []
    context = {"survey": survey, "typed": typed, "day": survey.closed_on or survey.closes_on}
    page = _drawn(request, "portal/closed.html", language, context | _other(survey, language, FORM))
    return _answer(page, 409 if sent else 200)


def thanks(
    request: HttpRequest, survey: Survey, language: str, *, before: bool = False
) -> HttpResponse:
    """`before`: the form had been sent before, and what was sent now is kept no second time."""
    told = {"survey": survey, "again": address_of(survey, language), "before": before}
    context = told | _other(survey, language, THANKS)
    return _answer(_drawn(request, "portal/thanks.html", language, context))


def not_found(request: HttpRequest, language: str) -> HttpResponse:
    return _answer(_drawn(request, "portal/not_found.html", language, {"is_public": True}), 404)


def address_of(survey: Survey, language: str, page: int = FORM) -> str:
    """The address of the survey's FORM or THANKS page, or to SEND a form to, in a language."""
    return reverse(PAGES[language][page], args=[survey.key])


def _form(
    survey: Survey, language: str, sent: Sent | None = None, number: str = NUMBER
) -> dict[str, Any]:
    errors = sent.errors if sent else {}
    with translation.override(language):
        questions = asked(survey, sent.given if sent else {}, errors)
        contact = (sent.contact if sent else Contact()).fields
    wrong = [{"words": one.error, "target": one.id} for one in contact if one.error]
    return {
        "survey": survey,
        "questions": questions,
        "contact": contact,
        "minutes": max(1, round(len(questions) * SECONDS_A_QUESTION / 60)),
        "number": number,
        "trap": TRAP,
        "address": address_of(survey, language),
        "sends_to": address_of(survey, language, SEND),
        "errors": error_lines(questions, errors) + wrong,
        "is_typed": sent is not None,
        **_other(survey, language, FORM),
    }


def _other(survey: Survey, language: str, page: int) -> dict[str, Any]:
    """The way to the same page in the other language."""
    code = "es" if language == "en" else "en"
    return {
        "is_public": True,
        "other": {
            "code": code,
            "name": LANGUAGES[code],
            "url": address_of(survey, code, page),
            "sends_to": address_of(survey, code, SEND),
        },
    }


def _typed(survey: Survey, sent: Sent) -> Iterator[tuple[str, str]]:
    """(question, words) of what was sent, for a person to copy."""
    for one in asked(survey, sent.given, {}):
        chosen = [choice.words for choice in one.choices if choice.chosen and choice.value]
        if words := "; ".join(filter(None, [*chosen, one.typed])):
            yield one.text, words
    for field in sent.contact.fields:
        if field.typed:
            yield field.label, field.typed


def _drawn(request: HttpRequest, template: str, language: str, context: Mapping[str, Any]) -> str:
    """The page as text. It is drawn without the request, so it can show nothing of a session."""
    department = getattr(request, "department", None)
    with translation.override(language):
        return render_to_string(
            template, {"department": department, "LANGUAGE_CODE": language, **context}
        )


def _answer(page: str, status: int = 200, may_keep: str = "no-store") -> HttpResponse:
    """A page that shows what was typed is kept by nobody, not even the browser."""
    return HttpResponse(page, status=status, headers={"Cache-Control": may_keep})
