"""From counted cells to counts, percentages and means: plain values, no records.

A cell is (question, value) with how often it was given (`surveys.models.Tally`). Who said “don't
know”, said nothing, or whose file held something impossible stands apart and in no percentage.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from surveys.values import DONT_KNOW, REFUSED, RESPONDENTS

if TYPE_CHECKING:
    from surveys.models import Question

Cell = tuple[str, str]
Cells = Mapping[Cell, int]
# The values that answer nothing.
APART = frozenset({DONT_KNOW, REFUSED})
WITH_MEAN = frozenset({"rating", "number"})
# Of these a cell of its own counts who answered: one answer holds several values, or none.
COUNTED_APART = frozenset({"choices", "text"})


@dataclass(frozen=True)
class Asked:
    """What counting has to know of a question: its kind, and its values in their order.

    A number has no values but those that were given; own words have none.
    """

    key: str
    kind: str
    values: tuple[str, ...] = ()

    @classmethod
    def of(cls, question: Question, areas: Sequence[str] = ()) -> Asked:
        if question.kind == "rating":
            values: Iterable[Any] = question.points
        else:
            values = areas if question.kind == "area" else question.option_values
        return cls(question.key, question.kind, tuple(map(str, values)))


@dataclass(frozen=True)
class Count:
    """What one group of people said to one question.

    answers: how many answered the survey at all. counts: how often each value was given; of
    several choices each chosen one counts. n: how many answered the question, the base of every
    percentage. mean: of a rating or a number, None where there is none.
    """

    answers: int
    counts: Mapping[str, int]
    n: int
    dont_know: int
    refused: int
    mean: float | None

    @property
    def no_answer(self) -> int:
        return self.answers - self.n - self.dont_know - self.refused

    def percent(self, value: str) -> float | None:
        """The share of a value in those who answered, 0 to 100."""
        return 100 * self.counts[value] / self.n if self.n else None


def count_of(asked: Asked, cells: Cells) -> Count:
    """The count of one question in the group that `cells` describes."""
    own = {value: n for (key, value), n in cells.items() if key == asked.key}
    several = asked.kind in COUNTED_APART
    none = APART | {RESPONDENTS} if several else APART
    counts = _in_order(asked, {value: n for value, n in own.items() if value not in none})
    n = own.get(RESPONDENTS, 0) if several else sum(counts.values())
    return Count(
        answers=cells.get(("", RESPONDENTS), 0),
        counts=counts,
        n=n,
        dont_know=own.get(DONT_KNOW, 0),
        refused=own.get(REFUSED, 0),
        mean=_mean(counts, n) if asked.kind in WITH_MEAN else None,
    )


def _in_order(asked: Asked, given: Mapping[str, int]) -> dict[str, int]:
    """The question's values in their order, then any other; numbers from the lowest."""
    others = [value for value in given if value not in asked.values]
    others.sort(key=float if asked.kind in WITH_MEAN else str)
    return {value: given.get(value, 0) for value in (*asked.values, *others)}


def _mean(counts: Mapping[str, int], n: int) -> float | None:
    return sum(float(value) * many for value, many in counts.items()) / n if n else None


def counted(
    answers: Iterable[tuple[str, str]], questions: Iterable[Asked]
) -> dict[str, Counter[Cell]]:
    """The cells of answers, each an area's name and its content as JSON, by area.

    An answer's area is its own and stands in no cell; the question "" counts the answers.
    """
    apart = {asked.key: asked.kind for asked in questions if asked.kind in COUNTED_APART}
    found: defaultdict[str, Counter[tuple[str, Any]]] = defaultdict(Counter)
    for area, content in answers:
        given, cells = json.loads(content), found[area]
        cells["", RESPONDENTS] += 1
        for key in apart.keys() & given.keys():
            _count_apart(cells, key, given.pop(key), apart[key])
        cells.update(given.items())
    return {area: _as_text(cells) for area, cells in found.items()}


def _count_apart(cells: Counter[tuple[str, Any]], key: str, value: Any, kind: str) -> None:
    """Own words count as written; of several choices each one, and who chose once."""
    if kind == "choices" and isinstance(value, str):
        cells[key, value] += 1
        return
    cells[key, RESPONDENTS] += 1
    if kind == "choices":
        cells.update((key, chosen) for chosen in value)


def _as_text(cells: Mapping[tuple[str, Any], int]) -> Counter[Cell]:
    return Counter({(key, str(value)): n for (key, value), n in cells.items()})


def summed(groups: Iterable[Cells]) -> Counter[Cell]:
    """The cells of several groups as those of one."""
    total: Counter[Cell] = Counter()
    for cells in groups:
        total.update(cells)
    return total


def groups_by(
    answers: Iterable[tuple[str, str]], questions: Collection[Asked], by: str
) -> dict[str, Counter[Cell]]:
    """The cells of answers by what each said to the question `by`; "" for nothing, or for none.

    Of several choices each one is a group, so that one answer may stand in several. Here an
    answer's area counts as its value of the question that asks for it.
    """
    areas = next((asked.key for asked in questions if asked.kind == "area"), "")
    living: defaultdict[str, Counter[Cell]] = defaultdict(Counter)

    def grouped() -> Iterator[tuple[str, str]]:
        for area, content in answers:
            for group in _groups(content, by):
                yield group, content
                if areas and area:
                    living[group][areas, area] += 1

    found = counted(grouped(), questions)
    return {group: cells + living[group] for group, cells in found.items()}


def _groups(content: str, by: str) -> list[str]:
    value = json.loads(content).get(by, "")
    return (value or [""]) if isinstance(value, list) else [str(value)]
