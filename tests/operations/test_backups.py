"""A backup is whole and holds what the living database held, or there is none."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from operations import archives, snapshots
from operations.digests import differences
from operations.keys import Keys
from operations.models import Backup
from operations.versions import VERSION
from operations.workflows import backups
from operations.workflows.backups import BackupFailed
from tests.operations.conftest import on_sqlite
from tests.support.factories import log_concern, make_member

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "a quiet brook behind the mill"


def made(**options) -> Path:
    return backups.make(Backup.objects.begin(timezone.now()), **options)


# ---- The file


def test_the_archive_holds_what_its_manifest_says(place, concern):
    path = made()

    with tarfile.open(path) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))
        names = set(tar.getnames())
    assert names == {*manifest["files"], "manifest.json", "manifest.seal"}
    assert "media/leaflet.txt" in names
    assert manifest["version"] == VERSION
    assert manifest["tables"]["outreach_concern"]["rows"] == 1
    assert ["operations", "0001_initial"] in manifest["migrations"]
    assert path.stat().st_mode & 0o077 == 0


def test_only_the_finished_file_is_left(place, concern, settings):
    path = made()

    assert [one.name for one in settings.BACKUP_DIR.iterdir()] == [path.name]
    backup = Backup.objects.get()
    assert (backup.outcome, backup.name, backup.size) == ("good", path.name, path.stat().st_size)


def test_the_newest_few_are_kept(place, settings, kinston):
    settings.BACKUP_KEEP = 2
    now = timezone.now()
    for day in range(4):
        backups.make(Backup.objects.begin(now + timedelta(days=day)))

    kept = [path.name for path in archives.kept_in(settings.BACKUP_DIR)]

    assert kept == [archives.name_of(now + timedelta(days=day), encrypted=False) for day in (2, 3)]


def test_a_folder_of_ones_own_is_left_alone(place, settings, kinston):
    settings.BACKUP_KEEP = 1
    made(to=place / "own")
    backups.make(Backup.objects.begin(timezone.now() + timedelta(days=1)), to=place / "own")

    assert len(archives.kept_in(place / "own")) == 2


def test_an_encrypted_file_tells_no_name(place, unit):
    make_member(name="Tessa Lindgren")
    log_concern(make_member())
    path = made(keys=Keys(WORDS))

    assert b"Lindgren" not in path.read_bytes()


# ---- A copy beside a writer


@pytest.fixture
def live(tmp_path):
    """The name of a database that another process is writing to."""
    name = str(tmp_path / "live.sqlite3")
    with sqlite3.connect(name) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE written (word TEXT)")
        database.execute("CREATE TABLE django_migrations (app TEXT, name TEXT)")
    database.close()
    words = [sys.executable, str(Path(__file__).with_name("writing.py")), name]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as writer:
        assert writer.stdout.readline() == b"begun\n"
        yield name
        writer.kill()


def test_a_copy_beside_a_live_writer_lacks_nothing(live, tmp_path):
    snapshot = snapshots._of_sqlite(live, tmp_path / "copy.sqlite3")

    assert snapshot.tables["written"].rows >= 200
    assert differences(snapshot.tables, snapshots.content_of_sqlite(snapshot.file)) == []


def test_a_file_copied_beside_a_live_writer_is_caught(live, tmp_path, monkeypatch):
    def naively(source, name, copy):
        shutil.copyfile(name, copy)

    monkeypatch.setattr(snapshots, "copy_online", naively)

    snapshot = snapshots._of_sqlite(live, tmp_path / "copy.sqlite3")

    with pytest.raises(BackupFailed, match="not what the database held"):
        backups._compare(snapshot)


@on_sqlite
def test_a_copy_that_lacks_rows_is_no_backup(place, concern, settings, monkeypatch):
    copied = snapshots.copy_online

    def lacking(source, name, copy):
        copied(source, name, copy)
        with closing(sqlite3.connect(copy)) as database:
            database.execute("DELETE FROM django_content_type")
            database.commit()

    monkeypatch.setattr(snapshots, "copy_online", lacking)

    with pytest.raises(BackupFailed, match="django_content_type: "):
        made()

    assert list(settings.BACKUP_DIR.iterdir()) == []
