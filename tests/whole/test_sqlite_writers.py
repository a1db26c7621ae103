"""Eight who read and then write at once: SQLite loses nothing with the options it is shipped with."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.conf import settings
from django.db import OperationalError, connections, transaction

from tests.support.databases import SECOND, allow_other_databases

WRITERS, EACH = 8, 60

pytestmark = pytest.mark.skipif(
    connections["default"].vendor != "sqlite", reason="PostgreSQL waits row by row"
)


@pytest.fixture
def counted(tmp_path, monkeypatch):
    """Has all writers add one to a number, EACH times, in a database with these options; returns
    how often it was done, how often that was refused, and the number."""
    allow_other_databases(monkeypatch)

    def with_options(**options):
        monkeypatch.setitem(
            connections.databases,
            SECOND,
            settings.DATABASES["default"] | {"NAME": tmp_path / "count", "OPTIONS": options},
        )
        with connections[SECOND].cursor() as cursor:
            cursor.execute("CREATE TABLE count AS SELECT 0 AS n")
        start = Barrier(WRITERS)
        with ThreadPoolExecutor(WRITERS) as people:
            done = list(people.map(add_often, [start] * WRITERS))
        with connections[SECOND].cursor() as cursor:
            [number] = cursor.execute("SELECT n FROM count").fetchone()
        return sum(done), WRITERS * EACH - sum(done), number

    yield with_options
    connections[SECOND].close()
    del connections[SECOND]


def add_often(start):
    start.wait()
    try:
        return sum(add_one() for _ in range(EACH))
    finally:
        connections[SECOND].close()


def add_one():
    try:
        with transaction.atomic(SECOND), connections[SECOND].cursor() as cursor:
            [number] = cursor.execute("SELECT n FROM count").fetchone()
            cursor.execute("UPDATE count SET n = %s", [number + 1])
    except OperationalError:
        return 0
    return 1


def test_with_the_options_that_are_shipped_each_of_480_is_kept(counted):
    assert counted(**settings.SQLITE_OPTIONS) == (480, 0, 480)


def test_without_them_writes_are_refused(counted):
    done, refused, number = counted()

    assert refused
    assert number == done
