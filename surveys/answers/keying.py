"""Keying in answers from paper: one short field for each question, and a figure for each mark.

A point of a scale is typed as it is printed, any other choice as its place among the boxes, "?"
for “Don't know”. Several choices are typed with blanks or commas between them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from surveys.answers.asking import NUMBER, PREFIX, SOME, TEXT, Asked, Choice, asked
from surveys.models import Survey
from surveys.values import DONT_KNOW

# Fields with figures are told by this from fields that say a value itself.
FIGURES = "k."
APART = re.compile(r"[\s,;]+")


@dataclass(frozen=True)
class Box:
    """A choice on the paper: what is typed for it, what it stands for, its words."""

    figure: str
    value: str
    words: str


@dataclass(frozen=True)
class Line:
    """One question as it is keyed in. `type`: "figures", "number" or "text"."""

    id: str
    name: str
    type: str
    number: int
    text: str
    boxes: Sequence[Box]
    takes_several: bool
    typed: str
    longest: int
    error: str = ""

    @property
    def target(self) -> str:
        return self.id


def lines(
    survey: Survey, sent: Mapping[str, Sequence[str]], errors: Mapping[str, str]
) -> list[Line]:
    """Every question with what was typed for it and what is wrong with it."""
    return [
        _line(one, n, sent, errors.get(_key(one), ""))
        for n, one in enumerate(asked(survey, {}, {}), start=1)
    ]


def keyed_in(
    survey: Survey, sent: Mapping[str, Sequence[str]]
) -> tuple[dict[str, Sequence[str]], dict[str, str]]:
    """(values by question key as a form says them, what is wrong by question key)."""
    given: dict[str, Sequence[str]] = {}
    errors: dict[str, str] = {}
    for one in asked(survey, {}, {}):
        typed = _typed(sent, f"{FIGURES}{_key(one)}")
        if not typed:
            continue
        boxes, figures = _boxes(one), list(filter(None, APART.split(typed)))
        values = [box.value for figure in figures for box in boxes if box.figure == figure]
        if len(values) < len(figures) or (one.type != SOME and len(values) > 1):
            errors[_key(one)] = _offered_words(one, boxes)
        else:
            given[_key(one)] = values
    return given, errors


def _line(one: Asked, n: int, sent: Mapping[str, Sequence[str]], error: str) -> Line:
    figures = one.type not in (TEXT, NUMBER)
    name = f"{FIGURES}{_key(one)}" if figures else one.name
    return Line(
        id=one.id,
        name=name,
        type="figures" if figures else one.type,
        number=n,
        text=one.text,
        boxes=_boxes(one),
        takes_several=one.type == SOME,
        typed=_typed(sent, name),
        longest=one.longest if not figures else 60,
        error=error,
    )


def _boxes(one: Asked) -> list[Box]:
    """The choices in the order of the paper; to answer nothing, nothing is typed."""
    offered = [choice for choice in one.choices if choice.value]
    is_scale = all(choice.value == choice.words for choice in offered if choice.value != DONT_KNOW)
    numbered = is_scale and all(choice.value.lstrip("-").isdigit() for choice in offered[:1])
    return [
        _box(choice, _figure(choice.value, n, numbered))
        for n, choice in enumerate(offered, start=1)
    ]


def _box(choice: Choice, figure: str) -> Box:
    """A point of a scale has its figure for words; beside it stands what its end is called."""
    words = "" if choice.words == figure else choice.words
    return Box(figure, choice.value, f"{words} {choice.more}".strip())


def _figure(value: str, n: int, is_scale: bool) -> str:
    if value == DONT_KNOW:
        return DONT_KNOW
    return value if is_scale else str(n)


def _offered_words(one: Asked, boxes: Sequence[Box]) -> str:
    several = "any of" if one.type == SOME else "one of"
    return f"Type {several} {', '.join(box.figure for box in boxes)}."


def _typed(sent: Mapping[str, Sequence[str]], name: str) -> str:
    return " ".join(value.strip() for value in sent.get(name, ()))


def _key(one: Asked) -> str:
    return one.name.removeprefix(PREFIX)
