"""Places and processes the tests of backups work in, on the test's own database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from operations import postgres
from operations.workflows import drills
from tests.support.databases import scratch_database


@pytest.fixture
def place(settings, tmp_path: Path, drill_account) -> Path:
    """DATA_DIR, BACKUP_DIR and MEDIA_ROOT in a folder of this test; returns it."""
    settings.DATA_DIR = tmp_path / "data"
    settings.MEDIA_ROOT = tmp_path / "data" / "media"
    settings.BACKUP_DIR = tmp_path / "backups"
    settings.BACKUP_PASSPHRASE_FILE = settings.BACKUP_IDENTITY_FILE = ""
    settings.BACKUP_RECIPIENTS = []
    settings.MEDIA_ROOT.mkdir(parents=True)
    (settings.MEDIA_ROOT / "leaflet.txt").write_text("Lock it or lose it.")
    return tmp_path


@pytest.fixture
def drill_account(settings, django_db_setup) -> Iterator[dict[str, Any]]:
    """On PostgreSQL the scratch database of drills, with an account that owns it and no more."""
    if connection.vendor != "postgresql":
        yield {}
        return
    facts = dict(connection.settings_dict)
    with scratch_database(facts, f"liaison_drill_{os.getpid()}") as there:
        settings.DRILL_DATABASE_URL = drills._address(postgres.arguments(there))
        yield there


@pytest.fixture
def looked_over(monkeypatch) -> list[str]:
    """The databases a drill would have looked over in processes of their own, which take seconds."""
    seen: list[str] = []
    monkeypatch.setattr(drills, "_look_over", lambda folder, database: seen.append(database))
    return seen


on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="is about SQLite's file")
on_postgres = pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL")
