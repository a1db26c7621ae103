"""The cells of a row as a map names them: put together, cleaned, and refused where they cannot be taken."""

from __future__ import annotations

import re
from collections.abc import Callable

from documents.spelling import folded
from importing.cleaning import as_typed, plain_line, without_markup
from importing.limits import MOST_IN_CELL
from importing.map_columns import Column, IdColumn
from importing.reading import Row
from outreach.imports.concern_maps import ConcernMap

FITS = {"external_id": 80, "summary": 200, "place": 200}
# What spreadsheets and databases write where there is nothing, or nothing that could be worked out.
NOTHING = frozenset(
    ["#n/a", "#ref!", "#value!", "#div/0!", "#name?", "#num!", "#null!", "#getting_data"]
    + ["null", "(null)", "<null>", "\\n"]
)
# A long number as a spreadsheet shows it, with all but its first digits gone.
ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+?\d{1,3}", re.IGNORECASE)
ROUNDED_WORDS = "is a number that a spreadsheet has rounded; take it from its source again, as text"


class RowRefused(Exception):
    """The row cannot become a concern, for the reason given."""


class RowCells:
    """Reads cells of rows below a header, by the fields of a map."""

    def __init__(self, concern_map: ConcernMap, header: tuple[str, ...]) -> None:
        self.columns = concern_map.columns
        self.place_of = concern_map.places_in(header)

    def at(self, row: Row, place: int, clean: Callable[[str], str] = plain_line) -> str:
        """A cell without what programs put into it, in a clean line; empty for nothing."""
        text = clean(as_typed(row.cells[place]))
        return "" if folded(text) in NOTHING else text

    def cell(
        self, row: Row, column: Column | IdColumn, clean: Callable[[str], str] = plain_line
    ) -> str:
        """What the field's columns hold, put together."""
        texts = []
        for name in column.named:
            raw = row.cells[self.place_of[name]]
            if len(raw) > MOST_IN_CELL:
                most = f"{MOST_IN_CELL:,} fit in a cell"
                raise RowRefused(f"{name}: {len(raw):,} characters; {most}")
            texts.append(self.at(row, self.place_of[name], clean))
        return ("\n" if clean is without_markup else " ").join(filter(None, texts))

    def required(self, row: Row, column: IdColumn, field: str) -> str:
        text = self.cell(row, column)
        if not text:
            raise RowRefused(f"{field}: {', '.join(column.named)} is empty")
        if field == "external_id" and ROUNDED.fullmatch(text):
            raise RowRefused(f"{field}: “{text}” {ROUNDED_WORDS}")
        return _fitting(text, field)

    def text(self, row: Row, field: str, clean: Callable[[str], str] = plain_line) -> str:
        column: Column | None = getattr(self.columns, field)
        if column is None:
            return ""
        return _fitting(self.cell(row, column, clean) or column.default, field)

    def degrees(self, row: Row, field: str, most: int) -> float | None:
        column: IdColumn | None = getattr(self.columns, field)
        text = self.cell(row, column) if column else ""
        if not text:
            return None
        try:
            degrees = float(text.replace("\u2212", "-"))
        except ValueError:
            degrees = float("nan")
        if not -most <= degrees <= most:
            raise RowRefused(f"{field}: “{text[:40]}” is not a number from -{most} to {most}")
        return degrees


def _fitting(text: str, field: str) -> str:
    most = FITS.get(field, MOST_IN_CELL)
    if len(text) > most:
        raise RowRefused(f"{field}: {len(text)} characters; {most:,} fit")
    return text
