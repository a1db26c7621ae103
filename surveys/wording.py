"""Questions in words, as those who write them read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from i18nfield.strings import LazyI18nString

from policies.packs import Pack
from surveys.models import Question, Survey
from surveys.questionnaires.coverage import OTHER, domains, hints, lacks

SOMETHING_ELSE = "Something else"


class QuestionLine(NamedTuple):
    """One question of the list, with what is to be mended in it."""

    number: int
    question: Question
    spanish: str
    kind: str
    about: str
    marks: list[str]


def question_lines(survey: Survey, questions: Sequence[Question], pack: Pack) -> list[QuestionLine]:
    """The questions in their order; only a draft is marked, since nothing else can be mended."""
    found = [*lacks(survey), *hints(questions)] if survey.is_draft else []
    return [
        QuestionLine(
            number=n,
            question=one,
            spanish=in_both(one.text)[1],
            kind=kind_words(one),
            about=domain_title(one.domain, pack),
            marks=[lack.words for lack in found if lack.question == one],
        )
        for n, one in enumerate(questions, start=1)
    ]


def kind_words(question: Question) -> str:
    """“A rating on a scale, 1 to 5, with “Don't know””."""
    told = [question.get_kind_display()]
    if question.is_scale:
        steps = " in half steps" if question.half_steps else ""
        told.append(f"{question.low} to {question.high}{steps}")
    elif question.options:
        told.append(f"{len(question.options)} choices")
    if question.dont_know:
        told.append("with “Don't know”")
    return ", ".join(told)


def ends_words(question: Question) -> str:
    """“Very unsafe to Very safe”, or the choices, in English."""
    if question.options:
        return "; ".join(str(option["text"].get("en", "")) for option in question.options)
    low, high = in_both(question.low_label)[0], in_both(question.high_label)[0]
    return f"{low} to {high}" if low and high else ""


def domain_title(key: str, pack: Pack) -> str:
    """What the policy calls the domain; a title of ours where the policy has no such domain."""
    named = {domain.key: domain.title for domain in domains(pack)}
    return named.get(key) or (SOMETHING_ELSE if key == OTHER else plain_title(key))


# Shelves of the wording bank whose keys are no words of ours.
TITLES = {
    "agency_performance": "Work of the department",
    "employee_competence": "Competence of its people",
    "officer_conduct": "Conduct of officers",
    "safety_city": "Safety in the city",
    "safety_neighborhood": "Safety in the neighborhood",
}


def plain_title(key: str) -> str:
    return TITLES.get(key) or key.replace("_", " ").capitalize()


def in_both(text: Any) -> tuple[str, str]:
    """What a text says in English and in Spanish, “” where it says nothing there."""
    data = text.data if isinstance(text, LazyI18nString) else text
    if not isinstance(data, dict):
        return str(data or ""), ""
    return data.get("en") or "", data.get("es") or ""
