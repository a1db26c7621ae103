"""Rows out of a workbook: XLSX, XLSM, XLSB, XLS and ODS, through python-calamine.

The workbook is read in a process of its own (`workbook_process`) with bounded time and memory, and
before that its packed parts are counted and measured. A packed file may promise less than it holds,
so its parts are really unpacked for that, a piece at a time, and what comes out is dropped.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from importing import limits
from importing.reading import CannotRead

PROJECT = Path(__file__).resolve().parent.parent
ZIP = b"PK\x03\x04"
# What Excel of 1997 to 2003 writes; a newer one with a password is packed in the same way.
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# How the process ends that has said why it refuses.
REFUSED = 3
PIECE = 1 << 20
# One more than is taken, so that it is noticed.
ALL_ROWS = limits.MOST_ROWS + limits.MOST_TITLE_ROWS + 1
TOO_LARGE = (
    "The workbook needs more time or memory than one file may use. Bring it in parts, or save the "
    "sheet as CSV."
)


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, the other sheets that show, and its rows as lists of text."""

    name: str
    others: tuple[str, ...]
    rows: Iterator[list[str]]


def is_workbook(content: bytes) -> bool:
    """Whether the file begins as workbooks do; not whether it is one."""
    return content.startswith((ZIP, OLD))


def sheet_of(content: bytes, name: str = "", *, most_rows: int = ALL_ROWS) -> Sheet:
    """The sheet called `name`, else the first one that shows. Raises CannotRead.

    Rows after the first `most_rows` are not told.
    """
    if content.startswith(ZIP):
        _refuse_bombs(content)
    answer = _in_a_process_of_its_own(content, name, most_rows)
    if answer.returncode == REFUSED:
        last = answer.stdout.rstrip(b"\n").rpartition(b"\n")[2]
        raise CannotRead(str(json.loads(last)["refused"]))
    if answer.returncode:
        raise CannotRead(TOO_LARGE)
    lines = io.BytesIO(answer.stdout)
    first = json.loads(lines.readline())
    return Sheet(first["sheet"], tuple(first["others"]), map(json.loads, lines))


def _in_a_process_of_its_own(
    content: bytes, name: str, most_rows: int
) -> subprocess.CompletedProcess[bytes]:
    asked = {
        "sheet": name,
        "rows": most_rows,
        "cells": limits.MOST_CELLS,
        "characters": limits.MOST_CHARACTERS,
        "memory": limits.WORKBOOK_MEMORY,
        "seconds": limits.WORKBOOK_SECONDS,
    }
    passed_on = {"PATH", "LD_LIBRARY_PATH"}
    try:
        return subprocess.run(
            [sys.executable, "-m", "importing.workbook_process"],
            input=json.dumps(asked).encode() + b"\n" + content,
            capture_output=True,
            check=False,
            cwd=PROJECT,
            env={name: os.environ[name] for name in passed_on & set(os.environ)},
            timeout=limits.WORKBOOK_SECONDS * 2,
        )
    except subprocess.TimeoutExpired as late:
        raise CannotRead(TOO_LARGE) from late


def _refuse_bombs(content: bytes) -> None:
    """Raises CannotRead for a packed file of too many parts, or that unpacks to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            if len(parts) > limits.MOST_PARTS:
                raise CannotRead(
                    f"The workbook has {len(parts):,} parts; at most {limits.MOST_PARTS:,}."
                )
            _refuse_unpacked(packed, parts)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError) as broken:
        words = "It begins like an Excel workbook or another zip archive, but cannot be opened"
        raise CannotRead(f"{words}: {broken}.") from broken


def _refuse_unpacked(packed: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    left = limits.MOST_UNPACKED
    for part in parts:
        with packed.open(part) as unpacked:
            while piece := unpacked.read(PIECE):
                left -= len(piece)
                if left < 0:
                    most = limits.MOST_UNPACKED // 1_000_000
                    raise CannotRead(f"Unpacked, the workbook has more than {most} million bytes.")
