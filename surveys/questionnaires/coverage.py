"""What a questionnaire still lacks before citizens can answer it (K-IV.U, C-5).

The domains are the policy's; a policy that names none (Portales, New Canaan) asks for none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from i18nfield.strings import LazyI18nString

from policies.packs import Pack, SurveyDomain
from surveys.models import Question, Survey

LANGUAGES = {"en": "English", "es": "Spanish"}
# A question about none of the policy's domains.
OTHER = "other"


@dataclass(frozen=True)
class Covered:
    """One domain of the policy with the questions that ask about it."""

    domain: SurveyDomain
    questions: Sequence[Question]


@dataclass(frozen=True)
class Lack:
    """One thing that is missing, as a sentence, with the question it is missing in."""

    words: str
    question: Question | None = None


def domains(pack: Pack) -> tuple[SurveyDomain, ...]:
    """The domains the policy wants asked about; none where it names none."""
    return pack.survey.domains if pack.survey else ()


def clause_of(pack: Pack) -> str:
    """The clause that asks for surveys (`K-IV.U`); empty where the policy has none."""
    return pack.survey.clause if pack.survey else ""


def coverage(questions: Sequence[Question], pack: Pack) -> list[Covered]:
    """Each domain of the policy, in its order, with the questions about it."""
    return [
        Covered(domain, [one for one in questions if one.domain == domain.key])
        for domain in domains(pack)
    ]


def missing(survey: Survey, pack: Pack) -> list[SurveyDomain]:
    """The domains of `pack` no question of the survey asks about (K-IV.U, C-5)."""
    return [one.domain for one in coverage(list(survey.questions.all()), pack) if not one.questions]


def lacks(survey: Survey) -> list[Lack]:
    """What else keeps the survey from opening, whatever the policy: words in both languages,
    at least one question, areas to choose from where one is asked for."""
    questions = list(survey.questions.all())
    if not questions:
        return [Lack("It has no question yet.")]
    return [
        *(Lack(f"The title has no {name} text.") for name in unwritten(survey.title)),
        *_half_written(survey.introduction, "The introduction"),
        *(lack for n, one in enumerate(questions, start=1) for lack in _of(one, n, survey)),
    ]


def hints(questions: Sequence[Question]) -> list[Lack]:
    """What may stay as it is and is better mended: ends of a scale nobody can read."""
    return [
        Lack(f"Question {n} does not say what {one.low} and {one.high} stand for.", one)
        for n, one in enumerate(questions, start=1)
        if one.is_scale and not (one.low_label and one.high_label)
    ]


def _of(question: Question, n: int, survey: Survey) -> Iterator[Lack]:
    called = f"Question {n}"
    for name in unwritten(question.text):
        yield Lack(f"{called} has no {name} text.", question)
    for what, text in (
        ("The hint", question.hint),
        ("The low end", question.low_label),
        ("The high end", question.high_label),
    ):
        for lack in _half_written(text, f"{what} of question {n}"):
            yield Lack(lack.words, question)
    for code, name in LANGUAGES.items():
        if any(not option["text"].get(code) for option in question.options):
            yield Lack(f"{called} has a choice without {name} text.", question)
    if question.kind in Question.WITH_OPTIONS and len(question.options) < 2:
        yield Lack(f"{called} needs two choices or more.", question)
    if question.kind == Question.Kind.AREA and len(survey.areas) < 2:
        yield Lack(f"{called} asks for an area, and the survey names no areas.", question)


def unwritten(text: LazyI18nString) -> list[str]:
    """The languages in which `text` says nothing: ["Spanish"]."""
    data = text.data if isinstance(text, LazyI18nString) else text
    if not isinstance(data, dict):
        data = {"en": data}
    return [name for code, name in LANGUAGES.items() if not str(data.get(code) or "").strip()]


def _half_written(text: LazyI18nString, what: str) -> Iterator[Lack]:
    """Words that may be left out, but not in one language alone."""
    silent = unwritten(text)
    if len(silent) == 1:
        yield Lack(f"{what} has no {silent[0]} text.")
