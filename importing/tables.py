"""A table out of a file, whatever wrote it: CSV in any of its forms, or a sheet of a workbook.

What programs put around a table is found and told, never passed over in silence: a first line
“sep=;”, title rows above the header, other sheets. `Table.remarks` says so in sentences.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from documents.spelling import folded
from importing import limits
from importing.cleaning import clean_line
from importing.reading import CannotRead, Lines, Row, csv_rows, refuse_columns, text_of
from importing.workbooks import Sheet, is_workbook, sheet_of

# How Excel is told what stands between the columns.
SEPARATOR = re.compile(r'"?sep=(.)"?[;,\t|]*', re.IGNORECASE)
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How a table stands in its file, as far as somebody has said.

    header: True when it has to be found, False when there is none, else its row, counted as a
    spreadsheet counts. sheet: of a workbook; left out, the first one that shows.
    """

    encoding: str = ""
    delimiter: str = ","
    header: bool | int = True
    sheet: str = ""

    @classmethod
    def of(cls, *, encoding: str, delimiter: str, header: str, sheet: str) -> Layout:
        """The layout with its header in a word: empty, “none”, or the number of its row."""
        row: bool | int = int(header) if header.isdigit() else header != "none"
        return cls(encoding=encoding, delimiter=delimiter, header=row, sheet=sheet)

    @property
    def header_word(self) -> str:
        """The header in a word, as `of` reads it."""
        if self.header is True:
            return ""
        return "none" if self.header is False else str(self.header)


@dataclass(frozen=True)
class Table:
    """The names of the columns, and the rows below them, read as they are asked for.

    Without a header the columns are called 1, 2, 3. header_row is 0 then. In a workbook days stand
    as 2026-03-01 and times as 21:30:00, whatever the sheet shows. others: the sheets of the
    workbook that were not read.
    """

    header: tuple[str, ...]
    rows: Iterator[Row]
    header_row: int
    remarks: list[str] = field(default_factory=list)
    is_workbook: bool = False
    # The header's first cell as it is written.
    written: str = ""
    others: tuple[str, ...] = ()


def open_table(
    content: bytes,
    layout: Layout,
    *,
    wanted: Collection[str] = (),
    most_columns: int = limits.MOST_COLUMNS,
) -> Table:
    """The table in the file. `wanted` are columns a map names, by which the header is found.

    Raises CannotRead when there is none, or when it is larger than is taken.
    """
    remarks: list[str] = []
    workbook = is_workbook(content)
    others: tuple[str, ...] = ()
    if workbook:
        sheet = sheet_of(content, layout.sheet)
        rows, others = _sheet_rows(sheet, layout, remarks, most_columns), sheet.others
    else:
        rows = _text_rows(content, layout, remarks, most_columns)
    return table_of(
        rows,
        layout,
        wanted=wanted,
        remarks=remarks,
        most_columns=most_columns,
        is_workbook=workbook,
        others=others,
    )


def table_of(
    rows: Iterator[Row],
    layout: Layout,
    *,
    wanted: Collection[str] = (),
    remarks: list[str] | None = None,
    most_columns: int = limits.MOST_COLUMNS,
    is_workbook: bool = False,
    others: tuple[str, ...] = (),
) -> Table:
    """The table in rows that were read already. Raises CannotRead when there is none."""
    said = [] if remarks is None else remarks
    cells, header_row, below = _with_header(rows, layout, wanted, said, most_columns)
    header = tuple(clean_line(cell) for cell in cells)
    rows_below = _counted(below, header_row)
    return Table(header, rows_below, header_row, said, is_workbook, cells[0], others)


def _sheet_rows(
    sheet: Sheet, layout: Layout, remarks: list[str], most_columns: int
) -> Iterator[Row]:
    if sheet.others and not layout.sheet:
        others = ", ".join(f"“{name}”" for name in sheet.others[:10])
        remarks.append(f"The sheet “{sheet.name}” was read; the workbook also has {others}.")
    for number, cells in enumerate(sheet.rows, start=1):
        if number == 1:
            refuse_columns(len(cells), most_columns)
        if any(cells):
            yield Row(number, tuple(cells))


def _text_rows(
    content: bytes, layout: Layout, remarks: list[str], most_columns: int
) -> Iterator[Row]:
    lines = Lines(text_of(content, layout.encoding))
    delimiter, skipped, top = layout.delimiter, 0, next(lines, "")
    if said := SEPARATOR.fullmatch(top.rstrip("\r\n")):
        delimiter, skipped, top = said[1], 1, next(lines, "")
        named = DELIMITERS.get(delimiter, f"“{delimiter}”")
        remarks.append(f"The first line says that {named} stand between the columns.")
    return csv_rows(top, lines, delimiter, skipped=skipped, most_columns=most_columns)


def _with_header(
    rows: Iterator[Row],
    layout: Layout,
    wanted: Collection[str],
    remarks: list[str],
    most_columns: int,
) -> tuple[tuple[str, ...], int, Iterator[Row]]:
    """The names, the header's row, and the rows below it."""
    most = limits.MOST_TITLE_ROWS if isinstance(layout.header, bool) else layout.header
    first = list(islice(rows, most))
    if not first:
        raise CannotRead("The file has no header row." if layout.header else "The file is empty.")
    if layout.header is False:
        width = max(len(row.cells) for row in first)
        refuse_columns(width, most_columns)
        return tuple(str(n) for n in range(1, width + 1)), 0, chain(first, rows)
    place = _header_place(first, layout.header, wanted, most_columns)
    for row in first[: place + 1]:
        refuse_columns(len(row.cells), most_columns)
    header = first[place]
    if place and layout.header is True:
        above = "; ".join(
            " ".join(filter(None, map(clean_line, row.cells))) for row in first[:place]
        )
        remarks.append(f"The header was found in row {header.number}, below: {above[:200]}")
    below = chain(first[place + 1 :], rows)
    return header.cells, header.number, below


def _header_place(
    rows: list[Row], asked: bool | int, wanted: Collection[str], most_columns: int
) -> int:
    """Which of the first rows names the columns.

    The one that holds every wanted name; else the first that fills more than half as many cells as
    the fullest of them, because a title fills one or two. Rows of too many cells are not looked
    into.
    """
    if asked is not True:
        found = (place for place, row in enumerate(rows) if row.number == asked)
        if (place := next(found, None)) is None:
            raise CannotRead(f"Row {asked}, which should name the columns, is empty or not there.")
        return place
    names = {folded(name) for name in wanted}
    narrow = [row if len(row.cells) <= most_columns else None for row in rows]
    for place, row in enumerate(narrow if names else ()):
        if row and names <= {folded(cell) for cell in row.cells}:
            return place
    filled = [_filled(row) if row else 0 for row in narrow]
    if not any(filled):
        return 0
    return next(place for place, count in enumerate(filled) if 2 * count > max(filled))


def _filled(row: Row) -> int:
    """How many cells hold something; a first name left empty is one that only was not written."""
    written = [bool(cell.strip()) for cell in row.cells]
    return sum(written) + (written[:1] == [False] and any(written))


def _counted(rows: Iterable[Row], header_row: int) -> Iterator[Row]:
    for row in rows:
        if row.number - header_row > limits.MOST_ROWS:
            raise CannotRead(
                f"The file has more than {limits.MOST_ROWS:,} rows. Bring it in parts."
            )
        yield row


def refuse_one_column(table: Table, delimiter: str) -> None:
    """A file of one column is one whose columns stand apart by another sign. Raises CannotRead."""
    if len(table.header) != 1 or table.is_workbook:
        return
    only = table.written
    best = max(DELIMITERS, key=only.count)
    if not only.count(best):
        return
    names = ", ".join(f"“{name.strip()}”" for name in only.split(best)[:5])
    raise CannotRead(
        f"With {DELIMITERS.get(delimiter, delimiter)} between the columns the file has one; with "
        f"{DELIMITERS[best]} it has {only.count(best) + 1}: {names}. Say what stands between them."
    )
