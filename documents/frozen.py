"""What was counted, as it stood: figures, the rows behind them, and their one JSON text.

Plain values without records. A report or an evaluation gathers them once; review, print and
re-print read only the text, so nothing looks at live records again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Row = Sequence[Any]


@dataclass(frozen=True)
class Records:
    """The rows behind a section's figures, as they were; the first column is the record's key.

    `link` is the URL name of the record's page, which takes the value of column `link_by`.
    """

    title: str
    columns: tuple[str, ...]
    rows: Sequence[Row]
    link: str = ""
    link_by: int = 0

    def frozen(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "columns": self.columns,
            "rows": self.rows,
            "link": self.link,
            "link_by": self.link_by,
        }


@dataclass(frozen=True)
class Figure:
    """A number with the keys of the records it counted, from the list named `records`.

    `value` is their count, or, where `total` is given, their sum (participants). `earlier` is
    the same figure of the report before, with that report's key, where there is one. `unit` says
    what is summed where that is not a count: hours, or money of the department's country.
    """

    key: str
    label: str
    records: str
    keys: Sequence[int]
    total: float | None = None
    earlier: float | None = None
    earlier_report: int | None = None
    unit: str = ""

    @property
    def value(self) -> float:
        return len(self.keys) if self.total is None else self.total

    def frozen(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "label": self.label,
            "list": self.records,
            "keys": self.keys,
            "value": self.value,
            "earlier": self.earlier,
            "earlier_report": self.earlier_report,
            **({"unit": self.unit} if self.unit else {}),
        }


@dataclass(frozen=True)
class Gathered:
    """What one section found, everything in the order it is told.

    `groups` name figures that stand together as one table with bars ("by category"); `printed`
    the rows of a list that stand in the document, by their keys.
    """

    figures: Sequence[Figure] = ()
    records: Mapping[str, Records] = field(default_factory=dict)
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)
    printed: Mapping[str, Sequence[int]] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not any(figure.value for figure in self.figures)

    def frozen(self) -> tuple[str, str]:
        """(facts, records) as canonical JSON."""
        facts = {
            "figures": [figure.frozen() for figure in self.figures],
            # Pairs, because the canonical text sorts the keys of what has keys.
            "groups": list(self.groups.items()),
            "printed": list(self.printed.items()),
            "empty": self.is_empty,
            **self.facts,
        }
        lists = {name: records.frozen() for name, records in self.records.items()}
        return canonical(facts), canonical(lists)


def canonical(value: Any) -> str:
    """The one JSON text of `value`: sorted keys, no spaces, dates in ISO form."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_iso
    )


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def grouped(
    rows: Sequence[Row], column: int, *, prefix: str, records: str, before: Mapping[str, int]
) -> tuple[list[Figure], list[str]]:
    """One figure for each value of `column`, the most frequent first, and their keys.

    A value that only the report `before` had stands there with 0, so that its column adds up.
    """
    keys: dict[str, list[int]] = {}
    for row in rows:
        keys.setdefault(row[column], []).append(row[0])
    for key, count in before.items():
        if key.startswith(f"{prefix}:") and count:
            keys.setdefault(key.removeprefix(f"{prefix}:"), [])
    ordered = sorted(keys.items(), key=lambda item: (-len(item[1]), item[0]))
    figures = [Figure(f"{prefix}:{name}", name, records, pks) for name, pks in ordered]
    return figures, [figure.key for figure in figures]
