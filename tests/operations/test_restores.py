"""A backup brings everything back as it was, where nothing is yet."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from audit.noting import note
from audit.sealing import seal
from audit.verifying import verify
from operations import doctor
from operations.digests import Content, differences, tables_of
from operations.snapshots import LEFT_OUT
from operations.workflows import restoring
from operations.workflows.restoring import Refused
from tests.operations.test_backups import made
from tests.support.databases import empty_place

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "a quiet brook behind the mill"


def held() -> dict[str, Content]:
    with connection.cursor() as cursor:
        return tables_of(cursor, connection.vendor)


def test_everything_comes_back_and_nobody_stays_signed_in(
    place, client, concern, officer, settings
):
    client.force_login(officer)
    path, before = made(), held()

    with empty_place(place / "new", settings):
        restoring.into_empty(path)
        after = held()
        assert (settings.MEDIA_ROOT / "leaflet.txt").read_text() == "Lock it or lose it."

    changed = {line.split(":")[0] for line in differences(before, after)}
    assert changed - set(LEFT_OUT) == {"operations_backup"}
    assert before["django_session"].rows > 0
    assert {after[name].rows for name in LEFT_OUT} == {0}


def test_the_audit_log_comes_back_whole_kept_and_goes_on(place, concern, officer, settings):
    entries = seal().place
    note("waits for its place", concern, by=officer)
    path = made()

    with empty_place(place / "new", settings):
        restoring.into_empty(path)
        brought = verify()
        assert list(doctor.records.missing_guards()) == []
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute("DELETE FROM audit_entry")
        seal()
        after = verify()

    assert (brought.entries, brought.waiting, brought.bad) == (entries, 1, None)
    assert entries > 0
    assert (after.entries, after.bad) == (entries + 1, None)


@pytest.mark.slow
def test_a_freshly_migrated_database_is_empty_enough(place, concern, settings, monkeypatch):
    path = made()

    with empty_place(place / "new", settings):
        call_command("migrate", verbosity=0)
        restoring.into_empty(path)
        assert list(doctor.look(records_only=True)) == []


def test_what_is_not_empty_is_not_written_over(place, concern):
    path = made()

    with pytest.raises(CommandError, match="The database is not empty"):
        call_command("restore", str(path), "--into-empty")


def test_uploads_are_not_written_over(place, concern, settings):
    path = made()

    with empty_place(place / "new", settings):
        settings.MEDIA_ROOT.mkdir()
        (settings.MEDIA_ROOT / "own.txt").write_text("ours")
        with pytest.raises(Refused, match="is not empty: move"):
            restoring.into_empty(path)
        assert held() == {}
        assert (settings.MEDIA_ROOT / "own.txt").read_text() == "ours"


def test_what_was_begun_is_taken_back_when_the_database_cannot_be_brought(
    place, concern, settings, monkeypatch
):
    def full(*given):
        raise OSError("No space left on device")

    path = made()
    monkeypatch.setattr(restoring, "_place_file", full)
    monkeypatch.setattr(restoring, "_restore_dump", full)

    with empty_place(place / "new", settings):
        with pytest.raises(Refused, match="No space left"):
            restoring.into_empty(path)
        assert list(settings.MEDIA_ROOT.iterdir()) == []


def test_the_commands_say_what_they_did(place, concern, looked_over):
    (words := place / "passphrase").write_text(WORDS)
    said = StringIO()

    call_command("backup", "--passphrase-file", str(words), stdout=said)
    call_command("drill", "--passphrase-file", str(words), stdout=said)

    assert ".tar.age" in said.getvalue()
    assert "rows came back as they were" in said.getvalue()
    assert looked_over != []
