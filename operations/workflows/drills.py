"""A drill: the newest backup is restored in a scratch place, compared, and looked over there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from operations import archives, postgres, snapshots
from operations.archives import Opened
from operations.manifests import NotWhole
from operations.models import Backup, Drill
from operations.postgres import ToolFailed
from operations.sealing import Unsealed, passphrase_in
from operations.workflows import restoring
from operations.workflows.restoring import Refused

SECONDS = 3600


class DrillFailed(Exception):
    """The newest backup would not bring everything back; says why."""


def hold(drill: Drill, *, passphrase: str = "") -> Drill:
    """Try the newest backup and note how it came out. Raises DrillFailed."""
    try:
        newest = newest_in(Path(settings.BACKUP_DIR))
        drill.name = newest.name
        passphrase = passphrase or passphrase_in(settings.BACKUP_PASSPHRASE_FILE)
        with archives.scratch(Path(settings.BACKUP_DIR)) as folder:
            found = restoring.checked(newest, folder, passphrase)
            drill.rows = found.manifest.rows
            _restored_and_looked_over(found, drill)
    except (OSError, NotWhole, Unsealed, ToolFailed, Refused, DrillFailed) as fault:
        drill.ended(str(fault))
        raise DrillFailed(str(fault)) from fault
    except Exception as error:
        drill.ended(f"It stopped with an error ({type(error).__name__}); the log has more.")
        raise
    drill.ended()
    return drill


def newest_in(folder: Path) -> Path:
    """The newest file there, whoever put it there: that one would be taken when it matters."""
    there = [path for path in folder.glob("*") if path.is_file() and path.name[0] != "."]
    if not there:
        raise DrillFailed(f"There is no backup in {folder}.")
    last = Backup.objects.good().first()
    newest = max(there, key=lambda path: (path.stat().st_mtime_ns, path.name))
    if last and last.name not in {path.name for path in there}:
        raise DrillFailed(f"{last.name} was made as the last backup and is not in {folder}.")
    return newest


def _restored_and_looked_over(found: Opened, drill: Drill) -> None:
    if found.manifest.vendor == "sqlite":
        _look_over(found.folder, f"sqlite:///{found.database}")
        return
    if connection.vendor != "postgresql":
        raise DrillFailed("The backup is one of PostgreSQL, and this installation has SQLite.")
    facts = connection.settings_dict
    name = f"liaison_drill_{drill.pk}_{os.getpid()}"
    with postgres.scratch_database(facts, name) as there:
        postgres.restore(there, found.database)
        restoring.require_same(found.manifest.tables, snapshots.content_of_postgres(there))
        _look_over(found.folder, _address(postgres.arguments(there)))


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
