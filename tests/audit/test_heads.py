"""Heads outside the database: kept by every process and machine, found by whoever looks at the log."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection

from audit import heads, sealing
from audit.accepting import accept, missing
from audit.heads import Head
from audit.models import Entry
from audit.noting import note
from audit.sealing import head, seal
from audit.verifying import verify
from operations import doctor
from operations.workflows import accepting
from personnel.models import Notice
from personnel.notices import mail_unmailed, tell
from tests.audit.test_log import all_allowed
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    settings.DATA_DIR, settings.BACKUP_DIR = tmp_path / "data", tmp_path / "backups"
    return settings.BACKUP_DIR / heads.FOLDER


@pytest.fixture
def log(officer, chief) -> Head:
    """Six entries and more, as a minute's sealer leaves them."""
    for number in range(6):
        note("test.step", kind="test.record", key=str(number), by=officer)
    return seal()


def rewritten(statement: str, *values: object) -> None:
    with all_allowed() as cursor:
        cursor.execute(statement, values)


def verify_says() -> str:
    with pytest.raises(CommandError) as found:
        call_command("verify_audit")
    return str(found.value)


def doctor_says() -> str:
    return "\n".join(f"{one.check}: {one.words}" for one in doctor.look(records_only=True))


def test_a_sealed_log_has_its_head_in_a_file_for_this_account_alone(log, folder):
    [path] = heads.files()

    assert path.parent == folder
    assert path.read_text().startswith(f"{log}  20")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM audit_entry WHERE place = 3", "Entry 3: is missing"),
        ("DELETE FROM audit_entry WHERE place > {last} - 2", "is missing: liaison"),
        ("DELETE FROM audit_entry", "and the log is empty"),
    ],
)
def test_a_log_that_was_cut_or_emptied_is_named_by_the_command_and_the_doctor(log, statement, said):
    assert "audit log" not in doctor_says()
    call_command("verify_audit")

    rewritten(statement.format(last=log.place))

    for told in (doctor_says(), verify_says()):
        assert said.replace("liaison", "") in told or said in told
    assert "audit log: Entry" in doctor_says()


def test_a_cut_log_that_grew_again_stays_named_however_much_is_kept_since(log, officer):
    rewritten("DELETE FROM audit_entry WHERE place > %s", log.place - 2)

    for _ in range(2 * heads.LATEST):
        note("test.step", by=officer)
        seal()

    assert f"Entry {log.place}: the log up to here is not the one" in verify_says()


def test_an_emptied_log_is_named_without_any_head(log):
    heads.forget()
    rewritten("DELETE FROM audit_entry")

    assert "there are members here, and the log is empty" in doctor_says()
    assert "there are members here, and the log is empty" in verify_says()


def test_a_genuine_entry_slipped_in_twice_is_named(log):
    copy = Entry.objects.get(place=3)
    copy.pk, copy.place, copy.seal = None, None, ""
    copy.save(force_insert=True)
    assert f"Entry {log.place + 1}: is a copy of entry 3" in doctor_says()

    seal()

    assert f"Entry {log.place + 1}: is a copy of entry 3" in verify_says()


def test_without_the_secret_nobody_chains_anew(log, settings):
    """Removed and chained again by the published code, but with another key."""
    rewritten("DELETE FROM audit_entry WHERE place = 3")
    key, settings.SECRET_KEY = settings.SECRET_KEY, "what a thief of the database would guess" * 2
    previous = Entry.objects.get(place=2).seal
    for entry in Entry.objects.filter(place__gt=3).order_by("place"):
        place = (entry.place or 0) - 1
        previous = sealing.seal_of(previous, place, entry)
        rewritten(
            "UPDATE audit_entry SET place = %s, seal = %s WHERE id = %s", place, previous, entry.pk
        )
    settings.SECRET_KEY = key

    assert verify_says().startswith("Entry 3: its seal does not follow")


def test_one_broken_place_does_not_hide_the_next(log):
    rewritten("UPDATE audit_entry SET actor = 999999 WHERE place = 2")
    rewritten("DELETE FROM audit_entry WHERE place = 5")

    assert [bad.place for bad in verify().wrong] == [2, 5]


def test_another_database_beside_it_has_files_of_its_own(log, monkeypatch):
    [mine] = heads.files()

    monkeypatch.setitem(connection.settings_dict, "NAME", "/srv/other/liaison.sqlite3")

    assert heads.files() == []
    assert heads.kept() == []
    heads.keep(log)
    [other] = heads.files()
    assert other != mine
    assert other.parent == mine.parent


def test_two_machines_keep_two_files_and_both_are_read(log, monkeypatch, officer):
    monkeypatch.setattr(heads.socket, "gethostname", lambda: "another/machine")
    note("test.step", by=officer)
    later = seal()

    assert len(heads.files()) == 2
    assert {head for _, head in heads.kept()} == {log, later}


def test_where_the_backups_cannot_be_written_they_are_kept_beside_the_data(
    officer, settings, tmp_path
):
    (tmp_path / "file").write_text("")
    settings.BACKUP_DIR = tmp_path / "file" / "backups"
    note("test.step", by=officer)

    at = seal()

    assert [head for _, head in heads.kept()] == [at]
    assert heads.files()[0].parent == settings.DATA_DIR / heads.FOLDER


def test_where_nothing_can_be_written_work_goes_on_and_the_doctor_says_so(
    officer, settings, tmp_path, monkeypatch, caplog
):
    (tmp_path / "file").write_text("")
    settings.BACKUP_DIR = settings.DATA_DIR = tmp_path / "file" / "none"
    note("test.step", by=officer)

    at = seal()

    assert at == head()
    assert "was not kept" in caplog.text
    monkeypatch.setattr(os, "access", lambda path, how: False)
    [red] = [one for one in doctor.log.heads_outside() if one.red]
    assert "cannot be written" in red.words


def test_the_last_head_of_each_day_stays_and_of_today_the_latest(log, officer):
    begun = datetime(2026, 7, 1, 9, tzinfo=UTC)
    last_of_day = {}
    for count in range(3 * 30):
        with time_machine.travel(begun + timedelta(minutes=48 * count), tick=False):
            note("test.step", by=officer)
            last_of_day[(begun + timedelta(minutes=48 * count)).date()] = seal()

    known = {one for _, one in heads.kept()}

    assert set(last_of_day.values()) <= known
    assert heads.LATEST < len(known) < heads.LATEST + 8
    assert verify(heads.kept()).wrong == ()


def test_processes_that_keep_heads_at_once_lose_none(log, folder):
    """The file is read and written whole; the later one has what the earlier one wrote."""
    made = [Head(place, f"{place:064x}") for place in range(1, 17)]

    def keep(one: Head) -> None:
        try:
            heads.keep(one)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as people:
        list(people.map(keep, made))

    assert set(made) <= {one for _, one in heads.kept()}


def test_nothing_is_written_while_nothing_is_noted(log):
    [path] = heads.files()
    before = path.stat().st_ino

    seal()

    assert path.stat().st_ino == before


def test_after_a_restore_the_missing_heads_are_accepted_in_the_log_and_command_is_told(
    log, chief, officer
):
    rewritten("DELETE FROM audit_entry WHERE place > %s", log.place - 2)
    assert "is missing" in verify_says()

    gone = accepting.accept()

    assert gone == [log]
    entry = Entry.objects.get(action="audit.accept")
    assert entry.detail == {"heads": [str(log)]}
    assert Notice.objects.filter(to=chief, text__contains="taken back").exists()
    assert not Notice.objects.filter(to=officer).exists()
    call_command("verify_audit")
    assert "audit log" not in doctor_says()
    assert accepting.accept() == []


def test_a_cut_after_the_acceptance_is_named_all_the_same(log, chief, officer):
    rewritten("DELETE FROM audit_entry WHERE place > %s", log.place - 2)
    accepting.accept()
    note("test.step", by=officer)
    last = seal()

    rewritten("DELETE FROM audit_entry WHERE place = %s", last.place)

    assert f"Entry {last.place}: is missing" in verify_says()


def test_nobody_accepts_with_the_database_alone(log):
    rewritten("DELETE FROM audit_entry WHERE place > %s", log.place - 2)
    forged = accept([log])
    rewritten("UPDATE audit_entry SET mark = %s WHERE id = %s", "0" * 64, forged.pk)

    assert missing(heads.kept()) == [log]
    assert "is missing" in verify_says()


def test_the_mail_to_command_holds_a_head_and_no_other_mail_does(log, chief, officer, mailoutbox):
    tell([chief, officer], "A report is issued.", url="/", key="x")
    Notice.objects.update(created_at=NOON)

    mail_unmailed(NOON + timedelta(hours=1))

    bodies = {message.to[0]: message.body for message in mailoutbox}
    assert f"--head {log.digest}\n" in bodies[chief.email]
    # The place counts what the log does not show its reader.
    assert str(log) not in bodies[chief.email]
    assert str(log.digest) not in bodies[officer.email]
    call_command("verify_audit", head=[log.digest])


def test_a_line_that_somebody_spoiled_is_passed_over(log):
    [path] = heads.files()
    path.write_text(f"nonsense\n{log}  2026-07-01T00:00:00+00:00\n12-abc\n")

    assert [head for _, head in heads.kept()] == [log]


def test_a_command_that_noted_something_seals_it_when_it_ends(officer, monkeypatch):
    note("test.step", by=officer)

    sealing.seal_what_was_written()

    assert not Entry.objects.unsealed().exists()
    assert heads.kept()[-1][1] == head()
