"""What became of answers that were held for a look, in sentences for results and reports.

A number of 1 to 4 is told as “fewer than 5”, and no sum is told from which it could be worked out: a
single answer would be told by how it was dealt with. No sentence holds a day, a network or an area.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from documents.spelling import folded
from records.wording import number_words
from surveys.results.suppression import FEWEST_IN_CELL

if TYPE_CHECKING:
    from surveys.models import Survey

COUNTED = "{} held for a look and then counted."
LEFT_OUT = "{} left out after a look: {}."
LEFT_OUT_FOR_MORE = "{} left out after a look, for other reasons."
LEFT_OUT_AT_ALL = "{} left out after a look."
UNDECIDED = "{} held for a look and not decided on in time: not counted, now or later."


def held_words(survey: Survey) -> list[str]:
    """The sentences, none where nothing was held. What is held at the moment is taken as undecided."""
    admitted, reasons = _looks_at(survey)
    return [
        *_told(COUNTED, admitted),
        *_left_out(reasons),
        *_told(UNDECIDED, survey.answers.held().count()),
    ]


def _looks_at(survey: Survey) -> tuple[int, dict[str, tuple[str, int]]]:
    """(how many were admitted, reasons in one spelling with how often each left one out)."""
    admitted = 0
    many: Counter[str] = Counter()
    written: dict[str, str] = {}
    looks = survey.held_looks.order_by("pk").values_list("admitted", "how_many", "why")
    for counts, how_many, why in looks:
        if counts:
            admitted += how_many
        else:
            reason = folded(why).rstrip(".! ")
            many[reason] += how_many
            written.setdefault(reason, why.rstrip(".! "))
    return admitted, {reason: (written[reason], n) for reason, n in many.items()}


def _left_out(reasons: dict[str, tuple[str, int]]) -> Iterator[str]:
    """The commonest reason first; reasons that few were left out for stand together, unnamed."""
    named = [(why, n) for why, n in reasons.values() if n >= FEWEST_IN_CELL]
    for why, n in sorted(named, key=lambda each: (-each[1], each[0])):
        yield LEFT_OUT.format(_answers(n), why)
    others = sum(n for _, n in reasons.values()) - sum(n for _, n in named)
    yield from _told(LEFT_OUT_FOR_MORE if named else LEFT_OUT_AT_ALL, others)


def _told(sentence: str, n: int) -> Iterator[str]:
    if n:
        yield sentence.format(_answers(n))


def _answers(n: int) -> str:
    if n < FEWEST_IN_CELL:
        return f"Fewer than {FEWEST_IN_CELL} answers were"
    return f"{number_words(n)} answers were"
