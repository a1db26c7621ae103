"""What removes a row without saying DELETE: INSERT OR REPLACE and UPDATE OR REPLACE on SQLite,
TRUNCATE on PostgreSQL. The DELETE trigger of the table is not asked there, so each has its own.

SQLite's REPLACE removes every row whose primary key or unique columns the new row would take. The
triggers here look for such a row before it is removed. A trigger cannot tell REPLACE from an UPSERT
or from INSERT OR IGNORE, so those are refused as well where they would meet a row that is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

OLD_ROW = re.compile(r"\bold\.")
WHERE = re.compile(r"\sWHERE\s", re.IGNORECASE)


def names(guard: str, vendor: str) -> tuple[str, ...]:
    """The triggers that belong to the guard of this name, beside its own."""
    if vendor == "postgresql":
        return (f"{guard}_at_once",)
    return (f"{guard}_by_insert", f"{guard}_by_update")


@dataclass(frozen=True)
class Unique:
    """Columns that no two rows may share, of all rows or of those where `condition` holds."""

    columns: tuple[str, ...]
    condition: str = ""

    def is_taken(self, table: str, every: tuple[str, ...], kept: str) -> str:
        """SQL: the new row takes these columns from a row called `gone` for which `kept` holds."""
        same = " AND ".join(f'gone."{name}" = new."{name}"' for name in self.columns)
        within = f" AND ({self.condition})" if self.condition else ""
        taken = f"EXISTS (SELECT 1 FROM {table} AS gone WHERE {same}{within} AND ({kept}))"
        if not self.condition:
            return taken
        # The new row under the plain names of its columns, as the condition knows them.
        row = ", ".join(f'new."{name}" AS "{name}"' for name in every)
        return f"({taken} AND EXISTS (SELECT 1 FROM (SELECT {row}) WHERE {self.condition}))"


def on_sqlite(cursor: Any, guard: str, table: str, when: str) -> dict[tuple[str, str], str]:
    """(name, event) -> condition of the two triggers. `when`: of the guard, about the row `old`."""
    cursor.execute(f'PRAGMA table_info("{table}")')
    described = cursor.fetchall()
    every = tuple(name for _, name, *_ in described)
    uniques = [
        Unique(tuple(row[1] for row in described if row[5])),
        *_unique_indexes(cursor, table),
    ]
    kept = OLD_ROW.sub("gone.", when)
    key = uniques[0].columns[0]
    another = f'{kept} AND gone."{key}" IS NOT old."{key}"'
    by_insert, by_update = names(guard, "sqlite")
    return {
        (by_insert, "INSERT"): " OR ".join(one.is_taken(table, every, kept) for one in uniques),
        (by_update, "UPDATE"): " OR ".join(one.is_taken(table, every, another) for one in uniques),
    }


def _unique_indexes(cursor: Any, table: str) -> list[Unique]:
    """Raises ValueError for an index over an expression: nobody has needed one here yet."""
    cursor.execute(f'PRAGMA index_list("{table}")')
    found = []
    for _, index, is_unique, origin, is_partial in cursor.fetchall():
        if not is_unique or origin == "pk":
            continue
        cursor.execute(f'PRAGMA index_info("{index}")')
        columns = tuple(name for _, _, name in cursor.fetchall())
        if None in columns:
            raise ValueError(f"{index} of {table} is over an expression; guards do not know how.")
        found.append(Unique(columns, _condition(cursor, index) if is_partial else ""))
    return found


def _condition(cursor: Any, index: str) -> str:
    cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [index])
    [written] = cursor.fetchone()
    return WHERE.split(written, maxsplit=1)[1]
