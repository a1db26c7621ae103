"""How many rows a table has and one SHA-256 over all of them, whatever their order.

The digests of the rows are added up (modulo 2**256), so no table has to be sorted and two
databases that hold the same rows in another order agree. It finds what was lost, doubled or
changed by accident; the seal of the file is what stands against somebody who means it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

AT_ONCE = 2_000


@dataclass(frozen=True)
class Content:
    """What a table holds, told in two values."""

    rows: int
    digest: str

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


def content_of(rows: Iterable[Iterable[Any]]) -> Content:
    """The rows as tuples of plain values; the kind of a value counts, `1` is not `"1"`."""
    number = total = 0
    for row in rows:
        number += 1
        total += int.from_bytes(hashlib.sha256(repr(_plain(row)).encode()).digest(), "big")
    return Content(number, f"{total % 2**256:064x}")


def _plain(row: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(bytes(one) if isinstance(one, memoryview) else one for one in row)


def tables_of(cursor: Any, vendor: str) -> dict[str, Content]:
    """Every table of the database behind `cursor`, as it is seen in the running transaction."""
    return {name: content_of(_rows(cursor, vendor, name)) for name in names_of(cursor, vendor)}


def names_of(cursor: Any, vendor: str) -> list[str]:
    """The tables that hold records, by name."""
    if vendor == "sqlite":
        # What the full-text index keeps for itself is left out: SQLite merges it as it likes.
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%'"
            " ESCAPE '\\' AND sql NOT LIKE 'CREATE VIRTUAL%' AND NOT EXISTS ("
            "SELECT 1 FROM sqlite_master AS v WHERE v.sql LIKE 'CREATE VIRTUAL%'"
            " AND sqlite_master.name LIKE v.name || '\\_%' ESCAPE '\\') ORDER BY name"
        )
    else:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
        )
    return [name for (name,) in cursor.fetchall()]


def _rows(cursor: Any, vendor: str, table: str) -> Iterable[Any]:
    cursor.execute(f'SELECT * FROM "{table.replace(chr(34), chr(34) * 2)}"')
    while some := cursor.fetchmany(AT_ONCE):
        yield from some


def differences(expected: Mapping[str, Content], found: Mapping[str, Content]) -> list[str]:
    """Where two databases do not hold the same, in words; empty when they do."""
    told = []
    for name in sorted(expected.keys() | found.keys()):
        before, after = expected.get(name), found.get(name)
        if before == after:
            continue
        if before is None or after is None:
            told.append(f"{name}: the table is {'new' if before is None else 'missing'}")
        elif before.rows != after.rows:
            told.append(f"{name}: {before.rows} rows then, {after.rows} here")
        else:
            told.append(f"{name}: the same number of rows, but not the same content")
    return told
