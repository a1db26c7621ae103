"""What a sent form says, read against the questions: plain values in, plain values out.

A checker is compiled once from a survey's questions, so that reading costs a look into a
dictionary for each question and no Django form is made for a citizen's answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from documents.spelling import composed
from pages.forms.fields import UNSEEN
from surveys.values import DONT_KNOW

if TYPE_CHECKING:
    from surveys.models import Question, Survey

# Own words are kept up to here.
LONGEST_TEXT = 2000
LONGEST_NUMBER = 9
# Surveys a process keeps a checker of.
MOST_KEPT = 64
# Marks that turn the direction of writing unseen.
TAKEN_OUT: dict[int, None] = dict.fromkeys(map(ord, UNSEEN))

Given = Mapping[str, Sequence[str]]
Reader = Callable[[Sequence[str]], Any]


class NotAllowed(ValueError):
    """A value the question does not offer; says in the reader's language what to do."""


@dataclass(frozen=True)
class Read:
    """An answer as it is kept (`Answer.content`, `Answer.area`), and what is wrong by question."""

    content: dict[str, Any]
    area: str
    errors: dict[str, str]

    @property
    def says_nothing(self) -> bool:
        return not (self.content or self.area or self.errors)


class Checker:
    """Reads forms of one survey. `questions` are in their order; `areas` are the names offered."""

    def __init__(self, questions: Iterable[Question], areas: Sequence[str]) -> None:
        questions = list(questions)
        self.count = len(questions)
        self._area = next((one.key for one in questions if one.kind == "area"), "")
        self._readers: dict[str, Reader] = {one.key: reader_of(one, areas) for one in questions}

    def read(self, given: Given) -> Read:
        """What the form says, by question key; a question that was left out has no key."""
        content: dict[str, Any] = {}
        errors: dict[str, str] = {}
        for key, reader in self._readers.items():
            try:
                value = reader(given.get(key, ()))
            except NotAllowed as fault:
                errors[key] = str(fault)
            else:
                if value is not None:
                    content[key] = value
        return Read(content, content.pop(self._area, ""), errors)


_COMPILED: dict[tuple[UUID, int], Checker] = {}


def checker_of(survey: Survey) -> Checker:
    """The checker of a survey, made once per version of its questions and process."""
    version = (survey.submission, survey.version)
    if not (known := _COMPILED.get(version)):
        if len(_COMPILED) >= MOST_KEPT:
            _COMPILED.clear()
        known = _COMPILED[version] = Checker(survey.questions.all(), survey.areas)
    return known


def cleaned(text: str, longest: int = LONGEST_TEXT) -> str:
    """Own words without what cannot be seen, and no longer than `longest` characters."""
    lines = composed(text).replace("\r\n", "\n").replace("\r", "\n").translate(TAKEN_OUT)
    return lines.strip()[:longest].rstrip()


# ---- one reader for each kind of question


def reader_of(question: Question, areas: Sequence[str]) -> Reader:
    """The function that turns what was sent for `question` into its value, or None."""
    if question.kind == "text":
        return _text
    if question.kind == "choices":
        return _some_of(frozenset(question.option_values), question.dont_know)
    if question.kind == "number":
        return _number(question.low, question.high, question.dont_know)
    unknown = {DONT_KNOW: DONT_KNOW} if question.dont_know else {}
    return _one_of(_offered(question, areas) | unknown)


def _offered(question: Question, areas: Sequence[str]) -> dict[str, Any]:
    """What is chosen from, as it is sent and as it is kept."""
    if question.kind == "rating":
        return {str(point): point for point in question.points}
    names = areas if question.kind == "area" else question.option_values
    return {name: name for name in names}


def _single(values: Sequence[str]) -> str:
    """The one thing that was sent, or nothing; two different things are not allowed."""
    said = {value.strip() for value in values} - {""}
    if len(said) > 1:
        raise NotAllowed(_("Give one answer."))
    return said.pop() if said else ""


def _one_of(allowed: Mapping[str, Any]) -> Reader:
    def read(values: Sequence[str]) -> Any:
        value = values[0] if len(values) == 1 else _single(values)
        if not value:
            return None
        try:
            return allowed[value]
        except KeyError:
            raise NotAllowed(_("Choose one of the answers offered here.")) from None

    return read


def _some_of(allowed: frozenset[str], dont_know: bool) -> Reader:
    def read(values: Sequence[str]) -> Any:
        said = set(values) - {""}
        if dont_know and said == {DONT_KNOW}:
            return DONT_KNOW
        if dont_know and DONT_KNOW in said:
            raise NotAllowed(_("Choose either “Don't know” or other answers."))
        if said - allowed:
            raise NotAllowed(_("Choose from the answers offered here."))
        return sorted(said) or None

    return read


def _number(low: int | None, high: int | None, dont_know: bool) -> Reader:
    def read(values: Sequence[str]) -> Any:
        # The box “don't know” is sent beside an empty field.
        value = _single(values)
        if not value or (dont_know and value == DONT_KNOW):
            return value or None
        digits = value.removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_NUMBER):
            raise NotAllowed(_("Write a whole number, in digits."))
        number = int(value)
        if (low is not None and number < low) or (high is not None and number > high):
            raise NotAllowed(_range_words(low, high))
        return number

    return read


def _range_words(low: int | None, high: int | None) -> str:
    if high is None:
        return _("Write a number from %(low)s up.") % {"low": low}
    if low is None:
        return _("Write a number up to %(high)s.") % {"high": high}
    return _("Write a number from %(low)s to %(high)s.") % {"low": low, "high": high}


def _text(values: Sequence[str]) -> str | None:
    return cleaned("\n".join(values)) or None
