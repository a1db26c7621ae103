"""Empty databases beside the test's own, of the same kind, gone afterwards."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg2 import sql

from operations import postgres

SECOND = "second"

on_one_database = pytest.mark.skipif(
    connection.vendor == "postgresql", reason="is no database's business, and was seen with SQLite"
)


@contextmanager
def second_database(folder: Path) -> Iterator[Any]:
    """The connection `second`, to nothing yet."""
    with _empty_database(folder) as there:
        connections.databases[SECOND] = there
        try:
            yield connections[SECOND]
        finally:
            connections[SECOND].close()
            del connections[SECOND]
            del connections.databases[SECOND]


@contextmanager
def empty_place(folder: Path, settings: Any) -> Iterator[None]:
    """As on a new machine: the database is another, empty one, and so is the folder of uploads."""
    kept, uploads = dict(connection.settings_dict), settings.MEDIA_ROOT
    connection.close()
    with _empty_database(folder) as there:
        connection.settings_dict.update(there)
        settings.MEDIA_ROOT = folder / "media"
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict.update(kept)
            settings.MEDIA_ROOT = uploads


@contextmanager
def _empty_database(folder: Path) -> Iterator[dict[str, Any]]:
    """Its settings. A folder is made for SQLite's file alone."""
    folder.mkdir(parents=True, exist_ok=True)
    facts = dict(connection.settings_dict)
    if connection.vendor == "sqlite":
        yield facts | {"NAME": str(folder / "another.sqlite3")}
        return
    with scratch_database(facts, f"liaison_another_{os.getpid()}") as there:
        yield there


@contextmanager
def scratch_database(facts: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    """A new, empty database beside `facts`, owned by an account that may do nothing else; gone
    afterwards with it. Gives the settings of both."""
    maintenance = psycopg2.connect(**(postgres.arguments(facts) | {"dbname": "postgres"}))
    maintenance.autocommit = True
    with closing(maintenance), maintenance.cursor() as cursor:
        word = sql.Identifier(name)

        def say(words: str) -> None:
            cursor.execute(sql.SQL(words).format(word))

        say("CREATE ROLE {0} LOGIN PASSWORD 'kept-to-ourselves'")
        say("CREATE DATABASE {0} OWNER {0} TEMPLATE template0")
        try:
            yield facts | {"NAME": name, "USER": name, "PASSWORD": "kept-to-ourselves"}
        finally:
            say("DROP DATABASE IF EXISTS {0} WITH (FORCE)")
            say("DROP ROLE {0}")


def allow_other_databases(monkeypatch: Any) -> None:
    """A test may connect to what it makes itself; Django's tests know the named ones alone."""

    def ensure_connection(self: Any) -> None:
        if self.connection is None:
            with self.wrap_database_errors:
                self.connect()

    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", ensure_connection)
