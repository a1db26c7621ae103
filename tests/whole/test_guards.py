"""The guards of every room stand in the database, and no table of steps is left without them."""

import pytest
from django.apps import apps
from django.db import connection

from audit import guards
from audit.guards import Cursor, put_aside
from operations.guards import GUARDS
from records.history import StatusChange
from tests.operations.conftest import on_sqlite

pytestmark = pytest.mark.django_db

# The timelines of outreach belong to records that stay open; these rooms settle theirs.
SETTLING = ("surveys", "programs", "reports")
KEEPING = ("audit", *SETTLING)
NAMES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}
AS_WRITTEN = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"


def standing() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(NAMES[connection.vendor])
        return {name for (name,) in cursor.fetchall() if name.startswith(KEEPING)}


def test_what_the_rooms_name_is_what_stands():
    assert standing() == guards.names(GUARDS, connection.vendor)


@on_sqlite
def test_they_stand_as_they_would_be_put_up_today():
    """A unique constraint that came later without putting the guards up again would be missed."""
    with connection.cursor() as cursor:
        before = cursor.execute(AS_WRITTEN).fetchall()

        guards.keep(GUARDS, Cursor())

        assert cursor.execute(AS_WRITTEN).fetchall() == before


def test_whatever_is_guarded_is_guarded_against_removal_once():
    removals = [guard.table for guard in GUARDS if guard.event == "DELETE"]

    assert len(removals) == len(set(removals))
    assert {guard.table for guard in GUARDS} == set(removals)


@on_sqlite
def test_put_aside_and_back_they_stand_as_they_stood_and_a_lost_one_stands_again():
    with connection.cursor() as cursor:
        before = cursor.execute(AS_WRITTEN).fetchall()
        cursor.execute(f"DROP TRIGGER {GUARDS[0].name}")

        with put_aside(GUARDS):
            assert standing() == set()

        assert cursor.execute(AS_WRITTEN).fetchall() == before


def test_every_guard_has_a_name_of_its_own():
    names = [guard.name for guard in GUARDS]

    assert len(names) == len(set(names))


def test_every_table_of_steps_is_only_added_to():
    tables = {
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, StatusChange) and model._meta.app_label in SETTLING
    }
    whole = {(guard.table, guard.event) for guard in GUARDS if not guard.columns}

    assert tables
    assert {(table, event) for table in tables for event in ("UPDATE", "DELETE")} <= whole


def test_guarded_columns_are_columns_of_their_table():
    columns = {
        model._meta.db_table: {field.column for field in model._meta.concrete_fields}
        for model in apps.get_models(include_auto_created=True)
    }

    for guard in GUARDS:
        assert set(guard.columns) <= columns[guard.table], guard.name
