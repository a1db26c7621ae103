"""How a question is put on a page: its words, what can be chosen, and what was typed so far.

Plain values for templates/components/question.html, in the language that is active. Citizens'
pages and the page for answers on paper show the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from surveys.answers.answering import LONGEST_NUMBER, LONGEST_TEXT, Given
from surveys.models import Question, Survey
from surveys.values import DONT_KNOW

# Fields of questions are told by this from the other fields of a form.
PREFIX = "q."
ONE, SOME, TEXT, NUMBER = "radio", "checkbox", "text", "number"
TYPES = {"choices": SOME, "text": TEXT, "number": NUMBER}


@dataclass(frozen=True)
class Choice:
    """One thing to choose. `alone`: choosing it goes with nothing else."""

    id: str
    value: str
    words: str
    more: str = ""
    chosen: bool = False
    alone: bool = False


class Wrong(Protocol):
    """A question on a page with what is wrong with it, and the id of the field that puts it right."""

    @property
    def text(self) -> str: ...
    @property
    def error(self) -> str: ...
    @property
    def target(self) -> str: ...


@dataclass(frozen=True)
class Asked:
    """One question on the page. `type` is that of its fields; `name` is what they send."""

    id: str
    name: str
    type: str
    text: str
    hint: str
    how: str
    choices: Sequence[Choice] = ()
    typed: str = ""
    error: str = ""
    longest: int = 0

    @property
    def target(self) -> str:
        """The id of the field an error leads to."""
        return self.choices[0].id if self.choices and self.type in (ONE, SOME) else self.id


def asked(survey: Survey, given: Given, errors: Mapping[str, str]) -> list[Asked]:
    """Every question of the survey, with what was given and what is wrong with it."""
    return [
        _asked(question, n, survey.areas, given.get(question.key, ()), errors.get(question.key, ""))
        for n, question in enumerate(survey.questions.all(), start=1)
    ]


def given_in(sent: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """What a form sent for the questions, by their keys. `sent` holds lists: dict(POST.lists())."""
    return {
        name.removeprefix(PREFIX): values
        for name, values in sent.items()
        if name.startswith(PREFIX)
    }


def error_lines(questions: Sequence[Wrong], errors: Mapping[str, str]) -> list[dict[str, str]]:
    """What is wrong, in the order of the form, each with the field that puts it right.

    "" among `errors` is what is wrong with the form as a whole.
    """
    whole = [{"words": errors[""], "target": ""}] if "" in errors else []
    return whole + [
        {"words": f"{one.text} {one.error}", "target": one.target} for one in questions if one.error
    ]


def _asked(
    question: Question, n: int, areas: Sequence[str], given: Sequence[str], error: str
) -> Asked:
    kind = TYPES.get(question.kind, ONE)
    made = Asked(
        id=f"q{n}",
        name=f"{PREFIX}{question.key}",
        type=kind,
        text=str(question.text),
        hint=str(question.hint),
        how=_how(question, kind),
        typed=_typed(kind, given),
        error=error,
        longest=LONGEST_TEXT if kind == TEXT else LONGEST_NUMBER + 1,
    )
    offered = [*_offered(question, areas, kind), *_besides(question, kind)]
    chosen = set(given)
    return replace(
        made,
        choices=[
            replace(one, id=f"{made.id}-{m}", chosen=one.value in chosen)
            for m, one in enumerate(offered, start=1)
        ],
    )


def _typed(kind: str, given: Sequence[str]) -> str:
    if kind == TEXT:
        return "\n".join(given)
    return next((value for value in given if value != DONT_KNOW), "") if kind == NUMBER else ""


def _how(question: Question, kind: str) -> str:
    """What to do, where the fields alone do not say it."""
    if kind == SOME:
        return _("Choose all that apply.")
    if kind == TEXT:
        return _("In your own words, up to 2,000 characters. Leave out names and addresses.")
    if kind == NUMBER:
        return _("Write a number.")
    return _("Choose one answer.")


def _offered(question: Question, areas: Sequence[str], kind: str) -> Iterator[Choice]:
    if question.kind == "area":
        yield from (Choice("", name, name) for name in areas)
    elif question.kind == "rating":
        ends: dict[float | None, str] = {
            question.low: str(question.low_label),
            question.high: str(question.high_label),
        }
        yield from (
            Choice("", str(point), str(point), ends.get(point, "")) for point in question.points
        )
    elif kind != TEXT and kind != NUMBER:
        language = (get_language() or "en").partition("-")[0]
        yield from (
            Choice("", value, question.label_of(value, language))
            for value in question.option_values
        )


def _besides(question: Question, kind: str) -> Iterable[Choice]:
    """What can be said instead of an answer; a radio button cannot be let go of otherwise."""
    if question.dont_know and kind != TEXT:
        yield Choice("", DONT_KNOW, pgettext("an answer", "Don't know"), alone=True)
    if kind == ONE:
        yield Choice("", "", _("I'd rather not answer"), alone=True)
