"""Somebody who reads everything that is published, and works out what is hidden.

An exact solver over whole numbers: bounds are drawn closer by every sum that is known, and what
is left is tried out. It knows nothing of how the hidden cells were chosen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from surveys.results.results import AreaResult, QuestionResult, SurveyResults

Name = tuple[Any, ...]
Bounds = dict[Name, tuple[int, int]]


@dataclass
class Known:
    """Numbers nobody was told, and sums of them that everybody was: each of `sums` is given as
    what every number in it counts for, and its least and most."""

    bounds: Bounds = field(default_factory=dict)
    sums: list[tuple[dict[Name, int], int, int]] = field(default_factory=list)

    def number(self, name: Name, shown: int | None, most: int) -> None:
        self.bounds[name] = (0, most) if shown is None else (shown, shown)

    def add(self, names: Iterable[Name], total: int) -> None:
        self.sums.append((dict.fromkeys(names, 1), total, total))

    def hidden(self) -> list[Name]:
        return [name for name, (least, most) in self.bounds.items() if least != most]

    def possible(self, name: Name, *, enough: int = 2) -> list[int]:
        """Values the number can have, as many as are `enough`."""
        least, most = self.bounds[name]
        found: list[int] = []
        for value in range(least, most + 1):
            if len(found) < enough and self._solved(self.bounds | {name: (value, value)}):
                found.append(value)
        return found

    def _solved(self, bounds: Bounds) -> bool:
        drawn = self._drawn_closer(dict(bounds))
        if drawn is None:
            return False
        open_ones = [name for name, (least, most) in drawn.items() if least < most]
        if not open_ones:
            return True
        name = min(open_ones, key=lambda one: drawn[one][1] - drawn[one][0])
        least, most = drawn[name]
        return any(self._solved(drawn | {name: (v, v)}) for v in range(least, most + 1))

    def _drawn_closer(self, bounds: Bounds) -> Bounds | None:
        """What every sum leaves possible; None when one cannot be met."""
        changed = True
        while changed:
            changed = False
            for parts, least, most in self.sums:
                low = sum(w * bounds[n][0 if w > 0 else 1] for n, w in parts.items())
                high = sum(w * bounds[n][1 if w > 0 else 0] for n, w in parts.items())
                if low > most or high < least:
                    return None
                for name, weight in parts.items():
                    one = _closer(bounds[name], weight, least - high, most - low)
                    if one != bounds[name]:
                        if one[0] > one[1]:
                            return None
                        changed, bounds[name] = True, one
                        low = sum(w * bounds[n][0 if w > 0 else 1] for n, w in parts.items())
                        high = sum(w * bounds[n][1 if w > 0 else 0] for n, w in parts.items())
        return bounds


def _closer(bound: tuple[int, int], weight: int, short: int, spare: int) -> tuple[int, int]:
    """A number's bounds, when its sum may fall short of its most by `short` (at most 0), and may
    be above its least by `spare`."""
    least, most = bound
    if weight > 0:
        return max(least, most - (-short) // weight), min(most, least + spare // weight)
    return max(least, most - spare // -weight), min(most, least + (-short) // -weight)


APART = ("dont_know", "no_answer", "refused")


def known_from(results: SurveyResults, question: QuestionResult) -> Known:
    """All that is published of one question, its overall table and the sizes of the areas."""
    known = Known()
    if not question.areas:
        return known
    for row, area in enumerate(question.areas):
        _row(known, row, area, question)
    rows = range(len(question.areas))
    for share in question.shares:
        if share.count is not None:
            known.add([(row, share.value) for row in rows], share.count)
    for name in APART:
        known.add([(row, name) for row in rows], getattr(question, name))
    known.add([(row, "n") for row in rows], question.n)
    assert sum(area.answers for area in question.areas) == results.n
    return known


def _row(known: Known, row: int, area: AreaResult, question: QuestionResult) -> None:
    most = area.answers
    known.number((row, "n"), area.n, most)
    for name in APART:
        known.number((row, name), getattr(area, name), most)
    for share in area.shares:
        known.number((row, share.value), share.count, most)
        if share.percent is not None:
            assert area.n is not None, "a percentage tells its base"
    known.add([(row, name) for name in ("n", *APART)], area.answers)
    values = [(row, share.value) for share in area.shares]
    if question.kind == "choices":
        # Nobody chose more often than there are people, and everybody chose something.
        for value in values:
            known.sums.append(({(row, "n"): 1, value: -1}, 0, most))
        known.sums.append((dict.fromkeys(values, 1) | {(row, "n"): -1}, 0, most * len(values)))
    elif values:
        known.sums.append((dict.fromkeys(values, 1) | {(row, "n"): -1}, 0, 0))
    if area.mean is not None and area.n is not None and question.kind == "rating":
        total = round(area.mean * area.n)
        weights = {value: int(value[1]) for value in values if int(value[1])}
        known.sums.append((weights, total, total))
