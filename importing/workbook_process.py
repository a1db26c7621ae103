"""One workbook, read in a process of its own: ``python -m importing.workbook_process``.

Reads one line of JSON, ``{"sheet", "rows", "cells", "characters", "memory", "seconds"}``, and then
the workbook on standard input. Writes lines of JSON: first ``{"sheet", "others"}``, then one list
of texts for each row, from the sheet's first row on. A workbook that cannot be read gives one line
``{"refused"}`` and status 3. A sheet that unpacks to gigabytes then costs this process, not the
worker that asked. Imports no Django, because every workbook pays for the start.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

REFUSED = 3
# A workbook's number is exact up to here; beyond it has been rounded already.
EXACT = 2**53


class Refused(Exception):
    """The workbook is not read; the message is for the person who brought it."""


def main() -> None:
    asked = json.loads(sys.stdin.buffer.readline())
    for kind, most in (
        (resource.RLIMIT_AS, asked["memory"]),
        (resource.RLIMIT_CPU, asked["seconds"]),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    try:
        for line in lines(sys.stdin.buffer.read(), asked):
            sys.stdout.write(json.dumps(line) + "\n")
    except Refused as reason:
        sys.stdout.write(json.dumps({"refused": str(reason)}) + "\n")
        sys.stdout.flush()
        sys.exit(REFUSED)


def lines(content: bytes, asked: dict[str, Any]) -> Iterator[Any]:
    """What is written: the sheet's name and the others, then its rows. Raises Refused."""
    try:
        workbook = load_workbook(io.BytesIO(content))
        name = chosen(workbook, asked["sheet"])
        sheet = workbook.get_sheet_by_name(name)
        if sheet.total_height * sheet.total_width > asked["cells"]:
            raise Refused(
                f"The sheet “{name}” has {sheet.total_height:,} rows of {sheet.total_width:,} "
                f"columns; at most {asked['cells']:,} cells are taken."
            )
        rows = sheet.to_python(skip_empty_area=False, nrows=asked["rows"])
    except PasswordError as locked:
        raise Refused("The workbook has a password. Save it without one.") from locked
    except (CalamineError, ValueError, OSError) as broken:
        words = "It begins like an Excel workbook but cannot be opened as one"
        raise Refused(f"{words} ({broken}).") from broken
    others = [other for other in visible(workbook) if other != name]
    yield {"sheet": name, "others": others}
    yield from within(texts(sheet, rows), asked["characters"])


def chosen(workbook: CalamineWorkbook, wanted: str) -> str:
    """The sheet called `wanted`, else the first one that shows and holds something."""
    if wanted:
        if wanted in workbook.sheet_names:
            return wanted
        there = ", ".join(f"“{name}”" for name in workbook.sheet_names[:20])
        raise Refused(f"The workbook has no sheet “{wanted}”; it has {there}.")
    shown = visible(workbook)
    if not shown:
        raise Refused("The workbook has no sheet with rows.")
    filled = (name for name in shown if workbook.get_sheet_by_name(name).total_height)
    return next(filled, shown[0])


def visible(workbook: CalamineWorkbook) -> list[str]:
    """The names of the sheets of cells that are not hidden."""
    return [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]


def texts(sheet: CalamineSheet, rows: list[list[Any]]) -> Iterator[list[str]]:
    """The rows as text; a cell merged over several rows stands in each of them."""
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        for below in rows[top + 1 : bottom + 1]:
            if left < len(below) and below[left] == "":
                below[left] = rows[top][left]
    for row in rows:
        yield [text(value) for value in row]


def within(rows: Iterable[list[str]], most: int) -> Iterator[list[str]]:
    written = 0
    for row in rows:
        written += sum(map(len, row))
        if written > most:
            raise Refused(f"The sheet holds more than {most:,} characters. Bring it in parts.")
        yield row


def text(value: Any) -> str:
    """A cell as text: a whole number without “.0”, a day as 2026-03-01, a time as 21:30:00."""
    match value:
        case str():
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer() and abs(value) < EXACT:
            return str(int(value))
        case datetime():
            midnight = value.time() == time.min
            return value.date().isoformat() if midnight else _to_seconds(value).isoformat(sep=" ")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat(timespec="seconds")
        case timedelta():
            return _clock(value)
        case _:
            return str(value)


def _to_seconds(moment: datetime) -> datetime:
    """A workbook keeps a moment as a fraction of days: 21:29:59.999996 was typed as 21:30."""
    return (moment + timedelta(milliseconds=500)).replace(microsecond=0)


def _clock(span: timedelta) -> str:
    seconds = round(span.total_seconds())
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


if __name__ == "__main__":
    main()
