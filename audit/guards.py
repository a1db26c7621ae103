"""Triggers with which the database itself keeps rows: what is settled is not changed or removed.

The workflows never try; this holds for bulk updates, raw SQL and a slip of the hand as well. Each
room names its guards in its `kept` module and puts them up in a migration. A guard against DELETE
also holds for what removes rows by another name: see `audit.other_removals`.

A later migration that alters a guarded table, or gives it another unique constraint, makes SQLite
copy the table, and its triggers stay behind: begin that migration with `RunPython(kept.let_go)` and
end it with `RunPython(kept.keep, kept.let_go)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection, transaction

from audit import other_removals

ALWAYS = "1 = 1"
# What stands for words that were taken out, and the table that opens the guards for it.
MARK = "[redacted]"
DOOR = "audit_redactiondoor"
# Begins and ends what a function of PostgreSQL does.
BODY = "$body$"
# Each trigger that acts in an ordinary session, and what it does.
STANDING = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, pg_get_triggerdef(t.oid, true) || prosrc FROM pg_trigger AS t"
    " JOIN pg_proc ON pg_proc.oid = tgfoid WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')",
}


def _differ(columns: Iterable[str], postgres: bool) -> str:
    """SQL: one of these columns changes."""
    differs = (
        'old."{0}"::text IS DISTINCT FROM new."{0}"::text'
        if postgres
        else 'old."{0}" IS NOT new."{0}"'
    )
    return " OR ".join(differs.format(column) for column in columns)


@dataclass(frozen=True)
class Guard:
    """One rule: before which event on which table, what it refuses, and with which words.

    `columns` are those that have to stay; without any, every event is refused where `when` holds.
    `redactable` is the one column from which words may be taken (`audit.redaction`): an UPDATE that
    changes nothing else, while RedactionDoor names this row and the words, is let through.
    """

    name: str
    event: str
    table: str
    words: str
    when: str = ALWAYS
    columns: tuple[str, ...] = ()
    redactable: str = ""
    # Every other column of the table; looked up when the guard is put up.
    others: tuple[str, ...] = ()

    def condition(self, *, postgres: bool) -> str:
        """As SQL. A comparison as text also serves JSON, which PostgreSQL does not compare."""
        refused = self.when
        if self.columns:
            refused = f"({_differ(self.columns, postgres)}) AND {self.when}"
        if self.redactable:
            refused = f"({refused}) AND NOT ({self._is_redaction(postgres)})"
        return refused

    def _is_redaction(self, postgres: bool) -> str:
        """SQL: the door stands open for this row, and nothing changes but the words it names."""
        column = self.redactable
        return (
            f"NOT ({_differ(self.others, postgres)}) AND EXISTS (SELECT 1 FROM {DOOR} AS door"
            f" WHERE door.table_name = '{self.table}' AND door.row = old.id"
            f" AND door.column_name = '{column}' AND new.\"{column}\" ="
            f" replace(old.\"{column}\", door.words, '{MARK}'))"
        )

    def triggers(self, vendor: str) -> tuple[str, ...]:
        """The names of all triggers this guard needs on `vendor`."""
        if self.event != "DELETE":
            return (self.name,)
        return (self.name, *other_removals.names(self.name, vendor))


def only_added_to(table: str, words: str, *, redactable: str = "") -> tuple[Guard, Guard]:
    """A table whose rows are neither changed nor removed: steps, notes, what was printed."""
    return (
        Guard(f"{table}_is_kept", "UPDATE", table, words, redactable=redactable),
        Guard(f"{table}_is_not_removed", "DELETE", table, words),
    )


def names(guards: Iterable[Guard], vendor: str) -> set[str]:
    """All triggers that have to stand on `vendor` for these guards."""
    return {name for guard in guards for name in guard.triggers(vendor)}


def keep(guards: Sequence[Guard], editor: Any) -> None:
    """Have the database refuse what `guards` name. `editor`: a migration's schema editor."""
    guards = _of_known_tables(guards, editor)
    let_go(guards, editor)
    for guard in guards:
        for statement in _made(guard, editor):
            editor.execute(statement, params=None)


def _of_known_tables(guards: Sequence[Guard], editor: Any) -> list[Guard]:
    """An earlier migration runs before a later one makes its tables."""
    with editor.connection.cursor() as cursor:
        known = editor.connection.introspection.table_names(cursor)
    return [guard for guard in guards if guard.table in known]


def _made(guard: Guard, editor: Any) -> list[str]:
    made = _on_postgres if editor.connection.vendor == "postgresql" else _on_sqlite
    return made(_with_known_columns(guard, editor), editor)


def not_as_made(guards: Iterable[Guard]) -> Iterator[tuple[Guard, str]]:
    """Each trigger that is gone, switched off, or does something else under its name."""
    postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute(STANDING[connection.vendor])
        standing: dict[str, str] = dict(cursor.fetchall())
    for guard in guards:
        statements = _made(guard, Cursor())
        if postgres:  # a function, then the trigger that calls it
            pairs = zip(statements[::2], statements[1::2], strict=True)
            statements = [trigger + made.split(BODY)[1] for made, trigger in pairs]
        for name, statement in zip(guard.triggers(connection.vendor), statements, strict=True):
            if standing.get(name) != statement:
                yield guard, name


def _with_known_columns(guard: Guard, editor: Any) -> Guard:
    """An earlier migration runs before a later one adds its columns; SQLite would trip over them."""
    if not (guard.columns or guard.redactable):
        return guard
    introspection = editor.connection.introspection
    with editor.connection.cursor() as cursor:
        described = introspection.get_table_description(cursor, guard.table)
        has_door = guard.redactable and DOOR in introspection.table_names(cursor)
    known = tuple(column.name for column in described)
    guard = replace(guard, columns=tuple(one for one in guard.columns if one in known))
    if not has_door:  # an earlier migration, before there was one
        return replace(guard, redactable="")
    return replace(guard, others=tuple(one for one in known if one != guard.redactable))


def let_go(guards: Sequence[Guard], editor: Any) -> None:
    """Take the triggers away again."""
    vendor = editor.connection.vendor
    for guard in guards:
        for name in guard.triggers(vendor):
            if vendor == "postgresql":
                editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {guard.table}", params=None)
                editor.execute(f"DROP FUNCTION IF EXISTS {name}()", params=None)
            else:
                editor.execute(f"DROP TRIGGER IF EXISTS {name}", params=None)


def _on_sqlite(guard: Guard, editor: Any) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{guard.words}'); END"
    conditions = {(guard.name, guard.event): guard.condition(postgres=False)}
    if guard.event == "DELETE":
        with editor.connection.cursor() as cursor:
            conditions |= other_removals.on_sqlite(cursor, guard.name, guard.table, guard.when)
    return [
        f"CREATE TRIGGER {name} BEFORE {event} ON {guard.table} WHEN {condition} {refuse}"
        for (name, event), condition in conditions.items()
    ]


def _on_postgres(guard: Guard, editor: Any) -> list[str]:
    """An integrity error is what Django knows."""
    row = "old" if guard.event == "DELETE" else "new"
    refuse = f"RAISE EXCEPTION '{guard.words}' USING ERRCODE = 'integrity_constraint_violation';"
    body = f"IF {guard.condition(postgres=True)} THEN {refuse} END IF; RETURN {row};"
    made = _made_on_postgres(guard.name, guard.event, guard.table, body, "ROW")
    if guard.event == "DELETE":
        [emptied] = other_removals.names(guard.name, "postgresql")
        made += _made_on_postgres(emptied, "TRUNCATE", guard.table, refuse, "STATEMENT")
    return made


def _made_on_postgres(name: str, event: str, table: str, body: str, each: str) -> list[str]:
    function = f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql"
    trigger = f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {each}"
    return [
        f"{function} AS {BODY} BEGIN {body} END {BODY}",
        f"{trigger} EXECUTE FUNCTION {name}()",
    ]


class Cursor:
    """As the editor of a migration, outside one."""

    connection = connection

    def execute(self, statement: str, params: None = None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, params)


@contextmanager
def put_aside(guards: Sequence[Guard]) -> Iterator[None]:
    """While a demo or a test empties its whole database, which Django does by TRUNCATE on
    PostgreSQL: there the guards against single rows stay up."""
    aside = _without_truncate if connection.vendor == "postgresql" else _without_triggers
    with aside(guards):
        yield


@contextmanager
def _without_truncate(guards: Sequence[Guard]) -> Iterator[None]:
    def all_of_them(how: str) -> None:
        with transaction.atomic():
            for guard in guards:
                if guard.event == "DELETE":
                    [name] = other_removals.names(guard.name, "postgresql")
                    Cursor().execute(f"ALTER TABLE {guard.table} {how} TRIGGER {name}")

    all_of_them("DISABLE")
    try:
        yield
    finally:
        all_of_them("ENABLE")


@contextmanager
def _without_triggers(guards: Sequence[Guard]) -> Iterator[None]:
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
                mine = guard.triggers("sqlite")
                if all(name in standing for name in mine):
                    for name in mine:
                        editor.execute(standing[name])
                else:  # what an emptying that was cut off left behind
                    keep([guard], editor)
