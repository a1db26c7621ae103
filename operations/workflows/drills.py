"""A drill: the newest backup is restored in a scratch place, compared, and looked over there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import dj_database_url
import psycopg2
from django.conf import settings
from django.db import connection

from operations import archives, postgres, snapshots
from operations.archives import Opened
from operations.database_roles import excess_of_drill
from operations.keys import Keys, Unsealed, keys_of_this_place
from operations.manifests import NotWhole
from operations.models import Backup, Drill
from operations.postgres import ToolFailed
from operations.workflows import restoring
from operations.workflows.restoring import Refused

SECONDS = 3600
# How a copy of a database is named by those who make one by hand.
COPIES = frozenset((".sqlite3", ".sqlite", ".db", ".dump", ".sql"))


class DrillFailed(Exception):
    """The newest backup would not bring everything back; says why."""


KNOWN_FAULTS = (
    OSError,
    NotWhole,
    Unsealed,
    ToolFailed,
    Refused,
    DrillFailed,
    dj_database_url.ParseError,
    psycopg2.Error,
)


def hold(drill: Drill, *, keys: Keys | None = None) -> Drill:
    """Try the newest backup and note how it came out. Raises DrillFailed.

    What is unpacked stands in DATA_DIR: the folder of backups may be somebody else's disk.
    """
    try:
        keys = keys or keys_of_this_place()
        newest = newest_in(Path(settings.BACKUP_DIR), keys)
        drill.name = newest.name
        with archives.scratch(Path(settings.DATA_DIR)) as folder:
            found = restoring.checked(newest, folder, keys)
            _require_its_own_name(newest, found)
            drill.rows = found.manifest.rows
            _restored_and_looked_over(found)
    except KNOWN_FAULTS as fault:
        drill.ended(str(fault))
        raise DrillFailed(str(fault)) from fault
    except Exception as error:
        drill.ended(f"It stopped with an error ({type(error).__name__}); the log has more.")
        raise
    drill.ended()
    return drill


def newest_in(folder: Path, keys: Keys) -> Path:
    """The last backup that was made here; where none is known, the newest that is named like one.

    What somebody else put there is never opened. A copied database among the backups is told: it
    would be taken for one when it matters.
    """
    there = {path.name: path for path in archives.kept_in(folder, keys)}
    last = Backup.objects.good().first()
    if last and last.name not in there and (folder / last.name).is_file():
        raise DrillFailed(
            f"{last.name} was made before backups were sealed as they are now. Run: manage.py backup"
        )
    if last and last.name not in there:
        raise DrillFailed(f"{last.name} was made as the last backup and is not in {folder}.")
    if not there:
        raise DrillFailed(f"There is no backup in {folder}.")
    for path in sorted(folder.glob("*")):
        if path.suffix in COPIES and path.name[0] != ".":
            raise DrillFailed(
                f"{path.name} in {folder} is no backup of Liaison. A copied database file lacks what "
                "was still in its log: move it elsewhere, so that nobody takes it for one."
            )
    return there[last.name] if last else there[max(there)]


def _require_its_own_name(path: Path, found: Opened) -> None:
    """An older backup under a newer one's name would pass for last night's."""
    made_at = datetime.fromisoformat(found.manifest.made_at)
    if path.name not in {archives.name_of(made_at, encrypted=sealed) for sealed in (True, False)}:
        raise DrillFailed(f"{path.name} holds a backup made at {found.manifest.made_at}.")


def _restored_and_looked_over(found: Opened) -> None:
    if found.manifest.vendor == "sqlite":
        _look_over(found.folder, f"sqlite:///{found.database}")
        return
    if connection.vendor != "postgresql":
        raise DrillFailed("The backup is one of PostgreSQL, and this installation has SQLite.")
    there = place_of_drills()
    with postgres.alone_in(there):
        postgres.emptied(there)
        try:
            postgres.restore(there, found.database)
            restoring.require_same(found.manifest.tables, snapshots.content_of_postgres(there))
            _look_over(found.folder, _address(postgres.arguments(there)))
        finally:
            postgres.emptied(there)


def place_of_drills() -> dict[str, Any]:
    """The scratch database as Django's settings name one, owned by an account that may do nothing
    else. Raises DrillFailed, with what to set."""
    if not settings.DRILL_DATABASE_URL:
        raise DrillFailed(
            "DRILL_DATABASE_URL is not set: on PostgreSQL a drill needs a database of its own, and an "
            "account that owns it and nothing else."
        )
    there = dict(dj_database_url.parse(settings.DRILL_DATABASE_URL))
    ours = connection.settings_dict
    if any(there.get(name) == ours.get(name) for name in ("NAME", "USER")):
        raise DrillFailed(
            "DRILL_DATABASE_URL names the site’s own database or account: name a scratch database "
            "with an account of its own."
        )
    if excess := excess_of_drill(there):
        raise DrillFailed(
            f"The account in DRILL_DATABASE_URL {excess}: name one that owns the scratch database and "
            "may do nothing else."
        )
    return there


def _look_over(folder: Path, database: str) -> None:
    """Bring the copy up to date and let the doctor look at its records, in processes of their own."""
    surroundings = os.environ | {
        "DATABASE_URL": database,
        "DATA_DIR": str(folder),
        "BACKUP_DIR": str(folder / "backups"),
        "REDIS_URL": "",
        "WEB_CONCURRENCY": "1",
    }
    _manage(surroundings, "migrate", "--no-input", "--verbosity", "0")
    said = _manage(surroundings, "doctor", "--records", "--json", may_fail=True)
    try:
        red = [one for one in json.loads(said)["findings"] if one["red"]]
    except (ValueError, KeyError) as fault:
        raise DrillFailed("The doctor could not look at the restored copy.") from fault
    if red:
        raise DrillFailed(f"The restored copy is not sound: {red[0]['words']}")


def _manage(surroundings: dict[str, str], *words: str, may_fail: bool = False) -> str:
    done = subprocess.run(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), *words],
        env=surroundings,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    if done.returncode and not may_fail:
        last = done.stderr.strip().splitlines()[-1:] or [str(done.returncode)]
        raise DrillFailed(f"manage.py {words[0]} stopped on the restored copy: {last[0]}")
    return done.stdout


def _address(given: dict[str, Any]) -> str:
    """libpq's words as the DATABASE_URL of the scratch database."""
    who = quote(given.get("user", ""), safe="")
    if "password" in given:
        who = f"{who}:{quote(given['password'], safe='')}"
    port = f":{given['port']}" if "port" in given else ""
    options = "&".join(f"{name}={quote(one)}" for name, one in given.items() if "ssl" in name)
    where = f"{given.get('host', '')}{port}/{given['dbname']}"
    return f"postgres://{who}@{where}{'?' if options else ''}{options}"
