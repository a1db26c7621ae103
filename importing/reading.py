"""From bytes to rows, with limits and without guessing.

A byte-order mark is believed, else the encoding the map names, else UTF-8, always strictly. What
does not fit stops the whole file, and the message says which byte and what to write in the map.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from django.conf import settings

from importing import limits

CHUNK = 1 << 20
QUOTED = re.compile(r'"[^"]*"?')

BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
# By the codec's own name, so that "Windows-1252" and "latin1" are understood too.
ENCODINGS = frozenset(
    ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "ascii", "mac-roman", "cp437", "cp850"]
    + [f"cp125{n}" for n in range(9)]
    + [f"iso8859-{n}" for n in range(1, 17) if n != 12]
)
# What older programs write, for a sample of each.
OFTEN_MEANT = ("cp1252", "mac-roman", "cp437")
# What a file begins with, in small letters and after any mark and blanks.
FOREIGN = {
    b"pk\x03\x04": "an Excel workbook or another zip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word file",
    b"%pdf": "a PDF document",
    b"\x89png": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"gif8": "a picture",
    b"<svg": "a picture",
    b"<!doc": "a web page",
    b"<html": "a web page",
    b"<script": "a web page",
    b"<?xml": "an XML file",
    b"mz\x90": "a program",
    b"\x7felf": "a program",
}
# How the photos and films of phones go on, four bytes from the start.
OF_PHONES = b"ftyp"


class CannotRead(Exception):
    """The file as a whole cannot be read; the message is for the person who brought it."""


@dataclass(frozen=True)
class Row:
    """One row. `number` is the spreadsheet's: the header is 1."""

    number: int
    cells: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not any(cell.strip() for cell in self.cells)


def file_content(path: Path) -> bytes:
    """The bytes of a file of a size that is taken. Raises CannotRead."""
    try:
        size = path.stat().st_size
        refuse_size(size)
        return path.read_bytes()
    except OSError as missing:
        raise CannotRead(f"{path} cannot be opened: {missing.strerror}.") from missing


def refuse_size(size: int) -> None:
    if size > settings.IMPORT_MAX_BYTES:
        most = settings.IMPORT_MAX_BYTES // 1_000_000
        raise CannotRead(f"The file has {size:,} bytes; at most {most} million are taken.")
    if not size:
        raise CannotRead("The file is empty.")


def known_encoding(name: str) -> str:
    """The codec's own name for `name`. Raises ValueError for what is not taken."""
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        codec = ""
    codec = codec.removesuffix("-sig")
    if codec not in ENCODINGS:
        raise ValueError(f"“{name}” is not an encoding; write for example cp1252 or utf-8")
    return codec


def text_of(content: bytes, encoding: str = "") -> io.TextIOWrapper:
    """The content as a stream of text, its line ends untouched. Raises CannotRead."""
    refuse_size(len(content))
    refuse_foreign_text(content)
    codec, skipped = _codec_of(content, encoding)
    refuse_undecodable(content, codec, skipped, asked=bool(encoding))
    stream = io.BytesIO(content)
    stream.seek(skipped)
    return io.TextIOWrapper(stream, encoding=codec, newline="")


def refuse_foreign_text(content: bytes) -> None:
    """Refuse, by its beginning, what is no text. Raises CannotRead."""
    if words := _foreign(content):
        raise CannotRead(f"This is {words}. Save what it holds as CSV or GeoJSON first.")


def _foreign(content: bytes) -> str:
    """What the file is, by what it holds and not by its name; empty when it may be text."""
    begins = content[:1000].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if content[4:8] == OF_PHONES:
        return "a picture"
    return next((words for start, words in FOREIGN.items() if begins.startswith(start)), "")


def _codec_of(content: bytes, encoding: str) -> tuple[str, int]:
    """The codec to use and how many bytes of marks come before the text."""
    named = known_encoding(encoding) if encoding else ""
    mark, marked = next(
        ((mark, codec) for mark, codec in BYTE_ORDER_MARKS.items() if content.startswith(mark)),
        (b"", ""),
    )
    if named and marked and not marked.startswith(named):
        raise CannotRead(
            f"The file begins with the mark of {marked}, but `encoding` says {encoding}. "
            "One of the two is wrong; leave `encoding` out to believe the file."
        )
    if named == "utf-16" and not marked:
        raise CannotRead("The file has no byte-order mark; write utf-16-le or utf-16-be.")
    skipped = 0
    while mark and content.startswith(mark, skipped):
        skipped += len(mark)
    return marked or named or "utf-8", skipped


def refuse_undecodable(content: bytes, codec: str, start: int = 0, *, asked: bool = True) -> None:
    """Decode everything once, a piece at a time, to find out where it fails. Raises CannotRead."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    wide = codec.startswith("utf-16")
    for begin in range(start, len(content), CHUNK):
        held = len(decoder.getstate()[0])
        piece = content[begin : begin + CHUNK]
        try:
            decoder.decode(piece, final=begin + CHUNK >= len(content))
        except UnicodeDecodeError as broken:
            _refuse_byte(begin - held + broken.start, content, codec, asked=asked)
        if not wide and (zero := piece.find(b"\0")) >= 0:
            _refuse_byte(begin + zero, content, codec, asked=asked)


def _refuse_byte(position: int, content: bytes, codec: str, *, asked: bool) -> None:
    line = content.count(b"\n", 0, position) + 1
    names = "another `encoding`" if asked else "the `encoding`, for example cp1252"
    raise CannotRead(
        f"Byte {position} (0x{content[position]:02X}, line {line}) is not {codec} text. "
        f"Name {names}; it is not guessed. In a map it stands under [source]."
        f"{_as_others_read(content, position)}"
    )


def _as_others_read(content: bytes, position: int) -> str:
    """How the words around a byte look in the encodings it may be, for a person to choose by."""
    around = content[max(0, position - 15) : position + 15]
    if b"\0" in around:
        return " It may be UTF-16 without its mark."
    read = {codec: around.decode(codec, "replace") for codec in OFTEN_MEANT}
    shown = (f"as {codec} “{' '.join(text.split())}”" for codec, text in read.items())
    return f" Read {', '.join(shown)}."


class Lines:
    """The lines of a text, none of them read further than a row may be long. Raises CannotRead.

    A row goes over several lines where a cell does, so lines count together until `row_ends`.
    """

    def __init__(self, stream: io.TextIOWrapper) -> None:
        self.stream, self.in_row = stream, 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.stream.readline(limits.MOST_IN_ROW + 1)
        if not line:
            raise StopIteration
        self.in_row += len(line)
        if self.in_row > limits.MOST_IN_ROW:
            raise CannotRead(
                f"A row has more than {limits.MOST_IN_ROW:,} characters. Look for a quotation mark "
                "that is not closed, or for lines without an end."
            )
        return line

    def row_ends(self) -> None:
        self.in_row = 0


def csv_rows(
    top: str, lines: Lines, delimiter: str, *, most_columns: int, skipped: int = 0
) -> Iterator[Row]:
    """The rows of a CSV file, read as they are asked for: `top` is its first line, before which
    `skipped` were read already.

    Lines with nothing on them at all are no rows, but they are counted in the row numbers. Of a row
    with too many cells one too many is kept, which shows that it has. Raises CannotRead.
    """
    # Counted before the row is taken apart: a million columns would hold up the page.
    refuse_columns(QUOTED.sub("", top).count(delimiter) + 1, most_columns)
    reader = csv.reader(chain([top], lines), delimiter=delimiter, strict=True)
    return _numbered(reader, lines, skipped, most_columns)


def refuse_columns(count: int, most: int) -> None:
    if count > most:
        raise CannotRead(f"The file has more than {most:,} columns; no more are taken.")


def _numbered(
    reader: Iterator[list[str]], lines: Lines, number: int, most_columns: int
) -> Iterator[Row]:
    blank = 0
    while True:
        number += 1
        lines.row_ends()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as broken:
            raise CannotRead(
                f"Row {number} is not CSV: {broken}. Look for a quotation mark that is not closed."
            ) from broken
        if cells:
            yield Row(number, tuple(cells[: most_columns + 1]))
            continue
        blank += 1
        if blank > limits.MOST_BLANK:
            raise CannotRead(
                f"The file has more than {limits.MOST_BLANK:,} lines with nothing on them."
            )
