"""Rows of a report that are no record: its header again on each page, totals, page numbers.

They are left out and listed, not refused: nothing of them is missing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from documents.spelling import folded
from importing.reading import Row

# What the one or two cells of such a row begin with.
CLOSING = re.compile(
    r"(?:grand |sub)?totals?\b|(?:record |row )?count\b|number of (?:records|rows|calls)\b|sum\b"
    r"|end of (?:report|file|data)\b|page \d+(?: of \d+)?$|(?:printed|generated|exported|run)"
    r" (?:on|by|at|date)?\b|\d[\d,]* (?:rows|records)\b",
)
MOST_CELLS = 2


def is_furniture(row: Row, header: Sequence[str]) -> bool:
    """Whether the row repeats the header, or holds nothing but a total or a note of its printing."""
    filled = [folded(cell) for cell in row.cells if cell.strip()]
    if len(filled) > MOST_CELLS:
        return _repeats(row, header)
    return bool(filled) and (CLOSING.match(filled[0]) is not None or _repeats(row, header))


def _repeats(row: Row, header: Sequence[str]) -> bool:
    """Whether the cells are the columns' names; numbers stand for no names."""
    if not any(name and not name.isdecimal() for name in header):
        return False
    names = [folded(name) for name in header]
    return names[: len(row.cells)] == [folded(cell) for cell in row.cells[: len(names)]]
