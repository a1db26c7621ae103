"""The full-text index: made by a migration, kept by the database itself.

Triggers (SQLite) or a generated column (PostgreSQL) see every write: imports, bulk updates, raw
SQL. Who reported a concern stands in a table of its own and is in no index (trust floor 5).

A later migration that alters one of these tables makes SQLite copy the table, and its triggers
stay behind: end that migration with `RunPython(search_index.build, search_index.drop)` too.
`tests/desk/test_search.py` fails until it does.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection

# What can be found by its words: the table, and its text columns.
INDEXED: dict[str, tuple[str, ...]] = {
    "outreach_concern": ("number", "summary", "said", "place"),
    "outreach_presentation": ("audience", "place", "co_presenters", "remarks"),
    "outreach_communitygroup": ("name", "location", "meetings", "about"),
    "outreach_representative": ("name", "position"),
}


def build(apps: Any, editor: Any, tables: Iterable[str] = INDEXED) -> None:
    """Make the index of every table in INDEXED and fill it from what the tables hold.

    `tables` names some of them, for a migration that gives words to these alone.
    """
    postgres = editor.connection.vendor == "postgresql"
    if postgres:
        _run(editor, POSTGRES_WORDS)
    for table in tables:
        columns = INDEXED[table]
        _run(editor, _on_postgres(table, columns) if postgres else _on_sqlite(table, columns))


def drop(apps: Any, editor: Any) -> None:
    """Take every index away again; the records stay as they are."""
    for table in INDEXED:
        if editor.connection.vendor == "postgresql":
            _run(editor, [f"ALTER TABLE {table} DROP COLUMN IF EXISTS words"])
        else:
            _run(editor, _dropped_on_sqlite(table))


def forget_removed_words(*tables: str) -> None:
    """SQLite keeps a word that went from a text in the index, marked as gone, until it tidies up:
    do that now. Some seconds among a million records; PostgreSQL has nothing to forget here."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for table in tables:
                words = f"{table}_words"
                cursor.execute(f"INSERT INTO {words}({words}) VALUES ('optimize')")


def trigger_names(table: str) -> set[str]:
    return {f"{table}_words_{event}" for event in ("insert", "delete", "update")}


def _run(editor: Any, statements: list[str]) -> None:
    for statement in statements:
        editor.execute(statement, params=None)


# One function decides what a word is: accents off (é is e), signs are spaces, nothing stemmed.
# The configuration is named with its schema, because a restored dump searches no schema.
POSTGRES_WORDS = [
    "CREATE EXTENSION IF NOT EXISTS unaccent",
    """
    DO $$ BEGIN
      IF NOT EXISTS (SELECT FROM pg_ts_config WHERE cfgname = 'liaison') THEN
        CREATE TEXT SEARCH CONFIGURATION liaison (COPY = simple);
        ALTER TEXT SEARCH CONFIGURATION liaison
          ALTER MAPPING FOR hword, hword_part, word, numword, numhword, hword_numpart
          WITH unaccent, simple;
      END IF;
      EXECUTE format($make$
        CREATE OR REPLACE FUNCTION liaison_words(said text) RETURNS tsvector
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $body$
          SELECT to_tsvector(%L::regconfig,
                             regexp_replace(normalize(said, NFKC), '[^[:alnum:]]+', ' ', 'g'))
        $body$ $make$, current_schema() || '.liaison');
    END $$
    """,
]


def _on_postgres(table: str, columns: tuple[str, ...]) -> list[str]:
    """A column of its words, so that no query has to take a text apart again.

    With an index on the expression alone, a word in half of a million concerns took 30 seconds.
    """
    text = " || ' ' || ".join(columns)
    return [
        f"ALTER TABLE {table} DROP COLUMN IF EXISTS words",
        (
            f"ALTER TABLE {table} ADD COLUMN words tsvector"
            f" GENERATED ALWAYS AS (liaison_words({text})) STORED"
        ),
        f"CREATE INDEX {table}_words ON {table} USING gin (words)",
    ]


def _on_sqlite(table: str, columns: tuple[str, ...]) -> list[str]:
    """An FTS5 table that reads its text from `table`, and the triggers that keep it."""
    words, names = f"{table}_words", ", ".join(columns)
    new = ", ".join(f"new.{column}" for column in columns)
    old = ", ".join(f"old.{column}" for column in columns)
    enter = f"INSERT INTO {words}(rowid, {names}) VALUES (new.id, {new});"
    leave = f"INSERT INTO {words}({words}, rowid, {names}) VALUES ('delete', old.id, {old});"
    return [
        *_dropped_on_sqlite(table),
        (
            f"CREATE VIRTUAL TABLE {words} USING fts5({names}, content='{table}', content_rowid='id',"
            " tokenize='unicode61 remove_diacritics 2')"
        ),
        f"CREATE TRIGGER {words}_insert AFTER INSERT ON {table} BEGIN {enter} END",
        f"CREATE TRIGGER {words}_delete AFTER DELETE ON {table} BEGIN {leave} END",
        (
            f"CREATE TRIGGER {words}_update AFTER UPDATE OF {names} ON {table}"
            f" BEGIN {leave} {enter} END"
        ),
        f"INSERT INTO {words}({words}) VALUES ('rebuild')",
    ]


def _dropped_on_sqlite(table: str) -> list[str]:
    triggers = [f"DROP TRIGGER IF EXISTS {name}" for name in sorted(trigger_names(table))]
    return [*triggers, f"DROP TABLE IF EXISTS {table}_words"]
