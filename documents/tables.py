"""Rows as CSV that any spreadsheet opens: UTF-8 with a byte-order mark, CRLF, no live formulas.

A spreadsheet runs a cell that begins like a formula, whoever wrote it. Text that begins that way
gets a leading apostrophe; ``unguarded`` takes it off again, so a list survives the way out and
back in. Where the machine's list separator is a semicolon, the spreadsheet divides a text there,
whatever quotes stand around it, so what follows one is looked at as well. Numbers stay numbers.
"""

import csv
import io
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

GUARD = "'"
BYTE_ORDER_MARK = "\ufeff"
FORMULA_STARTS = "=+-@\u2212"
RUNNING_CONTROLS = "\t\r\n\0"
# What one spreadsheet or another begins a new cell or row after; the last part runs to the next.
DIVIDED = re.compile(r"(?<=[;\t\r\n])[^;\t\r\n]+")
QUOTES = "\"'`\u2018\u2019\u201c\u201d\u00ab\u00bb"
# Invisible or stripped by one spreadsheet or another: spaces, controls, marks of direction.
SKIPPED_CATEGORIES = ("Zs", "Zl", "Zp", "Cc", "Cf")


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV file. Cells may be text, numbers, dates, yes/no or None (an empty cell)."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow([guarded(name) for name in header])
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return (BYTE_ORDER_MARK + written.getvalue()).encode()


def guarded(text: str) -> str:
    """The text, with an apostrophe in front of whatever a spreadsheet might run."""
    return _guard(DIVIDED.sub(lambda part: _guard(part[0]), text))


def unguarded(text: str) -> str:
    """What ``guarded`` was given: ``unguarded(guarded(text)) == text`` for every text."""
    return DIVIDED.sub(lambda part: _unguard(part[0]), _unguard(text))


def _guard(text: str) -> str:
    return GUARD + text if _runs(text) else text


def _unguard(text: str) -> str:
    return text[1:] if text[:1] == GUARD and _runs(text[1:]) else text


def _cell(value: object) -> str | int | float | Decimal:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | float() | Decimal() if math.isfinite(value):
            return value
        case datetime():
            return value.isoformat(sep=" ", timespec="minutes")
        case date():
            return value.isoformat()
        case _:
            return guarded(str(value))


def _runs(text: str) -> bool:
    """Whether the first character that counts, after quotes and blanks, begins a formula.

    A tab or a line break up there counts too: it can open a new cell. Full-width forms count as
    what they fold to. An apostrophe is skipped like any quote: that makes guarded text itself count
    as running, so that it can be guarded and unguarded again.
    """
    for character in text:
        if character in RUNNING_CONTROLS:
            return True
        if character in QUOTES or unicodedata.category(character) in SKIPPED_CATEGORIES:
            continue
        return unicodedata.normalize("NFKC", character)[:1] in FORMULA_STARTS
    return False
