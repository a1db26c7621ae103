"""The database as it stands at one moment: copied while others write, and counted at that moment.

What is counted is the living database, in the transaction whose view is copied, never the copy:
a copy that lacks something cannot agree with it.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
from django.db import connection

from operations import postgres
from operations.digests import Content, tables_of

SQLITE, POSTGRES = "database.sqlite3", "database.dump"
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
        tables = tables_of(source.cursor(), "sqlite")
        copy_online(source, name, copy)
        source.execute("ROLLBACK")
    finally:
        source.close()
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


def _of_postgres(facts: dict[str, Any], copy: Path) -> Snapshot:
    """pg_dump takes over the view of the transaction in which everything is counted."""
    reader = psycopg2.connect(**postgres.arguments(facts))
    try:
        reader.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with reader.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot()")
            [name] = cursor.fetchone() or [""]
            postgres.dump(facts, copy, snapshot=name)
            cursor.execute(MIGRATIONS)
            migrations = [list(one) for one in cursor.fetchall()]
            tables = tables_of(cursor, "postgresql")
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
