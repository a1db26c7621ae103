"""Faults of disks and files: full, lent, slow, or changed behind our back."""

from __future__ import annotations

import errno
import sqlite3
import threading
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings as live
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from audit import guards
from config.starting import folder_of_records
from operations import checks, doctor, places, readiness, sealing, snapshots
from operations.models import Backup
from operations.workflows.backups import BackupFailed
from reports.kept import GUARDS
from reports.models import Printing
from tests.operations.conftest import on_sqlite
from tests.operations.test_backups import made
from tests.reports.making import Editor, issued
from tests.support.factories import NOON

transactional = pytest.mark.django_db(transaction=True)


# ---- 104: a stored PDF is replaced


@pytest.mark.django_db
def test_fault_104_a_replaced_pdf_is_found_and_not_served(client, officer, supervisor, commander):
    report = issued(officer, supervisor, commander)
    pdf = b"%PDF-1.7 as it was issued"
    Printing.objects.create(
        report=report, pdf=pdf, sha256=sha256(pdf).hexdigest(), pages=1, made_at=NOON
    )
    assert list(doctor.frozen.printed()) == []
    guards.let_go(GUARDS, Editor())
    Printing.objects.update(pdf=b"%PDF-1.7 as somebody would have it")

    [finding] = doctor.frozen.printed()
    client.force_login(officer)
    answer = client.get(f"/reports/{report.pk}/pdf/", follow=True)

    assert f"report {report.pk} was replaced" in finding.words
    assert b"would have it" not in answer.content
    assert "is not the one that was issued" in answer.content.decode()


# ---- 114: the disk is full


@transactional
def test_fault_114_a_backup_on_a_full_disk_leaves_nothing_but_the_reason(
    place,
    concern,
    settings,
    monkeypatch,
):
    def full(self, some):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(sealing.Sealing, "write", full)

    with pytest.raises(CommandError, match="No space left on device"):
        call_command("backup")

    assert list(settings.BACKUP_DIR.iterdir()) == []
    assert Backup.objects.get().outcome == "failed"
    assert "No space left" in Backup.objects.get().reason
    assert readiness.told(readiness.last_backup, timezone.now()) is not None


@transactional
def test_fault_114_a_full_disk_keeps_the_backups_there_are(
    place,
    concern,
    settings,
    monkeypatch,
):
    settings.BACKUP_KEEP = 1
    before = made()

    def full(*words):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(snapshots, "copy_online" if on_a_file() else "_of_postgres", full)

    with pytest.raises(BackupFailed):
        made()

    assert before.exists()


def on_a_file() -> bool:
    return connection.vendor == "sqlite"


# ---- 115: where SQLite's file stands


MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
50 22 0:44 / /srv rw,relatime shared:9 - {kind} files.example.gov:/srv rw
51 50 8:2 / /srv/own rw,relatime shared:9 - ext4 /dev/sdb1 rw
"""


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_fault_115_a_network_file_system_is_refused(kind, monkeypatch):
    mounts = MOUNTS.format(kind=kind)
    monkeypatch.setattr(
        checks, "network_file_system", lambda folder: places.network_file_system(folder, mounts)
    )

    words, cure = checks.fault_of_place(Path("/srv/liaison/liaison.sqlite3"))

    assert kind in words
    assert "DATA_DIR" in cure
    assert checks.fault_of_place(Path("/srv/own/liaison.sqlite3")) is None


def test_fault_115_a_file_that_cannot_be_written_is_refused_with_the_cure(tmp_path, monkeypatch):
    (file := tmp_path / "liaison.sqlite3").touch()
    monkeypatch.setattr(checks, "is_writable", lambda path: path != file)

    words, cure = checks.fault_of_place(file)

    assert "liaison.sqlite3 cannot be written" in words
    assert "chown" in cure


def test_fault_115_a_data_dir_that_cannot_be_made_is_refused_with_the_cure(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(ImproperlyConfigured, match="DATA_DIR is .*cannot write: give it"):
        folder_of_records(tmp_path / "file" / "liaison")


@on_sqlite
def test_fault_115_writers_do_not_wait_for_a_long_reader(tmp_path):
    name, options = str(tmp_path / "one.sqlite3"), live.SQLITE_OPTIONS
    with closing(sqlite3.connect(name, isolation_level=None)) as reader:
        reader.executescript(f"{options['init_command']} CREATE TABLE told (n INTEGER)")
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM told").fetchall()

        writers = [threading.Thread(target=write_twenty, args=(name,)) for _ in range(4)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()

        assert reader.execute("SELECT count(*) FROM told").fetchone() == (0,)
        reader.execute("COMMIT")
        assert reader.execute("SELECT count(*) FROM told").fetchone() == (80,)


def write_twenty(name: str) -> None:
    """Read, then write: what loses without IMMEDIATE."""
    options = live.SQLITE_OPTIONS
    with closing(sqlite3.connect(name, timeout=options["timeout"], isolation_level=None)) as own:
        own.executescript(options["init_command"])
        for _ in range(20):
            own.execute(f"BEGIN {options['transaction_mode']}")
            [n] = own.execute("SELECT count(*) FROM told").fetchone()
            own.execute("INSERT INTO told VALUES (?)", [n])
            own.execute("COMMIT")


# ---- 117: the power fails after "saved"


@pytest.mark.django_db
def test_fault_117_what_was_saved_is_on_the_disk_by_the_databases_own_word():
    assert [finding.words for finding in doctor.machine.database_options()] == []


@pytest.mark.django_db
@on_sqlite
def test_fault_117_a_laxer_database_is_red(tmp_path, monkeypatch):
    asked = doctor.machine.PRAGMAS | {"synchronous": 3}
    monkeypatch.setattr(doctor.machine, "PRAGMAS", asked)

    with connection.cursor():
        words = [finding.words for finding in doctor.machine.database_options()]

    assert words == ["synchronous is 2, so a power cut could lose what was saved."]
