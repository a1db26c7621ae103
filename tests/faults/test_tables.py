"""Faults of the tables: a migration cut off, another version, a database that is away."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings as live
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, RequestFactory

from desk.views.errors import typed_in
from operations.starting import refuse_a_newer_database
from tests.operations.conftest import on_sqlite
from tests.support.databases import SECOND, allow_other_databases, second_database

# ---- 116: the database is away


@pytest.mark.django_db
def test_fault_116_with_the_database_away_the_watcher_is_told_and_a_page_says_later(
    kinston, place, monkeypatch
):
    def away(self):
        raise OperationalError("could not connect as liaison to 10.0.0.7")

    client = Client(raise_request_exception=False)
    with monkeypatch.context() as broken:
        broken.setattr(type(connections["default"]), "cursor", away)
        lives, needs, page = (
            client.get(one) for one in ("/healthz", "/readyz", "/accounts/login/")
        )

    assert (lives.status_code, needs.status_code, page.status_code) == (200, 503, 503)
    assert needs.json()["database"] == "red"
    assert needs.json()["cache"] == "green"
    assert page.headers["Retry-After"]
    for answer in (needs, page):
        assert "10.0.0.7" not in answer.content.decode()


@pytest.mark.parametrize(("fault", "status"), [(OperationalError, 503), (ValueError, 500)])
def test_fault_116_what_was_typed_comes_back(officer, concern, monkeypatch, fault, status):
    client = Client(raise_request_exception=False)
    client.force_login(officer)
    address = f"{concern.get_absolute_url()}effort/"
    sent = {"note": "Talked to the owner for an hour.", "version": "3"}

    def broken(*given, **facts):
        raise fault("down")

    with monkeypatch.context() as away:
        away.setattr("outreach.concerns.workflows.concerns.may_work_on", broken)
        ours = client.post(address, sent, headers={"origin": "http://testserver"})
        foreign = client.post(address, sent, headers={"origin": "https://elsewhere.example"})

    assert (ours.status_code, foreign.status_code) == (status, status)
    assert "Talked to the owner" in ours.text
    assert "no-store" in ours["Cache-Control"]
    assert "Talked to the owner" not in foreign.text


def test_fault_116_it_comes_back_though_nobody_had_looked_the_page_up(db):
    """A middleware before that failed: the session, say, which is in the database."""
    asked = RequestFactory(headers={"origin": "http://testserver"})
    sent = asked.post("/concerns/C-2026-0001/effort/", {"note": "Talked to the owner."})
    password = asked.post("/accounts/login/", {"password": "not to be shown"})
    sent.resolver_match = password.resolver_match = None

    assert typed_in(sent) == [("Note", "Talked to the owner.")]
    assert typed_in(password) == []


# ---- 118: migrations


DIES = """
import os, signal, sys
sys.argv = ["manage.py", "migrate", "--no-input", "--verbosity", "0"]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
from django.db.migrations.executor import MigrationExecutor
record = MigrationExecutor.record_migration
def die(self, migration):
    if (migration.app_label, migration.name) == ("jobs", "0001_initial"):
        os.kill(os.getpid(), signal.SIGKILL)  # its tables are made, and nothing is committed
    return record(self, migration)
MigrationExecutor.record_migration = die
from django.core.management import execute_from_command_line
execute_from_command_line(sys.argv)
"""


@pytest.mark.slow
@on_sqlite
def test_fault_118_a_migration_killed_half_way_is_finished_by_the_next_and_then_rests(tmp_path):
    killed = migrating(tmp_path, "-c", DIES)
    with closing(sqlite3.connect(tmp_path / "liaison.sqlite3")) as database:
        names = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
    again = migrating(tmp_path, "manage.py", "migrate", "--no-input")
    twice = migrating(tmp_path, "manage.py", "migrate", "--no-input")

    assert killed.returncode == -signal.SIGKILL
    assert "jobs_job" not in names
    assert again.returncode == 0, again.stderr
    assert "Applying jobs.0001_initial... OK" in again.stdout
    assert "No migrations to apply." in twice.stdout


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_fault_118_each_migration_and_the_note_of_it_are_one_transaction(tmp_path, monkeypatch):
    record, within = MigrationExecutor.record_migration, {}

    def watched(executor, migration):
        within[str(migration)] = executor.connection.in_atomic_block
        record(executor, migration)

    monkeypatch.setattr(MigrationExecutor, "record_migration", watched)
    allow_other_databases(monkeypatch)
    with second_database(tmp_path):
        call_command("migrate", database=SECOND, verbosity=0)

    assert {"jobs.0001_initial", "reports.0005_audit_head", "sessions.0001_initial"} <= set(within)
    assert [name for name, inside in within.items() if not inside] == []


def migrating(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *words],
        cwd=live.BASE_DIR,
        env=kept | {"DEMO": "1", "DATA_DIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.django_db
def test_fault_118_older_code_does_not_start_on_a_newer_database():
    refuse_a_newer_database()
    MigrationRecorder(connection).record_applied("reports", "0099_of_tomorrow")

    with pytest.raises(ImproperlyConfigured, match=r"newer version of Liaison \(reports.0099"):
        refuse_a_newer_database()
