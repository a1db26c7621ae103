"""What two frozen gatherings count differently: figures, and rows that came and went.

Plain values; for what is frozen see documents.frozen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from documents.differences import Texts
from documents.frozen_lists import columns_of

# Of a frozen list and rows of it, the values of the column it links by whose page the reader may open.
Openable = Callable[[Mapping[str, Any], Sequence[Any]], set[Any]]


@dataclass(frozen=True)
class ChangedFigure:
    """A figure that is another one now; None where one of the two has no such figure."""

    label: str
    before: float | None
    now: float | None
    unit: str = ""


@dataclass(frozen=True)
class ChangedRows:
    """The records of one list that came and went, as they are called on paper."""

    title: str
    came: Sequence[str] = ()
    gone: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.came or self.gone)


@dataclass(frozen=True)
class Changed:
    """One part of a record that says something else now, ready for components/changed.html.

    `note` says in a sentence what the rest does not show: that the part is new, for instance.
    """

    title: str
    words: Texts | None = None
    figures: Sequence[ChangedFigure] = ()
    rows: Sequence[ChangedRows] = ()
    note: str = ""
    url: str = ""

    def __bool__(self) -> bool:
        return bool(self.words or self.figures or self.rows or self.note)


def changed_figures(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[ChangedFigure]:
    """In the order of `now`, followed by those it has no more."""
    old = {one["key"]: one for one in before.get("figures", [])}
    new = {one["key"]: one for one in now.get("figures", [])}
    changed = []
    for key in [*new, *(key for key in old if key not in new)]:
        known = new.get(key) or old[key]
        was, is_now = _value(old, key), _value(new, key)
        # A figure of nothing that is not counted any more is no change.
        if (was or 0) != (is_now or 0):
            changed.append(ChangedFigure(known["label"], was, is_now, known.get("unit", "")))
    return changed


def _value(figures: Mapping[str, Any], key: str) -> float | None:
    return figures[key]["value"] if key in figures else None


def changed_rows(
    before: Mapping[str, Any], now: Mapping[str, Any], openable: Openable
) -> list[ChangedRows]:
    """Of two frozen sets of lists, the rows that came and went."""
    return [
        moved
        for one, came, gone in _moved(before, now)
        if (moved := named_rows(one["title"], one, came, gone, openable))
    ]


def _moved(
    before: Mapping[str, Any], now: Mapping[str, Any]
) -> Iterator[tuple[Mapping[str, Any], list[Any], list[Any]]]:
    """(list, rows that came, rows that went) for each list, by the keys of the rows."""
    for name in [*now, *(name for name in before if name not in now)]:
        old = {row[0]: row for row in before.get(name, {}).get("rows", [])}
        new = {row[0]: row for row in now.get(name, {}).get("rows", [])}
        came = [row for key, row in new.items() if key not in old]
        gone = [row for key, row in old.items() if key not in new]
        yield now.get(name) or before[name], came, gone


def named_rows(
    title: str,
    records: Mapping[str, Any],
    came: Sequence[Any],
    gone: Sequence[Any],
    openable: Openable,
) -> ChangedRows:
    """Rows by what they are called; of a list that leads to records, those the reader may open."""
    if records["link"]:
        seen, column = openable(records, [*came, *gone]), records["link_by"]
        came = [row for row in came if row[column] in seen]
        gone = [row for row in gone if row[column] in seen]
    return ChangedRows(
        title, [_called(records, row) for row in came], [_called(records, row) for row in gone]
    )


def _called(records: Mapping[str, Any], row: Sequence[Any]) -> str:
    """“C-2026-0047”, or what the row is called by where its list has no numbers."""
    columns = columns_of(records)
    known = dict(zip(records["columns"], row, strict=True))
    return str(known.get(columns.under) or known[columns.lead])
