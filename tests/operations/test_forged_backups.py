"""What somebody else puts among the backups is never opened by a drill and never restored."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pyrage
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from operations import archives, sealing
from operations.keys import Keys
from operations.models import Backup, Drill
from operations.workflows import backups, drills, restoring
from operations.workflows.drills import DrillFailed
from operations.workflows.restoring import Refused
from tests.faults.test_restoring import forged
from tests.operations.conftest import on_sqlite
from tests.operations.test_backups import made
from tests.support.databases import empty_place

pytestmark = pytest.mark.django_db(transaction=True)
PAIR = pyrage.x25519.Identity.generate()


@pytest.fixture
def sealed_here(place, settings, tmp_path) -> Path:
    """Backups are sealed for PAIR, and this machine may open them."""
    (identity := place / "identity").write_text(str(PAIR))
    settings.BACKUP_RECIPIENTS = [str(PAIR.to_public())]
    settings.BACKUP_IDENTITY_FILE = str(identity)
    return settings.BACKUP_DIR


@pytest.fixture
def opened(monkeypatch) -> list[str]:
    """The names of the files that anything tried to open."""
    seen: list[str] = []
    unseal = sealing.unseal

    def watched(path, *given):
        seen.append(path.name)
        unseal(path, *given)

    monkeypatch.setattr(sealing, "unseal", watched)
    return seen


def drill() -> Drill:
    return drills.hold(Drill.objects.begin(timezone.now()))


def plain_one(settings, folder: Path) -> Path:
    """A plain archive as this very version writes one, with a seal of another key."""
    kept = settings.BACKUP_RECIPIENTS
    settings.BACKUP_RECIPIENTS, settings.SECRET_KEY, key = [], "another", settings.SECRET_KEY
    path = backups.make(
        Backup.objects.begin(timezone.now() + timedelta(days=9)), to=folder, keys=Keys()
    )
    settings.BACKUP_RECIPIENTS, settings.SECRET_KEY = kept, key
    Backup.objects.order_by("-pk").first().delete()
    return path


def test_a_plain_archive_dropped_among_sealed_ones_is_never_taken(
    sealed_here, concern, settings, looked_over, opened, tmp_path
):
    ours = made()
    dropped = shutil.copy(plain_one(settings, tmp_path / "made"), sealed_here)
    os.utime(dropped, (4_000_000_000, 4_000_000_000))

    held = drill()

    assert (held.name, opened) == (ours.name, [ours.name])
    assert len(looked_over) == 1
    with (
        empty_place(tmp_path / "new", settings),
        pytest.raises(CommandError, match="is not sealed"),
    ):
        call_command("restore", str(dropped), "--into-empty")


def test_it_is_not_taken_either_where_no_backup_of_ours_is_known(
    sealed_here, concern, settings, opened, tmp_path
):
    sealed_here.mkdir()
    shutil.copy(plain_one(settings, tmp_path / "made"), sealed_here)

    with pytest.raises(DrillFailed, match="There is no backup"):
        drill()
    assert opened == []


@pytest.mark.parametrize("ending", ["", ".sealed"])
def test_a_last_backup_of_before_the_seal_is_told_and_not_opened(
    place, concern, settings, opened, ending
):
    plain = made()
    Backup.objects.update(name=plain.rename(f"{plain}{ending}").name)
    settings.BACKUP_RECIPIENTS = [str(PAIR.to_public())]

    with pytest.raises(DrillFailed, match=r"before backups were sealed .* manage\.py backup"):
        drill()
    assert opened == []


def test_sealed_for_our_recipient_by_somebody_else_is_refused(
    sealed_here, concern, settings, looked_over, tmp_path
):
    """A recipient is no secret: whoever knows it can seal, and cannot vouch."""
    plain = plain_one(settings, tmp_path / "made")
    ours = made()
    with ours.open("wb") as out:
        out.write(pyrage.encrypt(plain.read_bytes(), [PAIR.to_public()]))

    with pytest.raises(DrillFailed, match="did not make the backup"):
        drill()
    with empty_place(tmp_path / "new", settings), pytest.raises(CommandError, match="did not make"):
        call_command("restore", str(ours), "--into-empty")
    assert looked_over == []


@on_sqlite
def test_where_nothing_is_sealed_a_forged_archive_is_refused_all_the_same(
    place, concern, settings, looked_over
):
    def another_content(pieces):
        (file := place / "forged.sqlite3").write_bytes(pieces["database.sqlite3"])
        with sqlite3.connect(file) as database:
            database.execute("UPDATE outreach_concern SET summary = 'as I would have it'")
        database.close()
        pieces["database.sqlite3"] = file.read_bytes()
        manifest = json.loads(pieces["manifest.json"])
        manifest["files"]["database.sqlite3"]["sha256"] = sha256(file.read_bytes()).hexdigest()
        pieces["manifest.json"] = json.dumps(manifest).encode()

    path = forged(made(), another_content)

    with pytest.raises(DrillFailed, match="did not make the backup"):
        drill()
    with empty_place(place / "new", settings), pytest.raises(Refused, match="did not make"):
        restoring.into_empty(path)
    assert looked_over == []


def test_without_its_seal_an_archive_opens_by_the_switch_alone(place, concern, settings):
    def as_before(pieces):
        del pieces["manifest.seal"]
        manifest = json.loads(pieces["manifest.json"]) | {"format": 1}
        pieces["manifest.json"] = json.dumps(manifest).encode()

    path = forged(made(), as_before)

    with pytest.raises(DrillFailed, match="--sealed-the-old-way"):
        drill()
    with empty_place(place / "new", settings):
        with pytest.raises(Refused, match="--sealed-the-old-way"):
            restoring.into_empty(path)
        assert restoring.into_empty(path, Keys(old_way=True)).rows > 0


def test_an_older_backup_under_a_newer_ones_name_turns_the_drill_red(place, concern, looked_over):
    older = made()
    newer = backups.make(Backup.objects.begin(timezone.now() + timedelta(days=1)))
    shutil.copy(older, newer)

    with pytest.raises(DrillFailed, match="holds a backup made at"):
        drill()


def test_a_backup_of_an_older_secret_is_ours_while_that_is_known(
    place, concern, settings, looked_over
):
    made()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "x" * 50, [settings.SECRET_KEY]
    assert drill().outcome == "good"

    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(DrillFailed, match="another SECRET_KEY"):
        drill()


def test_with_the_key_lost_the_passphrase_is_believed_on_purpose_alone(place, concern, settings):
    path = made()

    with pytest.raises(CommandError, match="name the file of its passphrase"):
        call_command("restore", str(path), "--into-empty", "--made-under-another-key")
    settings.SECRET_KEY = "x" * 50
    with empty_place(place / "new", settings):
        with pytest.raises(Refused, match="another SECRET_KEY"):
            restoring.into_empty(path)
        assert restoring.into_empty(path, Keys(another_key=True)).rows > 0


def test_files_of_somebody_else_push_none_of_ours_out(place, concern, settings):
    settings.BACKUP_KEEP = 2
    first = made()
    for day in range(3):
        at = timezone.now() + timedelta(days=365 + day)
        (settings.BACKUP_DIR / archives.name_of(at, encrypted=False)).write_bytes(b"x")

    backups.make(Backup.objects.begin(timezone.now() + timedelta(seconds=5)))

    assert first.exists()


def test_who_is_signed_in_and_what_is_on_its_way_stays_out_of_backups(
    sealed_here, concern, client, officer, settings, tmp_path
):
    client.force_login(officer)
    secret = client.session.session_key
    path = made()

    (folder := tmp_path / "unpacked").mkdir()
    found = archives.opened(path, folder, Keys(identities=(str(PAIR),)))

    assert secret.encode() not in found.database.read_bytes()
    assert found.manifest.tables["django_session"].rows == 0
