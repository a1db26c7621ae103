"""The header and first rows of a table, for whoever says what its columns are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Self

from importing.cleaning import clean_line
from importing.tables import Table

SAMPLE_ROWS = 5


@dataclass(frozen=True)
class Sample:
    """The header and the first rows of a table, for whoever says what its columns are.

    header_row: where the names stand, 0 without any. count: the rows below, once they were counted.
    empty: the places of the columns in which no row says anything, once all were read.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    header_row: int = 0
    count: int = 0
    empty: tuple[int, ...] = ()

    @property
    def columns(self) -> list[str]:
        """The columns a map can name: those with a name of their own."""
        return [name for name in self.header if name and self.header.count(name) == 1]

    @property
    def telling(self) -> list[str]:
        """Those of them in which some row says something."""
        silent = {self.header[place] for place in self.empty}
        return [name for name in self.columns if name not in silent]

    def as_json(self) -> dict[str, Any]:
        return {
            "header": list(self.header),
            "rows": [list(row) for row in self.rows],
            "header_row": self.header_row,
            "count": self.count,
            "empty": list(self.empty),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        rows = tuple(tuple(row) for row in stored["rows"])
        more = {"header_row": stored.get("header_row", 1), "count": stored.get("count", 0)}
        more["empty"] = tuple(stored.get("empty", ()))
        return cls(tuple(stored["header"]), rows, **more)

    def says_in(self, place: int) -> bool:
        return any(len(row) > place and row[place] for row in self.rows)

    def cells_of(self, column: str) -> list[str]:
        place = self.header.index(column)
        return [row[place] for row in self.rows if len(row) > place and row[place]]


def sample_in(table: Table) -> Sample:
    """The first rows of a table that was opened, their cells cut."""
    width = len(table.header)
    first = (tuple(clean_line(cell)[:200] for cell in row.cells[:width]) for row in table.rows)
    return Sample(table.header, tuple(islice(first, SAMPLE_ROWS)), table.header_row)
