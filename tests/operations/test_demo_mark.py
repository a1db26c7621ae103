"""A demo opens only what a demo made, and nothing else opens that."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest
from django.conf import settings as live
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.test import Client

from audit.guards import Cursor
from operations import demo_mark
from operations.demo_mark import TABLE, Inside, inside, refuse_the_wrong_inside
from personnel.models import Member
from personnel.roles import Role
from tests.operations.test_starting import GIVEN
from tests.support.factories import make_member

pytestmark = pytest.mark.django_db
migration = importlib.import_module("operations.migrations.0002_mark_of_a_demo")


def unmark() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {TABLE}")


def undecided() -> None:
    """The database as a version before the mark left it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE app = %s AND name = %s", demo_mark.DECIDED_BY
        )


def migrated() -> None:
    migration.mark(None, Cursor())


def test_what_was_made_under_demo_is_marked_and_stays_so(settings):
    assert inside() is Inside.DEMO

    settings.DEMO, settings.SECRET_KEY = False, "another"
    assert inside() is Inside.DEMO


def test_a_real_database_is_refused_under_demo_to_every_start_and_command(settings):
    unmark()

    for serving in (True, False):
        with pytest.raises(ImproperlyConfigured, match="remove DEMO"):
            refuse_the_wrong_inside(serving=serving)


def test_a_demos_database_is_refused_without_demo(settings):
    settings.DEMO = False

    for serving in (True, False):
        with pytest.raises(ImproperlyConfigured, match="set DEMO=1"):
            refuse_the_wrong_inside(serving=serving)


def test_a_real_database_starts_without_demo(settings):
    settings.DEMO = False
    unmark()

    assert inside() is Inside.REAL
    refuse_the_wrong_inside(serving=True)  # raises where it refuses


def test_a_developers_pages_do_not_open_real_records(settings):
    settings.DEMO, settings.DEBUG = False, True
    unmark()

    for serving in (True, False):
        with pytest.raises(ImproperlyConfigured, match="remove DEBUG"):
            refuse_the_wrong_inside(serving=serving)


def test_a_demo_does_not_start_on_a_database_that_does_not_answer(settings, monkeypatch):
    def away():
        raise DatabaseError("away")

    monkeypatch.setattr(demo_mark, "inside", away)

    with pytest.raises(ImproperlyConfigured, match="does not answer"):
        refuse_the_wrong_inside(serving=True)
    settings.DEMO = False
    refuse_the_wrong_inside(serving=True)


# ---- What the migration decides


def test_a_demo_of_an_earlier_version_is_marked_by_its_people():
    make_member(Role.CHIEF, email="helen.varga@example.org")
    unmark()
    undecided()

    assert inside() is Inside.UNDECIDED
    with pytest.raises(ImproperlyConfigured, match="migrate"):
        refuse_the_wrong_inside(serving=True)
    refuse_the_wrong_inside(serving=False)
    migrated()
    assert inside() is Inside.DEMO


def test_one_real_account_keeps_the_mark_away_for_good():
    make_member(Role.OFFICER, email="noor.okoye@example.org")
    make_member(Role.CHIEF, email="chief@police.example.gov")
    unmark()
    undecided()

    assert inside() is Inside.REAL
    migrated()
    assert inside() is Inside.REAL


def test_emptied_later_a_real_database_is_still_no_demos():
    unmark()
    Member.objects.all().delete()

    assert inside() is Inside.REAL


def test_without_demo_nothing_is_marked(settings):
    unmark()
    settings.DEMO = False

    migrated()

    assert inside() is Inside.REAL


# ---- The door itself asks again


def test_the_demos_door_is_shut_on_records_whatever_the_settings_say(kinston, settings):
    member = make_member(Role.CHIEF)
    unmark()

    assert Client().post("/demo/", {"email": member.email}).status_code == 404
    assert "demo_logins" not in Client().get("/accounts/login/").context
    with pytest.raises(CommandError, match="No demo made this database"):
        call_command("demo", "kinston")


def test_the_demos_door_is_shut_to_other_machines(kinston):
    member = make_member(Role.CHIEF)

    there = Client().post("/demo/", {"email": member.email}, REMOTE_ADDR="192.0.2.7")
    here = Client().post("/demo/", {"email": member.email}, REMOTE_ADDR="127.0.0.1")

    assert (there.status_code, here.status_code) == (404, 302)


# ---- As processes


def run(folder: Path, *words: str, **given: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *words],
        cwd=live.BASE_DIR,
        env=kept | {"DATA_DIR": str(folder)} | given,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_no_way_of_starting_opens_the_others_database(tmp_path):
    demo, real = tmp_path / "demo", tmp_path / "real"
    assert run(demo, "manage.py", "migrate", "-v0", DEMO="1").returncode == 0
    assert run(real, "manage.py", "migrate", "-v0", **GIVEN).returncode == 0

    for words in (
        ("manage.py", "check"),
        ("manage.py", "add_member", "x@example.gov", "--name", "Casey Sample", "--role", "chief"),
        ("-c", "import config.wsgi"),
        ("-m", "celery", "-A", "config", "worker", "--pool", "solo"),
        ("-m", "celery", "-A", "config", "beat"),
    ):
        for done in (run(real, *words, DEMO="1"), run(demo, *words, **GIVEN)):
            assert done.returncode != 0, words
            assert "DEMO" in done.stderr.strip().splitlines()[-1]


@pytest.mark.slow
def test_the_worker_of_the_demo_and_its_beat_go_on(tmp_path):
    """Its beat is forked from it, and asks the database again: by a connection of its own."""
    assert run(tmp_path, "manage.py", "migrate", "-v0", DEMO="1").returncode == 0
    words = "-m celery --quiet -A config worker -B --pool threads -c 1 --loglevel WARNING"
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    with subprocess.Popen(
        [sys.executable, *words.split()],
        cwd=live.BASE_DIR,
        env=kept | {"DATA_DIR": str(tmp_path), "DEMO": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as worker:
        deadline = monotonic() + 60
        while not list(tmp_path.glob("beat-schedule*")) and monotonic() < deadline:
            sleep(0.2)
        sleep(2)
        worker.terminate()
        said = worker.communicate()[0]

    assert list(tmp_path.glob("beat-schedule*"))
    assert "does not start" not in said


@pytest.mark.slow
def test_what_a_start_makes_and_finds_open_is_for_this_account_alone(tmp_path):
    (folder := tmp_path / "open").mkdir()
    folder.chmod(0o777)
    open_to_all = subprocess.run(
        ["sh", "-c", 'umask 000; exec "$0" manage.py migrate -v0', sys.executable],
        cwd=live.BASE_DIR,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(folder), "DEMO": "1"},
        check=False,
    )

    assert open_to_all.returncode == 0
    assert {oct(one.stat().st_mode & 0o077) for one in (folder, *folder.rglob("*"))} == {"0o0"}

    folder.chmod(0o755)
    (folder / "liaison.sqlite3").chmod(0o644)
    run(folder, "manage.py", "check", DEMO="1")
    assert oct(folder.stat().st_mode)[-3:] == "700"
    assert oct((folder / "liaison.sqlite3").stat().st_mode)[-3:] == "600"


@pytest.mark.slow
def test_a_folder_of_the_whole_machine_is_left_as_it_is_and_refused(tmp_path):
    (shared := tmp_path / "shared").mkdir()
    shared.chmod(0o1777)

    done = run(shared, "manage.py", "check", DEMO="1")

    assert "DATA_DIR" in done.stderr
    assert oct(shared.stat().st_mode)[-4:] == "1777"
