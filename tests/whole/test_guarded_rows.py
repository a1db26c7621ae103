"""Every table the database keeps × every statement that could change or remove a row of it.

The tables are those on which triggers stand, so a new one is asked the same by itself; it needs a
settled row in `settled`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from audit.guards import MARK
from audit.models import Redaction, RedactionDoor
from audit.noting import note
from audit.sealing import seal
from operations.guards import GUARDS
from programs.evaluations.models import Discussion
from programs.evaluations.workflows import evaluations as writing
from programs.models import ProgramActionNote
from surveys.wishes import workflow as wishes
from surveys.wishes.letterbox import Wish
from tests.reports import making
from tests.support import evaluations, programs
from tests.support.factories import NOON, log_concern
from tests.support.surveys import ask, make_survey

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TABLES = {
    "sqlite": "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT DISTINCT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE NOT tgisinternal"
    ),
}
# Kept up to date by triggers that are no guards.
OF_THE_SEARCH = ("search", "outreach_")
WORDS = {guard.words for guard in GUARDS}


@pytest.fixture
def settled(officer, supervisor, commander, chief):
    """A settled row in each kept table, and beside it one that is still being worked on."""
    log_concern(officer)
    making.printed(making.issued(officer, supervisor, commander))
    making.assembled(officer, making.Period.parse("2026-Q3"))
    _decided_evaluation(officer, commander)
    survey = make_survey(officer, status="open")
    ask(survey, "safe")
    survey.steps.create(from_status="draft", to_status="open", by=officer, at=NOON)
    wish = wishes.keep(survey, Wish(phone="555 010 7788"), at=NOON)
    wish.steps.create(from_status="waiting", to_status="done", by=officer, at=NOON)
    make_survey(officer)
    Redaction.objects.create(
        record="group", key=1, by=commander, at=NOON, kind="name", reason="Not ours to keep."
    )
    note("test.step", by=officer)
    seal()
    note("test.step", by=officer)


def _decided_evaluation(officer: Any, commander: Any) -> None:
    program = programs.make_program(officer)
    for enter in (programs.enter_hours, programs.enter_cost, programs.enter_feedback):
        enter(program, officer, on=date(2025, 6, 3), at=NOON)
    program.steps.create(from_status="", to_status="active", by=officer, at=NOON)
    evaluation = evaluations.written(program, officer)
    said = Discussion(where="meeting", on=date(2026, 1, 6), notes="Walks are liked.")
    writing.note_discussion(evaluation, said, by=officer, at=evaluations.SENT)
    writing.submit(evaluation, by=officer, at=evaluations.SENT, seen=evaluation.written)
    decision = evaluations.Decision("modify", "Drop it.", (evaluations.promise(officer),), None)
    evaluations.deciding.decide(
        evaluation, decision, by=commander, at=evaluations.DECIDED, seen=evaluation.version
    )
    evaluations.printed(evaluation)
    action = evaluation.actions.get()
    ProgramActionNote.objects.create(action=action, by=officer, at=NOON, note="Stopped.")
    later = programs.make_program(officer)
    evaluations.written(later, officer, at=evaluations.OPENED + timedelta(days=1))


def guarded_tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(TABLES[connection.vendor])
        found = sorted(table for (table,) in cursor.fetchall())
    return [table for table in found if not table.startswith(OF_THE_SEARCH)]


def test_every_statement_is_refused_on_every_kept_table(settled):
    tables = guarded_tables()
    assert set(tables) == {guard.table for guard in GUARDS}
    before = {table: rows_of(table) for table in tables}

    went_through = [
        f"{table}: {statement}"
        for table in tables
        for statement, values in attempts(table)
        if not is_refused(statement, values)
    ]

    assert went_through == []
    assert {table: rows_of(table) for table in tables} == before


def test_the_open_door_of_a_redaction_lets_nothing_else_through(settled):
    """Only the words by the mark, in this column of this row (`audit.redaction`)."""
    redactable = {guard.table for guard in GUARDS if guard.redactable}
    assert redactable
    for table in sorted(redactable):
        [column] = {guard.redactable for guard in GUARDS if guard.table == table} - {""}
        _, row = a_kept_row(table)
        words = row[column] or "words"
        RedactionDoor.objects.create(
            table_name=table, row=row["id"], column_name=column, words=words
        )

        went_through = [one for one, values in attempts(table) if not is_refused(one, values)]

        assert went_through == [], table
        update = f'UPDATE {table} SET "{column}" = %s WHERE id = %s'
        assert is_refused(update, [f"{row[column]} more", row["id"]])
        assert is_refused(update, [row[column].replace(words, MARK), row["id"] + 1]) or not any(
            one == row["id"] + 1 for one in ids(table)
        )


def is_refused(statement: str, values: list[Any]) -> bool:
    """Whether the guards refuse it with their own words; any other error is raised."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":  # else TRUNCATE waits for links to be looked at
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(statement, values)
    except IntegrityError as refused:
        if not any(words in str(refused) for words in WORDS):
            raise
        return True
    return False


def attempts(table: str) -> Iterator[tuple[str, list[Any]]]:
    """(statement, values) against the settled row of the table."""
    columns, row = a_kept_row(table)
    key = row["id"]
    yield f"DELETE FROM {table} WHERE id = %s", [key]
    for column in kept_columns(table, columns):
        if row[column] is not None:
            value = "id + 100000" if column == "id" else "NULL"
            yield f'UPDATE {table} SET "{column}" = {value} WHERE id = %s', [key]
    if connection.vendor == "postgresql":
        yield f"TRUNCATE {table} CASCADE", []
        yield from upserts(table, columns, key)
        return
    yield from upserts(table, columns, key)
    yield from replacements(table, columns, key)


def upserts(table: str, columns: list[str], key: int) -> Iterator[tuple[str, list[Any]]]:
    column = kept_columns(table, columns)[-1]
    named = ", ".join(f'"{name}"' for name in columns)
    rest = f'ON CONFLICT (id) DO UPDATE SET "{column}" = NULL'
    where = f"WHERE id = %s {rest}"
    yield f"INSERT INTO {table} ({named}) SELECT {named} FROM {table} {where}", [key]


def replacements(table: str, columns: list[str], key: int) -> Iterator[tuple[str, list[Any]]]:
    """By the primary key, by every other unique column, and by a row that moves onto it."""
    named = ", ".join(f'"{name}"' for name in columns)
    without = ", ".join(f'"{name}"' for name in columns if name != "id")
    row = f"SELECT {named} FROM {table} WHERE id = %s"
    yield f"INSERT OR REPLACE INTO {table} ({named}) {row}", [key]
    yield f"REPLACE INTO {table} ({named}) {row}", [key]
    if has_unique_columns(table):
        again = f"SELECT {without} FROM {table} WHERE id = %s"
        yield f"INSERT OR REPLACE INTO {table} ({without}) {again}", [key]
    for other in ids(table):
        if other != key:
            yield f"UPDATE OR REPLACE {table} SET id = %s WHERE id = %s", [key, other]


def a_kept_row(table: str) -> tuple[list[str], dict[str, Any]]:
    """(columns, row) of the first row that the database does not let go."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")
        columns = [column[0] for column in cursor.description]
        rows = [dict(zip(columns, one, strict=True)) for one in cursor.fetchall()]
    for row in rows:
        if is_refused(f"DELETE FROM {table} WHERE id = %s", [row["id"]]):
            return columns, row
    raise AssertionError(f"`settled` has no row in {table} that is kept")


def kept_columns(table: str, columns: list[str]) -> list[str]:
    named = {
        column
        for guard in GUARDS
        if guard.table == table and guard.event == "UPDATE"
        for column in (guard.columns or columns)
        # These two are kept from their second value on.
        if column not in ("struck_at", "struck_by_id", "acknowledged_at")
    }
    return sorted(named)


def has_unique_columns(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f'PRAGMA index_list("{table}")')
        return any(unique and origin != "pk" for _, _, unique, origin, _ in cursor.fetchall())


def ids(table: str) -> list[int]:
    return [row["id"] for row in rows_of(table)]


def rows_of(table: str) -> list[dict[str, Any]]:
    models = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    return list(models[table]._base_manager.order_by("pk").values())
