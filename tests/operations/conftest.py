"""Places and processes the tests of backups work in, on the test's own database."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from operations.workflows import drills


@pytest.fixture
def place(settings, tmp_path: Path, monkeypatch) -> Path:
    """DATA_DIR, BACKUP_DIR and MEDIA_ROOT in a folder of this test; returns it."""
    settings.DATA_DIR = tmp_path / "data"
    settings.MEDIA_ROOT = tmp_path / "data" / "media"
    settings.BACKUP_DIR = tmp_path / "backups"
    settings.BACKUP_PASSPHRASE_FILE = ""
    settings.MEDIA_ROOT.mkdir(parents=True)
    (settings.MEDIA_ROOT / "leaflet.txt").write_text("Lock it or lose it.")
    return tmp_path


@pytest.fixture
def looked_over(monkeypatch) -> list[str]:
    """The databases a drill would have looked over in processes of their own, which take seconds."""
    seen: list[str] = []
    monkeypatch.setattr(drills, "_look_over", lambda folder, database: seen.append(database))
    return seen


on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="is about SQLite's file")
on_postgres = pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL")
