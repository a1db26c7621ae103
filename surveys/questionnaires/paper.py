"""A survey to be filled in by hand: one form in one language, as PDF/UA.

What it says besides the survey's own words stands here in both languages, so that the document
is the same whatever language the server speaks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.dateformat import format as format_date

from documents.pdf import render_pdf
from jobs.papers import digest_of
from policies.current import department
from surveys.models import Question, Survey
from surveys.questionnaires.public import public_url, scan_code

FORM_TASK = "surveys.make_paper_form"
TEMPLATE = "surveys/questionnaires/paper.html"
LANGUAGES = {"en": "English", "es": "Español"}
TEXT_LINES = 5
Kind = Question.Kind

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "lang": "en-US",
        "day": "F j, Y",
        "draft": "Draft",
        "until": "Answers are taken until {day}",
        "how": "Mark each box with a cross, in pen. Leave out what you would rather not answer.",
        "names": "Do not write your name: we do not ask who you are.",
        "one": "Mark one.",
        "some": "Mark all that apply.",
        "number": "Write a number.",
        "words": "In your own words. Leave out names and addresses.",
        "dont_know": "Don't know",
        "return": "Where to return it",
        "return_to": "Hand this form to any officer, or bring or mail it to:",
        "return_by": "It has to arrive by {day}.",
        "online": "Or answer online",
        "code": "Code to scan with a phone: {url}",
        "emblem": "Emblem of the {department}",
        "thanks": "Thank you for taking the time.",
    },
    "es": {
        "lang": "es-US",
        "day": r"j \d\e F \d\e Y",
        "draft": "Borrador",
        "until": "Se aceptan respuestas hasta el {day}",
        "how": "Marque cada casilla con una cruz, con bolígrafo. Deje en blanco lo que prefiera no "
        "contestar.",
        "names": "No escriba su nombre: no preguntamos quién es usted.",
        "one": "Marque una.",
        "some": "Marque todas las que correspondan.",
        "number": "Escriba un número.",
        "words": "Con sus propias palabras. No escriba nombres ni direcciones.",
        "dont_know": "No sé",
        "return": "Dónde entregarlo",
        "return_to": "Entregue este formulario a cualquier oficial, o llévelo o envíelo por correo "
        "a:",
        "return_by": "Debe llegar a más tardar el {day}.",
        "online": "O conteste en línea",
        "code": "Código para escanear con un teléfono: {url}",
        "emblem": "Emblema de {department}",
        "thanks": "Gracias por su tiempo.",
    },
}


@dataclass(frozen=True)
class Printed:
    """One question on paper: boxes to mark (a scale stands in one line), or lines to write on."""

    number: int
    text: str
    hint: str
    how: str
    boxes: Sequence[str] = ()
    is_scale: bool = False
    low: str = ""
    high: str = ""
    lines: Sequence[int] = ()
    dont_know: str = ""


def paper_form(survey: Survey, language: str) -> bytes:
    """The form as PDF; the same survey gives the same bytes. Raises documents.pdf.PdfRefused."""
    return render_pdf(TEMPLATE, form_words(survey, language))


def made_from(survey: Survey, language: str) -> str:
    """The digest of what the form says now: a kept one is shown while this is the same."""
    return digest_of(render_to_string(TEMPLATE, form_words(survey, language)))


def form_words(survey: Survey, language: str) -> dict[str, Any]:
    """Everything the form says, in `language` ("en" or "es")."""
    said, house = WORDS[language], department()
    closes = _day(survey.closes_on, language) if survey.closes_on else ""
    url = public_url(survey, language) if survey.is_open else ""
    return {
        "survey": survey,
        "said": said,
        "department": house.name,
        "unit": house.unit,
        "place": house.place,
        "title": survey.title.localize(language),
        "introduction": survey.introduction.localize(language),
        "state": said["draft"] if survey.is_draft else "",
        "until": said["until"].format(day=closes) if closes else "",
        "return_by": said["return_by"].format(day=closes) if closes else "",
        "questions": [
            _printed(one, n, language) for n, one in enumerate(survey.questions.all(), start=1)
        ],
        "emblem": said["emblem"].format(department=house.name),
        "url": url,
        "code": scan_code(url) if url else None,
        "code_words": said["code"].format(url=url),
    }


def _day(day: date, language: str) -> str:
    with translation.override(language):
        return format_date(day, WORDS[language]["day"])


def _printed(question: Question, number: int, language: str) -> Printed:
    said = WORDS[language]
    return Printed(
        number=number,
        text=question.text.localize(language),
        hint=question.hint.localize(language),
        how=said[_how(question)],
        boxes=_boxes(question, language),
        is_scale=question.is_scale,
        low=question.low_label.localize(language),
        high=question.high_label.localize(language),
        lines=range(TEXT_LINES if question.kind == Kind.TEXT else 0),
        dont_know=said["dont_know"] if question.dont_know else "",
    )


def _how(question: Question) -> str:
    ways = {Kind.CHOICES: "some", Kind.NUMBER: "number", Kind.TEXT: "words"}
    return ways.get(Kind(question.kind), "one")


def _boxes(question: Question, language: str) -> list[str]:
    if question.is_scale:
        return [str(point) for point in question.points]
    if question.kind == Kind.AREA:
        return list(question.survey.areas)
    return [question.label_of(value, language) for value in question.option_values]
