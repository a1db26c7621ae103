"""A question's answers by area as they are shown, without rows of dashes.

What is mostly hidden is told by its mean; without a mean, what is known of an area stands in one cell.

Plain values in and out. It only leaves out: nothing hidden in what was frozen is shown or can be
worked out from what remains.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True)
class AreaTable:
    """`columns` are the choices, none where only means are told; `too_few` names the areas left out.

    Where `in_words`, a row's `known` are the (choice, share) pairs that are known, and there are no
    columns either.
    """

    columns: Sequence[str]
    rows: Sequence[Row]
    with_means: bool
    too_few: Sequence[str]
    in_words: bool = False


def readable(told: Mapping[str, Any]) -> AreaTable:
    """The table of a question frozen by `reports.sections.surveys`.

    An area of which nothing is told is named below instead of standing there as a row of dashes.
    Where more than half of what remains is hidden, the means are the table, or where none is known
    the few choices that can be told, each with its name.
    """
    rows = [row for row in told["rows"] if _tells(row, told["with_means"])]
    columns, with_means = told["columns"], told["with_means"]
    mostly_hidden = _mostly_hidden(rows)
    in_words = mostly_hidden and not with_means
    if in_words:
        rows = [{**row, "shares": [], "known": _known(columns, row)} for row in rows]
    elif mostly_hidden:
        rows = [{**row, "shares": []} for row in rows if row["mean"] is not None]
    columns = [] if mostly_hidden else columns
    kept = {row["area"] for row in rows}
    too_few = [row["area"] for row in told["rows"] if row["area"] not in kept]
    return AreaTable(columns, rows, with_means, too_few, in_words)


def has_rows(told: Mapping[str, Any]) -> bool:
    """Whether the table stands in the document at all: a figure that does not has no number."""
    return bool(readable(told).rows)


def _tells(row: Row, with_means: bool) -> bool:
    said = any(not _is_hidden(share) for share in row["shares"])
    return said or (with_means and row["mean"] is not None)


def _known(columns: Sequence[str], row: Row) -> list[tuple[str, Row]]:
    pairs = zip(columns, row["shares"], strict=True)
    return [(label, share) for label, share in pairs if not _is_hidden(share)]


def _mostly_hidden(rows: Sequence[Row]) -> bool:
    cells = [share for row in rows for share in row["shares"]]
    return 2 * sum(map(_is_hidden, cells)) > len(cells)


def _is_hidden(share: Row) -> bool:
    return share["percent"] is None and share["count"] is None
