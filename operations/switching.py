"""From SQLite to PostgreSQL: every row of every table, in one transaction, and compared at the end."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.db.models import AutoField

from audit import guards, heads
from audit.sealing import seal
from operations.digests import Content, content_of, differences, names_of
from operations.guards import GUARDS

TARGET = "target"
AT_ONCE = 500


class NotCopied(Exception):
    """Nothing was copied; the old database is as it was. Says why."""


class Cursor:
    """As the editor of a migration, on the new database."""

    def __init__(self) -> None:
        self.connection = connections[TARGET]

    def execute(self, statement: str, params: None = None) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(statement, params)


def copy_all(facts: dict[str, Any]) -> dict[str, Content]:
    """Copy the default database to the empty one that `facts` name, as Django's settings do.

    Nobody may write meanwhile. Returns what each table holds; raises NotCopied.
    """
    usual = {**connections[DEFAULT_DB_ALIAS].settings_dict, "OPTIONS": {}, "CONN_MAX_AGE": 0}
    connections.databases[TARGET] = {**usual, **facts}
    try:
        _require_the_right_two()
        call_command("migrate", database=TARGET, verbosity=0, interactive=False)
        log = seal()
        with transaction.atomic(), transaction.atomic(using=TARGET):
            copied = _copied()
        heads.keep(log, TARGET)  # the same log stands at another place from now on
        return copied
    except DatabaseError as refused:
        raise NotCopied(f"PostgreSQL refused: {str(refused).splitlines()[0]}") from refused
    finally:
        connections[TARGET].close()
        del connections[TARGET]
        del connections.databases[TARGET]


def _require_the_right_two() -> None:
    if connections[DEFAULT_DB_ALIAS].vendor != "sqlite":
        raise NotCopied("DATABASE_URL names no SQLite database: there is nothing to switch from.")
    if connections[TARGET].vendor != "postgresql":
        raise NotCopied("The address to copy to has to begin with postgres://.")
    with connections[TARGET].cursor() as cursor:
        if names := names_of(cursor, "postgresql"):
            raise NotCopied(f"The new database is not empty (it has {names[0]}): make a new one.")


def _copied() -> dict[str, Content]:
    """Links are looked at when the transaction ends, so the order of the tables does not matter."""
    models = list(_models())
    guards.let_go(GUARDS, Cursor())
    for model in models:
        model._base_manager.using(TARGET).all().delete()
    for model in models:
        _fill(model)
    _number_on(models)
    before, after = _contents(models, DEFAULT_DB_ALIAS), _contents(models, TARGET)
    if differs := differences(before, after):
        raise NotCopied(f"The copy is not the same: {'; '.join(differs[:5])}.")
    with connections[TARGET].cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    guards.keep(GUARDS, Cursor())
    return after


def _models() -> Iterator[Any]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model


def _fill(model: Any) -> None:
    """As they are: no default, no `save`, no moment is made anew."""
    fields = model._meta.concrete_fields
    rows = model._base_manager.order_by("pk").iterator(AT_ONCE)
    while some := list(islice(rows, AT_ONCE)):
        try:
            model._base_manager.using(TARGET)._insert(some, fields=fields, using=TARGET, raw=True)
        except ValueError as refused:  # a NUL, which SQLite takes and PostgreSQL does not
            words = f"{model._meta.label} {some[0].pk} to {some[-1].pk}: {refused}"
            raise NotCopied(words) from refused


def _number_on(models: Iterable[Any]) -> None:
    """New rows get the numbers after those that came. Keys below zero are in no series."""
    with connections[TARGET].cursor() as cursor:
        for model in models:
            if not isinstance(model._meta.pk, AutoField):
                continue
            table, column = model._meta.db_table, model._meta.pk.column
            cursor.execute(
                f'SELECT setval(pg_get_serial_sequence(%s, %s), GREATEST(MAX("{column}"), 1), '
                f'COALESCE(MAX("{column}"), 0) > 0) FROM "{table}"',
                [f'"{table}"', column],
            )


def _contents(models: Iterable[Any], alias: str) -> dict[str, Content]:
    return {model._meta.db_table: content_of(_rows(model, alias)) for model in models}


def _rows(model: Any, alias: str) -> Iterator[tuple[Any, ...]]:
    names = [field.attname for field in model._meta.concrete_fields]
    rows = model._base_manager.using(alias).order_by().values_list(*names)
    for row in rows.iterator(AT_ONCE):
        yield tuple(_alike(value) for value in row)


def _alike(value: Any) -> Any:
    """PostgreSQL sorts the keys of JSON; what it says is the same."""
    return json.dumps(value, sort_keys=True) if isinstance(value, dict | list) else value
