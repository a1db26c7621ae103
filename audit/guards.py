"""Triggers with which the database itself keeps rows: what is settled is not changed or removed.

The workflows never try; this holds for bulk updates, raw SQL and a slip of the hand as well. Each
room names its guards in its `kept` module and puts them up in a migration.

A later migration that alters a guarded table makes SQLite copy the table, and its triggers stay
behind: begin that migration with `RunPython(kept.let_go)` and end it with
`RunPython(kept.keep, kept.let_go)`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection, transaction

ALWAYS = "1 = 1"


@dataclass(frozen=True)
class Guard:
    """One trigger: before which event on which table, what it refuses, and with which words.

    `columns` are those that have to stay; without any, every event is refused where `when` holds.
    """

    name: str
    event: str
    table: str
    words: str
    when: str = ALWAYS
    columns: tuple[str, ...] = ()

    def condition(self, *, postgres: bool) -> str:
        """As SQL. A comparison as text also serves JSON, which PostgreSQL does not compare."""
        if not self.columns:
            return self.when
        differs = (
            'old."{0}"::text IS DISTINCT FROM new."{0}"::text'
            if postgres
            else 'old."{0}" IS NOT new."{0}"'
        )
        changed = " OR ".join(differs.format(column) for column in self.columns)
        return f"({changed}) AND {self.when}"


def only_added_to(table: str, words: str) -> tuple[Guard, Guard]:
    """A table whose rows are neither changed nor removed: steps, notes, what was printed."""
    return (
        Guard(f"{table}_is_kept", "UPDATE", table, words),
        Guard(f"{table}_is_not_removed", "DELETE", table, words),
    )


def keep(guards: Sequence[Guard], editor: Any) -> None:
    """Have the database refuse what `guards` name. `editor`: a migration's schema editor."""
    let_go(guards, editor)
    made = _on_postgres if editor.connection.vendor == "postgresql" else _on_sqlite
    for guard in guards:
        for statement in made(_with_known_columns(guard, editor)):
            editor.execute(statement, params=None)


def _with_known_columns(guard: Guard, editor: Any) -> Guard:
    """An earlier migration runs before a later one adds its columns; SQLite would trip over them."""
    if not guard.columns:
        return guard
    with editor.connection.cursor() as cursor:
        described = editor.connection.introspection.get_table_description(cursor, guard.table)
    known = {column.name for column in described}
    return replace(guard, columns=tuple(one for one in guard.columns if one in known))


def let_go(guards: Sequence[Guard], editor: Any) -> None:
    """Take the triggers away again."""
    for guard in guards:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP TRIGGER IF EXISTS {guard.name} ON {guard.table}", params=None)
            editor.execute(f"DROP FUNCTION IF EXISTS {guard.name}()", params=None)
        else:
            editor.execute(f"DROP TRIGGER IF EXISTS {guard.name}", params=None)


def _on_sqlite(guard: Guard) -> list[str]:
    return [
        f"""
        CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table}
        WHEN {guard.condition(postgres=False)}
        BEGIN SELECT RAISE(ABORT, '{guard.words}'); END
        """
    ]


def _on_postgres(guard: Guard) -> list[str]:
    """An integrity error is what Django knows."""
    row = "old" if guard.event == "DELETE" else "new"
    return [
        f"""
        CREATE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $body$
        BEGIN
          IF {guard.condition(postgres=True)} THEN
            RAISE EXCEPTION '{guard.words}' USING ERRCODE = 'integrity_constraint_violation';
          END IF;
          RETURN {row};
        END $body$
        """,
        f"""
        CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table}
        FOR EACH ROW EXECUTE FUNCTION {guard.name}()
        """,
    ]


class Cursor:
    """As the editor of a migration, outside one."""

    connection = connection

    def execute(self, statement: str, params: None = None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, params)


@contextmanager
def put_aside(guards: Sequence[Guard]) -> Iterator[None]:
    """While a demo or a test empties its whole database. On PostgreSQL that goes past triggers."""
    if connection.vendor == "postgresql":
        yield
        return
    editor = Cursor()
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        standing = dict(cursor.fetchall())
    with transaction.atomic():
        let_go(guards, editor)
    try:
        yield
    finally:
        with transaction.atomic():
            for guard in guards:
                if guard.name in standing:
                    editor.execute(standing[guard.name])
            # Those that an emptying which was cut off left behind.
            keep([guard for guard in guards if guard.name not in standing], editor)
