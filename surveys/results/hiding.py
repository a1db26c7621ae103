"""What of one question stays hidden when groups of people are shown beside one another.

How its counts make up tables whose totals are published, by the kind of the question; which cells
of a table are hidden is `surveys.results.suppression`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from surveys.results.suppression import FEWEST_IN_GROUP, Cell, Hidden, Table, concealed
from surveys.results.tabulation import Asked, Count

# Who answered nothing, in the order of the columns.
APART = ("dont_know", "no_answer", "refused")
# The columns of one value out of several.
CHOSEN, NOT_CHOSEN = 0, 1


@dataclass
class Unshown:
    """What is hidden of one group: values, the names of counts apart, the base, the mean."""

    values: set[str]
    apart: set[str]
    base: bool = False
    mean: bool = False


def unshown(asked: Asked, counts: Sequence[Count]) -> list[Unshown] | None:
    """What is hidden of each group, for groups that make up all who answered the survey.

    What all of them said together is taken as known, and how many answered in each group. None
    when the question is not shown by group at all.
    """
    match asked.kind:
        case "rating" | "choice":
            return _of_one(asked, counts)
        case "choices":
            return _of_several(asked, counts)
        case "number":
            return _of_numbers(counts)
        case _:
            return None


def _of_one(asked: Asked, counts: Sequence[Count]) -> list[Unshown] | None:
    """Each answered with one value: one table of values and what stands apart."""
    width = len(asked.values)
    table = Table(
        rows=[[*(one.counts[v] for v in asked.values), *_apart(one)] for one in counts],
        blocks=[0] * width + [1] * len(APART),
    )
    too_few = [
        (row, column)
        for row, one in enumerate(counts)
        if 0 < one.n < FEWEST_IN_GROUP
        for column in range(width)
        if column not in table.told_empty
    ]
    if (hidden := concealed(table, too_few)) is None:
        return None
    found = []
    for row in range(len(counts)):
        columns = {column for other, column in hidden.cells if other == row}
        values = {asked.values[column] for column in columns if column < width}
        apart = {APART[column - width] for column in columns if column >= width}
        base = row in hidden.bases
        found.append(Unshown(values, apart, base, mean=base or bool(values)))
    return found


def _of_numbers(counts: Sequence[Count]) -> list[Unshown] | None:
    """Numbers are shown as their mean; what two means leave over is a mean too."""
    if (found := _of_bases(counts)) is None:
        return None
    hidden = {
        row for row, one in enumerate(counts) if found[row].base or 0 < one.n < FEWEST_IN_GROUP
    }
    while hidden and (left := _next_to(hidden, counts)) is not None:
        if len(hidden) > 1 and sum(counts[row].n for row in hidden) >= FEWEST_IN_GROUP:
            break
        hidden.add(left)
    for row in hidden:
        found[row].mean = True
    return found


def _next_to(rows: set[int], counts: Sequence[Count]) -> int | None:
    """The nearest other group in which somebody answered."""
    others = [row for row, one in enumerate(counts) if one.n and row not in rows]
    return min(others, key=lambda row: min(abs(row - one) for one in rows), default=None)


def _of_bases(counts: Sequence[Count]) -> list[Unshown] | None:
    """How many answered and how many did not, without what they answered."""
    table = Table(rows=[[one.n, *_apart(one)] for one in counts], blocks=[0] * (1 + len(APART)))
    if (hidden := concealed(table)) is None:
        return None
    return [
        Unshown(
            values=set(),
            apart={name for n, name in enumerate(APART, start=1) if (row, n) in hidden.cells},
            base=(row, 0) in hidden.cells,
        )
        for row in range(len(counts))
    ]


def _of_several(asked: Asked, counts: Sequence[Count]) -> list[Unshown] | None:
    """Each chose some of the values: for each value a table of who did and who did not."""
    if (found := _of_bases(counts)) is None:
        return None
    for value in asked.values:
        table = _chosen_or_not(value, counts)
        unbased: list[Cell] = [
            (row, column)
            for row, one in enumerate(counts)
            if one.n and (found[row].base or one.n < FEWEST_IN_GROUP)
            for column in (CHOSEN, NOT_CHOSEN)
        ]
        if CHOSEN in table.told_empty:
            continue
        if NOT_CHOSEN in table.told_empty:
            # Everybody chose it, so it tells the base and nothing else.
            hidden = Hidden({(row, CHOSEN) for row, one in enumerate(found) if one.base})
        elif (covered := concealed(table, unbased)) is not None:
            hidden = covered
        else:
            return None
        for row, _ in hidden.cells:
            found[row].values.add(value)
    return found


def _chosen_or_not(value: str, counts: Sequence[Count]) -> Table:
    """Who answered chose something, so that few can have chosen less than they did."""
    least = []
    for one in counts:
        to_spare = sum(one.counts.values()) - one.n
        least.append([max(0, one.counts[value] - to_spare), 0])
    rows = [[one.counts[value], one.n - one.counts[value]] for one in counts]
    return Table(rows=rows, blocks=[0, 0], least=least)


def _apart(one: Count) -> list[int]:
    return [getattr(one, name) for name in APART]
