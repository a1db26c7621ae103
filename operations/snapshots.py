"""The database as it stands at one moment: copied while others write, and counted at that moment.

What is counted is the living database, in the transaction whose view is copied, never the copy:
a copy that lacks something cannot agree with it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
from django.db import connection

from operations import postgres
from operations.digests import Content, content_of, tables_of

SQLITE, POSTGRES = "database.sqlite3", "database.dump"
# Who is signed in, letters on their way with links in them, and tries that were counted: of no use
# after a restore, and to whoever finds a backup. The tables come along empty.
LEFT_OUT = (
    "django_session",
    "usersessions_usersession",
    "personnel_addresschange",
    "personnel_letter",
    "personnel_tally",
)
MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY 1, 2"


@dataclass(frozen=True)
class Snapshot:
    """What was copied: the file, what its tables held, and which migrations had been applied."""

    file: Path
    vendor: str
    tables: dict[str, Content]
    migrations: list[list[str]]


def taken(folder: Path) -> Snapshot:
    """Copy the database into `folder`, on a connection of its own. Raises OSError when it is full."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return _of_sqlite(str(facts["NAME"]), folder / SQLITE)
    return _of_postgres(facts, folder / POSTGRES)


def _of_sqlite(name: str, copy: Path) -> Snapshot:
    """The read transaction holds its view: the count and the copy see the same rows."""
    source = sqlite3.connect(name, timeout=20, isolation_level=None)
    try:
        source.execute("BEGIN")
        migrations = [list(one) for one in source.execute(MIGRATIONS).fetchall()]
        tables = _without_what_is_left_out(tables_of(source.cursor(), "sqlite"))
        copy_online(source, name, copy)
        source.execute("ROLLBACK")
    finally:
        source.close()
    leave_out(copy, tables)
    return Snapshot(copy, "sqlite", tables, migrations)


def copy_online(source: sqlite3.Connection, name: str, copy: Path) -> None:
    """SQLite's own way; copying the file `name` would lose what still stands in its log."""
    target = sqlite3.connect(copy)
    try:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as fault:
        raise OSError(f"SQLite could not copy the database: {fault}") from fault
    finally:
        target.close()


def _without_what_is_left_out(tables: dict[str, Content]) -> dict[str, Content]:
    return tables | {name: content_of([]) for name in LEFT_OUT if name in tables}


def leave_out(copy: Path, tables: Iterable[str]) -> None:
    """Empty what is left out, and pack the file anew: removed rows would still stand in it."""
    database = sqlite3.connect(copy, isolation_level=None)
    try:
        for name in LEFT_OUT:
            if name in tables:
                database.execute(f"DELETE FROM {name}")
        database.execute("VACUUM")
    except sqlite3.OperationalError as fault:
        raise OSError(f"SQLite could not pack the copy: {fault}") from fault
    finally:
        database.close()


def _of_postgres(facts: dict[str, Any], copy: Path) -> Snapshot:
    """pg_dump takes over the view of the transaction in which everything is counted."""
    reader = psycopg2.connect(**postgres.arguments(facts))
    try:
        reader.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with reader.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot()")
            [name] = cursor.fetchone() or [""]
            postgres.dump(facts, copy, snapshot=name, without=LEFT_OUT)
            cursor.execute(MIGRATIONS)
            migrations = [list(one) for one in cursor.fetchall()]
            tables = _without_what_is_left_out(tables_of(cursor, "postgresql"))
    finally:
        reader.close()
    return Snapshot(copy, "postgresql", tables, migrations)


def content_of_sqlite(file: Path) -> dict[str, Content]:
    """The tables of a file nobody writes to. Raises sqlite3.DatabaseError when it is damaged."""
    database = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        return tables_of(database.cursor(), "sqlite")
    finally:
        database.close()


def content_of_postgres(facts: dict[str, Any]) -> dict[str, Content]:
    reader = psycopg2.connect(**postgres.arguments(facts))
    try:
        reader.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with reader.cursor() as cursor:
            return tables_of(cursor, "postgresql")
    finally:
        reader.close()
