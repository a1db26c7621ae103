"""The chain of the first versions is proven and keyed by a migration."""

from __future__ import annotations

import pytest
from django.db import IntegrityError
from django.db.migrations.executor import MigrationExecutor

from audit.heads import Head
from audit.marks import BEGINNING, _first_mark, content_of, digest_after
from audit.models import Entry
from audit.sealing import stands
from audit.verifying import verify
from tests.support.databases import allow_other_databases, second_database

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

BEFORE, SINCE = [("audit", "0001_the_log")], [("audit", "0002_a_keyed_chain")]


@pytest.fixture
def second(tmp_path, monkeypatch):
    """A database as the first version left it."""
    allow_other_databases(monkeypatch)
    with second_database(tmp_path) as there:
        MigrationExecutor(there).migrate(BEFORE)
        yield there


def chained(second, settings, count: int = 7, waiting: int = 1) -> str:
    """Entries with the marks and the digests of then; returns the last digest."""
    old = MigrationExecutor(second).loader.project_state(BEFORE).apps.get_model("audit", "Entry")
    previous = BEGINNING
    for number in range(1, count + waiting + 1):
        facts = {"at": "2025-03-04T05:06:07+00:00", "action": f"test.{number}", "actor": None}
        blank = dict.fromkeys(("role", "kind", "key", "address", "session", "request"), "")
        made = old.objects.using(second.alias).create(**facts, **blank, mark="-")
        entry = old.objects.using(second.alias).get(pk=made.pk)
        entry.pk, entry.mark = None, _first_mark(content_of(entry), settings.SECRET_KEY)
        with second.cursor() as cursor:
            for trigger in ("is_not_removed", "is_not_removed_at_once"):
                switch(cursor, second.vendor, trigger)
            cursor.execute("DELETE FROM audit_entry WHERE id = %s", [made.pk])
        if number <= count:
            entry.place, entry.digest = number, digest_after(previous, entry)
            previous = entry.digest
        entry.save(using=second.alias, force_insert=True)
    return previous


def switch(cursor, vendor: str, trigger: str) -> None:
    on = " ON audit_entry" if vendor == "postgresql" else ""
    cursor.execute(f"DROP TRIGGER IF EXISTS audit_entry_{trigger}{on}")


def keyed(second):
    """Migrates, and reads the outcome as the log of this process."""
    executor = MigrationExecutor(second)
    executor.migrate(SINCE)
    return list(Entry.objects.using(second.alias).order_by("pk").values())


@pytest.fixture
def read_here():
    """`verify` reads the default database: the rows of the other are put there."""

    def put(rows):
        Entry.objects.bulk_create([Entry(**row) for row in rows])
        return verify

    return put


def test_a_whole_chain_is_keyed_and_what_reports_print_still_stands(second, settings, read_here):
    last = chained(second, settings)

    rows = keyed(second)
    check = read_here(rows)

    checked = check([("report Q-2025-1", Head(7, last))])
    assert (checked.wrong, checked.entries, checked.heads) == ((), 7, 1)
    assert stands(Head(7, last))
    noted = Entry.objects.get(action="audit.key")
    assert noted.detail == {"entries": 7, "first_wrong": 0}
    assert all(row["seal"] for row in rows if row["place"])


@pytest.mark.parametrize(
    ("statement", "first", "why"),
    [
        ("UPDATE audit_entry SET place = 100 WHERE place = 7", 7, "is missing"),
        ("DELETE FROM audit_entry WHERE place = 4", 4, "is missing"),
        ("UPDATE audit_entry SET digest = 'x' WHERE place = 3", 3, "when the chain was keyed"),
        ("UPDATE audit_entry SET actor = 9 WHERE place = 2", 2, "not written by Liaison"),
    ],
)
def test_what_was_wrong_before_is_said_locks_nobody_out_and_stays_named(
    second, settings, read_here, statement, first, why, capsys
):
    chained(second, settings)
    with second.cursor() as cursor:
        for trigger in ("is_kept", "stays_in_place", "is_not_removed"):
            switch(cursor, second.vendor, trigger)
        cursor.execute(statement)

    rows = keyed(second)

    assert f"entry {first} of" in capsys.readouterr().err
    bad = read_here(rows)().bad
    assert bad is not None
    assert (bad.place, why in bad.why) == (first, True)
    assert Entry.objects.get(action="audit.key").detail["first_wrong"] == first


def test_an_empty_log_is_keyed_without_a_word(second, capsys):
    assert keyed(second) == []
    assert capsys.readouterr().err == ""


def test_the_sealer_of_a_version_that_still_runs_is_refused(second, settings):
    chained(second, settings)
    keyed(second)

    with pytest.raises(IntegrityError), second.cursor() as cursor:
        cursor.execute("UPDATE audit_entry SET place = 8, digest = 'x' WHERE place IS NULL")
