"""A question's answers by area as they are shown: what is mostly hidden is told by its mean.

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
    """`columns` are the choices, none where only means are told; `too_few` names the areas left out."""

    columns: Sequence[str]
    rows: Sequence[Row]
    with_means: bool
    too_few: Sequence[str]


def readable(told: Mapping[str, Any]) -> AreaTable:
    """The table of a question frozen by `reports.sections.surveys`.

    An area of which nothing is told is named below instead of standing there as a row of dashes.
    Where more than half of what remains is hidden and means are known, the means are the table.
    """
    rows = [row for row in told["rows"] if _tells(row, told["with_means"])]
    columns, with_means = told["columns"], told["with_means"]
    if with_means and _mostly_hidden(rows):
        columns = []
        rows = [{**row, "shares": []} for row in rows if row["mean"] is not None]
    kept = {row["area"] for row in rows}
    too_few = [row["area"] for row in told["rows"] if row["area"] not in kept]
    return AreaTable(columns, rows, with_means, too_few)


def _tells(row: Row, with_means: bool) -> bool:
    said = any(not _is_hidden(share) for share in row["shares"])
    return said or (with_means and row["mean"] is not None)


def _mostly_hidden(rows: Sequence[Row]) -> bool:
    cells = [share for row in rows for share in row["shares"]]
    return 2 * sum(map(_is_hidden, cells)) > len(cells)


def _is_hidden(share: Row) -> bool:
    return share["percent"] is None and share["count"] is None
