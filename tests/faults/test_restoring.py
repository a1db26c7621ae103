"""Faults of backups: what must not be restored, and what must not pass for a backup.

Fault 121 (a restore brings back what was disposed of) waits: nothing is disposed of yet, so there
is no ledger a restore could go by.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import tarfile
from contextlib import closing
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from operations import readiness, sealing
from operations.digests import names_of
from operations.keys import NO_KEYS, Keys
from operations.manifests import seal_of
from operations.models import Drill
from operations.workflows import drills, restoring
from operations.workflows.drills import DrillFailed
from operations.workflows.restoring import Refused
from tests.operations.conftest import on_sqlite
from tests.operations.test_backups import made
from tests.support.databases import empty_place

pytestmark = pytest.mark.django_db(transaction=True)


# ---- 119: restores that must not happen


@pytest.fixture
def backup(place, concern) -> Path:
    return made()


@pytest.fixture
def refused(place, settings):
    """Tries to restore where nothing is; gives the reason, and nothing may have come there."""

    def tried(path: Path, keys: Keys = NO_KEYS) -> str:
        with empty_place(place / "new", settings):
            with pytest.raises(Refused) as reason:
                restoring.into_empty(path, keys)
            with connection.cursor() as cursor:
                assert names_of(cursor, connection.vendor) == []
            assert not settings.MEDIA_ROOT.exists() or not list(settings.MEDIA_ROOT.iterdir())
        return str(reason.value)

    return tried


def packed_again(path: Path, change, *, and_also: tarfile.TarInfo | None = None) -> Path:
    """The archive with its pieces changed and its seals made anew, as whoever has the key could."""

    def vouched_for(pieces: dict[str, bytes]) -> None:
        change(pieces)
        pieces["manifest.seal"] = seal_of(pieces["manifest.json"]).encode()

    return forged(path, vouched_for, and_also=and_also)


def forged(path: Path, change, *, and_also: tarfile.TarInfo | None = None) -> Path:
    """The archive with its pieces changed, as whoever may write to its folder could."""
    with tarfile.open(path) as tar:
        pieces = {one.name: tar.extractfile(one).read() for one in tar if one.isfile()}
    change(pieces)
    with path.open("wb") as out:
        sealed = sealing.Sealing(out)
        with tarfile.open(fileobj=sealed, mode="w|") as tar:
            for name, content in pieces.items():
                heading = tarfile.TarInfo(name)
                heading.size = len(content)
                tar.addfile(heading, BytesIO(content))
            if and_also:
                tar.addfile(and_also)
        sealed.close()
    return path


def told(pieces: dict[str, bytes], **facts) -> None:
    """The manifest, saying this instead."""
    manifest = json.loads(pieces["manifest.json"]) | facts
    pieces["manifest.json"] = json.dumps(manifest).encode()


def test_fault_119_a_backup_of_a_newer_version_is_refused(backup, refused):
    def newer(pieces):
        manifest = json.loads(pieces["manifest.json"])
        manifest["migrations"].append(["reports", "0099_of_tomorrow"])
        pieces["manifest.json"] = json.dumps(manifest).encode()

    assert "newer version of Liaison" in refused(packed_again(backup, newer))


@pytest.mark.parametrize(
    ("facts", "words"),
    [({"format": 99}, "has format 99"), ({"tables": []}, "manifest cannot be read")],
)
def test_fault_119_a_manifest_of_another_kind_is_refused(backup, refused, facts, words):
    assert words in refused(packed_again(backup, lambda pieces: told(pieces, **facts)))


@on_sqlite
def test_fault_119_a_backup_of_the_other_kind_of_database_is_refused(backup, refused):
    path = packed_again(backup, lambda pieces: told(pieces, vendor="postgresql"))

    assert "run manage.py copy_to_postgresql" in refused(path)


def test_fault_119_a_file_that_was_changed_is_named(backup, refused):
    path = packed_again(backup, lambda pieces: pieces.update({"media/leaflet.txt": b"Lock it."}))

    assert "media/leaflet.txt is not the file that was put in" in refused(path)


def test_fault_119_a_missing_file_is_named(backup, refused):
    path = packed_again(backup, lambda pieces: pieces.pop("media/leaflet.txt"))

    assert "media/leaflet.txt is missing" in refused(path)


def test_fault_119_a_file_put_in_is_named(backup, refused):
    path = packed_again(backup, lambda pieces: pieces.update({"media/other.txt": b"other"}))

    assert "media/other.txt was added" in refused(path)


def test_fault_119_a_flipped_byte_is_found(backup, refused):
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    backup.write_bytes(content)

    assert "damaged" in refused(backup)


def test_fault_119_a_wrong_passphrase_is_refused(place, concern, refused):
    path = made(keys=Keys("a quiet brook behind the mill"))

    assert "passphrase is not the one" in refused(path, Keys("another brook behind the mill"))
    assert "is encrypted" in refused(path)


@pytest.mark.parametrize(
    ("name", "kind", "leads_to"),
    [
        ("../../out.txt", tarfile.REGTYPE, ""),
        ("media/../../../out.txt", tarfile.REGTYPE, ""),
        ("{place}/out.txt", tarfile.REGTYPE, ""),
        ("media/out.txt", tarfile.SYMTYPE, "/etc/hostname"),
        ("media", tarfile.SYMTYPE, "{place}"),
        ("media/out.txt", tarfile.LNKTYPE, "manifest.json"),
        ("media/out.txt", tarfile.FIFOTYPE, ""),
        ("media/out.txt", tarfile.GNUTYPE_SPARSE, ""),
        ("media/out.txt", tarfile.CONTTYPE, ""),
        ("manifest.json", tarfile.REGTYPE, ""),
        ("media/ñ\0out.txt", tarfile.REGTYPE, ""),
    ],
)
def test_fault_119_only_files_within_the_archive_are_unpacked(
    backup, refused, place, name, kind, leads_to
):
    odd = tarfile.TarInfo(name.format(place=place))
    odd.type, odd.linkname = kind, leads_to.format(place=place)

    assert "cannot be unpacked" in refused(packed_again(backup, lambda pieces: None, and_also=odd))
    assert not list(place.rglob("out.txt"))


# ---- 120: a naive copy as a backup


@on_sqlite
def test_fault_120_a_copied_database_file_turns_the_drill_red(
    place,
    concern,
    settings,
    looked_over,
):
    made()
    drills.hold(Drill.objects.begin(timezone.now()))
    copy = settings.BACKUP_DIR / "zz-by-cron.sqlite3"
    # By another program: a file that this one closes takes SQLite's own locks with it.
    subprocess.run(["cp", str(connection.settings_dict["NAME"]), str(copy)], check=True)
    os.utime(copy, (4_000_000_000, 4_000_000_000))

    with pytest.raises(DrillFailed, match="A copied database file lacks"):
        drills.hold(Drill.objects.begin(timezone.now()))

    assert readiness.told(readiness.last_drill, timezone.now()) is not None


@on_sqlite
def test_fault_120_a_copy_that_lacks_rows_turns_the_drill_red_under_a_good_seal(
    place,
    concern,
    tmp_path,
    looked_over,
):
    def without_a_row(pieces):
        file = tmp_path / "naive.sqlite3"
        file.write_bytes(pieces["database.sqlite3"])
        with closing(sqlite3.connect(file)) as database:
            database.execute("DELETE FROM outreach_concernstep")
            database.commit()
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        pieces["database.sqlite3"] = file.read_bytes()
        manifest = json.loads(pieces["manifest.json"])
        manifest["files"]["database.sqlite3"]["sha256"] = sha256(file.read_bytes()).hexdigest()
        pieces["manifest.json"] = json.dumps(manifest).encode()

    packed_again(made(), without_a_row)

    with pytest.raises(DrillFailed, match=r"outreach_concernstep: \d+ rows then, 0 here"):
        drills.hold(Drill.objects.begin(timezone.now()))
