"""The rows behind a frozen figure, as a table on a page or as a file; see documents.frozen.

What was frozen names the columns; here each column gets its place: what the rows are called by,
its number under it, and the rest.
"""

from __future__ import annotations

import json
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from django.urls import reverse

from documents.tables import csv_bytes

# The first of these a list has is what its rows are called by.
LEADS = ("Action", "Summary", "Topic", "Concern", "What", "Question", "Member")
DAYS = {
    "Day",
    "Logged",
    "Answer by",
    "Answered",
    "Settled",
    "Due",
    "Recommended",
    "Ended",
    "Opened",
    "Closed",
    "Decided",
}
STATUSES = {"Status", "Where it stands"}
# Columns of sums, and the unit they are in.
UNITS = {"Hours": "hours", "Cost": "dollars"}
# What the panel inside a document has room for; the page of its own shows every column.
IN_PANEL = {"Day", "Logged", "Due", "Participants", "What was done", "Yes", "No", *STATUSES, *UNITS}


class Behind(NamedTuple):
    """A frozen figure, the list it was counted from, and of that list the rows it counted."""

    figure: dict[str, Any]
    records: dict[str, Any]
    rows: list[list[Any]]


@dataclass(frozen=True)
class Cell:
    column: str
    words: Any

    @property
    def is_day(self) -> bool:
        return self.column in DAYS

    @property
    def is_status(self) -> bool:
        return self.column in STATUSES

    @property
    def unit(self) -> str:
        return UNITS.get(self.column, "")


@dataclass(frozen=True)
class Line:
    """A frozen row as a table shows it: what it is called, its number under it, and the rest."""

    lead: str
    under: str
    url: str
    cells: list[Cell]


@dataclass(frozen=True)
class Columns:
    """Where each column of a list goes: `lead` names the row, `under` stands below it."""

    lead: str
    under: str
    others: list[str]


def behind(facts: Mapping[str, Any], lists: Mapping[str, Any], key: str) -> Behind:
    """What figure `key` counted, from the two frozen texts as data. Raises KeyError."""
    figure = next((f for f in facts.get("figures", []) if f["key"] == key), None)
    if figure is None:
        raise KeyError(key)
    records = lists[figure["list"]]
    wanted = set(figure["keys"])
    return Behind(
        {"unit": "", **figure}, records, [row for row in records["rows"] if row[0] in wanted]
    )


def lists_name(records: str, link: str, value: int | str) -> bool:
    """Whether a list in the frozen text `records` that leads to pages `link` has a row for `value`."""
    return any(
        row[listed["link_by"]] == value
        for listed in json.loads(records).values()
        if listed.get("link") == link
        for row in listed["rows"]
    )


def as_json(text: str) -> str:
    """How `text` is written within a frozen text."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


class Sought(Protocol):
    """Words that are looked for (`audit.redaction.Phrases`)."""

    def without_deep(self, value: Any) -> Any: ...


def rows_holding(records: str, sought: Sought) -> list[str]:
    """What those rows of the frozen text `records` are called that hold one of `sought`: “Concern
    2026-0042”, or, without a number, the list's title. Each once; what is called by the words
    themselves is called without them."""
    found = []
    for listed in json.loads(records).values() if records else ():
        by = listed["link_by"]
        for row in listed["rows"]:
            if (without := sought.without_deep(row)) != row:
                found.append(f"{listed['columns'][by]} {without[by]}" if by else listed["title"])
    return list(dict.fromkeys(found))


def columns_of(records: Mapping[str, Any], *, in_panel: bool = False) -> Columns:
    """The columns of a frozen list in their places; in the panel only those it has room for."""
    columns = records["columns"]
    lead = next((name for name in LEADS if name in columns), columns[1])
    under = columns[records["link_by"]] if records["link_by"] else ""
    others = [name for name in columns[1:] if name not in (lead, under)]
    return Columns(lead, under, [name for name in others if not in_panel or name in IN_PANEL])


def line(
    records: Mapping[str, Any], row: Sequence[Any], columns: Columns, openable: Container[Any]
) -> Line:
    """The row with the address of its record as it is today.

    `openable` are the values of the column the list links by whose page the reader may see.
    """
    known = dict(zip(records["columns"], row, strict=True))
    target = row[records["link_by"]]
    return Line(
        lead=known[columns.lead],
        under=known.get(columns.under, ""),
        url=reverse(records["link"], args=[target]) if target in openable else "",
        cells=[Cell(name, known[name]) for name in columns.others],
    )


def csv_of(records: Mapping[str, Any], rows: Sequence[Sequence[Any]] | None = None) -> bytes:
    """These rows of a list (all, if none are given) as a CSV file, without their keys."""
    kept = records["rows"] if rows is None else rows
    return csv_bytes(records["columns"][1:], (row[1:] for row in kept))
