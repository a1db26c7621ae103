"""The top of an uploaded table: how it seems to be written, and its first rows under any reading.

What cannot be known is guessed so that the page has something to show, and every guess is told as
one; nothing goes on before a person has looked at the rows and said yes.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from importing import limits
from importing.reading import CannotRead, Row, refuse_undecodable, text_of
from importing.samples import Sample, sample_in
from importing.tables import DELIMITERS, SEPARATOR, Layout, open_table, refuse_one_column, table_of
from importing.workbooks import is_workbook, sheet_of

# So much of a text is read again for each look at its first rows.
TOP_BYTES = 200_000
TOP_ROWS = limits.MOST_TITLE_ROWS + 10
LONGEST_CELL = 80
MOST_SHEETS = 50
# As of survey answers; files of concerns are refused beyond fewer when they are read whole.
MOST_COLUMNS = limits.MOST_ANSWER_COLUMNS
# What programs wrote before UTF-8; the last of them reads any byte.
OLDER = ("cp1252", "mac-roman", "cp437")


@dataclass(frozen=True)
class Top:
    """What was found. told: a sentence for each thing that was found out, by field; guessed: which
    of the fields nobody knows. rows: the first ones of a workbook's sheet; a text keeps none."""

    layout: Layout
    told: dict[str, str] = field(default_factory=dict)
    guessed: tuple[str, ...] = ()
    is_workbook: bool = False
    sheets: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "told": self.told,
            "guessed": list(self.guessed),
            "is_workbook": self.is_workbook,
            "sheet": self.layout.sheet,
            "sheets": list(self.sheets),
            "rows": [[row.number, list(row.cells)] for row in self.rows],
        }


def top_of(content: bytes, said: Layout) -> Top:
    """How the file seems to be written; of a workbook, the sheet that was said. Raises CannotRead."""
    top = _workbook_top(content, said) if is_workbook(content) else _text_top(content, said)
    try:
        names = sample_at(content, top).header
    except CannotRead:
        # The page says so beside the choices.
        return top
    if said.header is not True or not _is_a_record(names):
        return top
    told = {"header": "What would be their names looks like a record."}
    return replace(top, layout=replace(top.layout, header=False), told=top.told | told)


def _is_a_record(names: tuple[str, ...]) -> bool:
    """Whether a row holds too many cells without a letter to be the names of columns."""
    filled = [name for name in names if name]
    without = [name for name in filled if not any(map(str.isalpha, name))]
    return 4 * len(without) > len(filled)


def sample_at(content: bytes, top: Top) -> Sample:
    """The first rows of a file that is at hand, as it seems to be written. Raises CannotRead."""
    if top.is_workbook:
        return sample_in_rows(iter(top.rows), top.layout)
    return sample_in_text(whole_lines(content[:TOP_BYTES]), top.layout)


def sample_in_rows(rows: Iterator[Row], layout: Layout) -> Sample:
    return sample_in(table_of(rows, layout, is_workbook=True, most_columns=MOST_COLUMNS))


def sample_in_text(content: bytes, layout: Layout) -> Sample:
    table = open_table(content, layout, most_columns=MOST_COLUMNS)
    refuse_one_column(table, layout.delimiter)
    return sample_in(table)


def whole_lines(content: bytes) -> bytes:
    if len(content) < TOP_BYTES:
        return content
    end = content.rfind(b"\n") + 1
    # The other half of a line's end, where a sign has two bytes.
    return content[: end + end % 2] if end and b"\0" in content[:100] else content[: end or None]


def _workbook_top(content: bytes, said: Layout) -> Top:
    sheet = sheet_of(content, said.sheet, most_rows=TOP_ROWS)
    sheets = (sheet.name, *(name for name in sheet.others if name != sheet.name))
    rows = tuple(
        Row(number, tuple(cell[:LONGEST_CELL] for cell in cells[:MOST_COLUMNS]))
        for number, cells in enumerate(sheet.rows, start=1)
        if any(cells)
    )
    told, guessed = {}, ["header"]
    if not said.sheet and sheet.others:
        told["sheet"] = f"The first sheet that shows; there are {len(sheets)}."
        guessed.append("sheet")
    layout = replace(said, sheet=sheet.name)
    return Top(layout, told, tuple(guessed), True, sheets[:MOST_SHEETS], rows)


def _text_top(content: bytes, said: Layout) -> Top:
    told: dict[str, str] = {}
    guessed = ["header"]
    encoding, told["encoding"], is_sure = _encoding_of(content)
    if not is_sure:
        guessed.append("encoding")
    stream = text_of(whole_lines(content[:TOP_BYTES]), encoding)
    lines = list(islice(stream, TOP_ROWS))
    if lines and (by_file := SEPARATOR.fullmatch(lines[0].rstrip("\r\n"))):
        delimiter = by_file[1] if by_file[1] in DELIMITERS else said.delimiter
        told["delimiter"] = f"The first line of the file says “{by_file[1]}”, which counts."
    else:
        delimiter, told["delimiter"] = _delimiter_of(lines)
        guessed.append("delimiter")
    layout = replace(said, encoding=encoding, delimiter=delimiter)
    return Top(layout, told, tuple(guessed))


def _encoding_of(content: bytes) -> tuple[str, str, bool]:
    """The encoding ("" for UTF-8 or a mark's), why it is taken, and whether it is known."""
    if content.isascii() and b"\0" not in content:
        return "", "The file holds plain letters alone, which are the same in all of them.", True
    try:
        text_of(content)
    except CannotRead:
        pass
    else:
        return "", "Every byte of the file is UTF-8, or what its own mark says.", True
    for codec in _perhaps(content):
        try:
            refuse_undecodable(content, codec)
        except CannotRead:
            continue
        words = (
            "It is not UTF-8, and nothing in the file says what it is. Look at accented letters."
        )
        return codec, words, False
    return "", "It is not UTF-8, and nothing in the file says what it is.", False


def _perhaps(content: bytes) -> Iterator[str]:
    if b"\0" in content[:TOP_BYTES]:
        even, odd = content[0:TOP_BYTES:2].count(0), content[1:TOP_BYTES:2].count(0)
        yield "utf-16-le" if odd > even else "utf-16-be"
    yield from OLDER


def _delimiter_of(lines: list[str]) -> tuple[str, str]:
    """The sign with which most of the first rows have equally many columns, more than one."""
    best, most = ",", (0, 0)
    for sign in DELIMITERS:
        rows, width = _widths(lines, sign)
        if (rows, width) > most:
            best, most = sign, (rows, width)
    rows, width = most
    if not rows:
        return ",", "No sign stands between columns in its first rows."
    return best, f"With {DELIMITERS[best]}, {rows} of its first rows have {width} columns each."


def _widths(lines: list[str], sign: str) -> tuple[int, int]:
    """How many of the rows have the same number of columns, and that number; none for one."""
    try:
        counted = Counter(len(row) for row in csv.reader(lines, delimiter=sign) if len(row) > 1)
    except csv.Error:
        return 0, 0
    return (counted.most_common(1)[0][::-1]) if counted else (0, 0)
