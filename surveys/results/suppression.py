"""Which numbers of a table stay hidden, so that nobody can be told by what few people said.

A table has one row for each group and one column for each thing that can be said. Its row totals
and column totals are known to everyone who reads it, since they stand in other tables. Hidden are
cells that hold 1 to 4 people, and others with them, until every hidden cell could hold something
else in another table with the same totals (complementary suppression). Which others, depends on
where they stand and not on what they hold, so that the choice itself tells nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

# A group of fewer people is never shown by itself.
FEWEST_IN_GROUP = 10
# A cell that holds somebody, and fewer than these, is hidden.
FEWEST_IN_CELL = 5

Cell = tuple[int, int]


def few(n: int) -> bool:
    """Whether a count of `n` people is too small to be shown."""
    return 0 < n < FEWEST_IN_CELL


def shown_groups(sizes: Mapping[str, int]) -> list[tuple[str, ...]]:
    """Which groups stand in a table: one name each, and last those that are merged.

    Groups of fewer than 10 are merged with the next smallest until the merged one has 10.
    Empty when there is nothing to compare: fewer than two groups are left.
    """
    order = sorted((name for name in sizes if sizes[name]), key=lambda name: (sizes[name], name))
    together = [name for name in order if sizes[name] < FEWEST_IN_GROUP]
    while together and sum(sizes[name] for name in together) < FEWEST_IN_GROUP:
        if len(together) == len(order):
            return []
        together.append(order[len(together)])
    alone = [(name,) for name in sizes if name in order and name not in together]
    groups = [*alone, *([tuple(together)] if together else [])]
    return groups if len(groups) > 1 else []


@dataclass(frozen=True)
class Table:
    """Counts by row and column, and what of them is published anyhow.

    blocks: for each column the block it belongs to; a row's sum over a block is published too,
    unless the row is among those whose base is hidden. least: what a cell can hold at least, as
    far as other tables tell.
    """

    rows: Sequence[Sequence[int]]
    blocks: Sequence[int]
    least: Sequence[Sequence[int]] | None = None

    def can_fall(self, cell: Cell) -> bool:
        row, column = cell
        return self.rows[row][column] > (self.least[row][column] if self.least else 0)

    @cached_property
    def told_empty(self) -> frozenset[int]:
        """The columns whose total is 0: whoever reads it knows every cell."""
        return frozenset(
            column
            for column in range(len(self.blocks))
            if not any(row[column] for row in self.rows)
        )


@dataclass
class Hidden:
    """What of a table is not shown: cells, and rows whose sums over blocks are not."""

    cells: set[Cell] = field(default_factory=set)
    bases: set[int] = field(default_factory=set)

    def share_a_sum(self, table: Table, row: int, one: int, other: int) -> bool:
        """Whether what leaves one column of the row can go to the other unseen."""
        return row in self.bases or table.blocks[one] == table.blocks[other]


def concealed(table: Table, also: Sequence[Cell] = ()) -> Hidden | None:
    """What to hide: the small cells, the cells `also`, and what covers them.

    None when some of it cannot be covered, so that the whole table is to be left out.
    """
    hidden = Hidden({*_small(table), *also})
    waiting = deque(sorted(hidden.cells))
    while waiting:
        cell = waiting.popleft()
        if not (could_differ(table, hidden, cell) or _cover(table, hidden, cell)):
            return None
        if not waiting:
            more = list(_to_fill_up(table, hidden))
            hidden.cells.update(more)
            waiting.extend(more)
    return hidden


def _small(table: Table) -> Iterator[Cell]:
    for row, counts in enumerate(table.rows):
        for column, n in enumerate(counts):
            if few(n):
                yield row, column


def could_differ(table: Table, hidden: Hidden, cell: Cell) -> bool:
    """Whether another table with the same shown cells and totals holds something else there.

    One person more or fewer in the cell has to be made up for along hidden cells, column by
    column, until the cell's own row is in balance again.
    """
    return _made_up(table, hidden, cell, 1) or (
        table.can_fall(cell) and _made_up(table, hidden, cell, -1)
    )


def _made_up(table: Table, hidden: Hidden, cell: Cell, step: int) -> bool:
    """Whether `step` in the cell can be made up for: columns that have `step` too many in turn."""
    start, begun = cell
    seen, waiting = {begun}, deque([begun])
    while waiting:
        column = waiting.popleft()
        for row in _rows_of(hidden, column):
            if (row, column) == cell or (step > 0 and not table.can_fall((row, column))):
                continue
            if row == start and hidden.share_a_sum(table, row, column, begun):
                return True
            onward = {
                other
                for other in _columns_of(hidden, row)
                if hidden.share_a_sum(table, row, column, other)
                and (step > 0 or table.can_fall((row, other)))
            }
            waiting.extend(onward - seen)
            seen |= onward
    return False


def _rows_of(hidden: Hidden, column: int) -> list[int]:
    return [row for row, other in hidden.cells if other == column]


def _columns_of(hidden: Hidden, row: int) -> list[int]:
    return [column for other, column in hidden.cells if other == row]


def _cover(table: Table, hidden: Hidden, cell: Cell) -> bool:
    """Hide the corners of the best rectangle round the cell too; False when there is none."""
    corners = list(_rectangles(table, hidden, cell))
    if not corners:
        return False
    _, row, column = min(corners)
    hidden.cells |= {(cell[0], column), (row, cell[1]), (row, column)}
    hidden.bases |= {
        one for one in (cell[0], row) if not hidden.share_a_sum(table, one, cell[1], column)
    }
    return True


def _rectangles(
    table: Table, hidden: Hidden, cell: Cell
) -> Iterator[tuple[tuple[int, int, int, int], int, int]]:
    """The opposite corners that would do, each with what it costs: bases, cells, distance."""
    mine, own = cell
    for row in range(len(table.rows)):
        for column in range(len(table.blocks)):
            if row == mine or column == own or column in table.told_empty:
                continue
            beside = [(mine, column), (row, own)]
            if not (
                all(map(table.can_fall, beside)) or all(map(table.can_fall, [cell, (row, column)]))
            ):
                continue
            bases = sum(not hidden.share_a_sum(table, one, own, column) for one in (mine, row))
            cells = len({*beside, (row, column)} - hidden.cells)
            yield (bases, cells, abs(column - own), abs(row - mine)), row, column


def _to_fill_up(table: Table, hidden: Hidden) -> Iterator[Cell]:
    """One more cell for each row in which what is hidden adds up to few people again."""
    for row, counts in enumerate(table.rows):
        for block in set(table.blocks):
            columns = [
                column
                for column in range(len(counts))
                if table.blocks[column] == block and column not in table.told_empty
            ]
            inside = [column for column in columns if (row, column) in hidden.cells]
            left = [column for column in columns if column not in inside]
            together = sum(counts[column] for column in inside)
            if inside and left and row not in hidden.bases and together < FEWEST_IN_CELL:
                yield row, min(left, key=lambda c: (min(abs(c - i) for i in inside), c))
