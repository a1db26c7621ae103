"""Heads of the log kept outside the database, so that a log that was emptied, cut or taken back is
told from one that never had those entries.

One file for each database and machine, in `audit-heads` beside the backups, or in DATA_DIR where
that folder cannot be written:

    BACKUP_DIR/audit-heads/liaison.sqlite3-5c1f0a7d.web-1.txt
    1284-3f5a…  2026-07-04T12:00:00+00:00

Which database it is, is told by where the settings say it stands, not by anything inside it: two
databases may share the folder, and nobody can make a database another one from within.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import re
import socket
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.db import connections

from audit.marks import BEGINNING
from audit.models import Entry

log = logging.getLogger(__name__)

FOLDER = "audit-heads"
# Kept whole; of earlier days the last head of each.
LATEST = 20
PRINTED = re.compile(r"(?:(?P<place>[0-9]{1,18})-)?(?P<digest>[0-9a-f]{64})")
NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9._]+")


@dataclass(frozen=True)
class Head:
    """The last entry of the chain: `1284-3f5a…`. Nothing before it can change without changing it.

    Whoever reads the log is given the digest alone: from the place they could count the entries they
    are not shown. `place` is 0 where it is not known.
    """

    place: int = 0
    digest: str = BEGINNING

    def __str__(self) -> str:
        """For files and tables that the administrator of the machine alone reads."""
        return f"{self.place}-{self.digest}"

    @classmethod
    def parse(cls, printed: str) -> Head:
        """From a report or a mail, spaces and all; earlier ones print the place before the digest.
        Raises ValueError."""
        found = PRINTED.fullmatch("".join(printed.split()).lower())
        if found is None:
            raise ValueError(f"“{printed}” is no head of an audit log: 64 signs from 0-9 and a-f")
        return cls(int(found["place"] or 0), found["digest"])


@dataclass(frozen=True)
class Kept:
    """A head as it stands in a file: since when."""

    head: Head
    at: str

    def __str__(self) -> str:
        return f"{self.head}  {self.at}"


def keep(head: Head, alias: str = "default") -> None:
    """Add `head` to this machine's file for this database, unless it is its last one already.

    Never raises for a folder that cannot be written: that is said in the log, and by the doctor.
    """
    if head == Head():
        return
    for folder in folders():
        try:
            _keep_in(folder, head, alias)
        except OSError as fault:
            log.warning("The head of the audit log was not kept: %s", type(fault).__name__)
        else:
            return


def kept(alias: str = "default") -> list[tuple[str, Head]]:
    """(where, head) of every head that any machine kept of this database."""
    return [(f"{path.name} of {one.at}", one.head) for path in files(alias) for one in _read(path)]


def files(alias: str = "default") -> list[Path]:
    name = f"{database_name(connections[alias].settings_dict)}.*.txt"
    return [path for folder in folders() for path in sorted(folder.glob(name))]


def forget(alias: str = "default") -> None:
    """For a demo and for tests, which empty the whole database and begin another log."""
    for path in files(alias):
        path.unlink(missing_ok=True)


def folders() -> list[Path]:
    """Where heads are kept: the first that can be written; all of them are read."""
    places = (Path(settings.BACKUP_DIR), Path(settings.DATA_DIR))
    return list(dict.fromkeys(place / FOLDER for place in places))


def database_name(facts: Mapping[str, Any]) -> str:
    """Of a database by its place in the settings: readable, and no other's."""
    name = str(facts["NAME"])
    if "sqlite" in facts["ENGINE"]:
        name = str(Path(name).resolve())
    place = "\n".join((facts["ENGINE"], str(facts["HOST"]), str(facts["PORT"]), name))
    short = NOT_IN_A_NAME.sub("_", Path(name).name)[:40]
    return f"{short}-{hashlib.sha256(place.encode()).hexdigest()[:8]}"


def _keep_in(folder: Path, head: Head, alias: str) -> None:
    machine = NOT_IN_A_NAME.sub("_", socket.gethostname())[:40] or "machine"
    name = f"{database_name(connections[alias].settings_dict)}.{machine}.txt"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / name
    with _alone_with(path):
        lines = list(_read(path))
        if lines and lines[-1].head == head:
            return
        now = datetime.now(UTC).isoformat(timespec="seconds")
        _write(path, [*_thinned(lines, alias), Kept(head, now)])


@contextmanager
def _alone_with(path: Path) -> Iterator[None]:
    """Of the processes of this machine. Other machines have files of their own."""
    with path.with_suffix(".lock").open("a") as lock:
        os.chmod(lock.name, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _read(path: Path) -> Iterator[Kept]:
    """A line that cannot be read is passed over: somebody's editor is no proof of anything."""
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return
    for line in lines:
        printed, _, at = line.partition("  ")
        try:
            yield Kept(Head.parse(printed), at.strip())
        except ValueError:
            continue


def _thinned(lines: list[Kept], alias: str) -> Iterable[Kept]:
    """The latest, the last of each day, and every head that the log does not have any more."""
    last_of_day, entries = {one.at[:10]: one for one in lines}, Entry.objects.using(alias)
    for one in lines[:-LATEST]:
        if last_of_day[one.at[:10]] is one or not entries.with_head(one.head).exists():
            yield one
    yield from lines[-LATEST:]


def _write(path: Path, lines: Iterable[Kept]) -> None:
    """Whole or not at all, also when the power goes."""
    with NamedTemporaryFile("w", dir=path.parent, prefix=".making-", delete=False) as file:
        try:
            file.write("".join(f"{one}\n" for one in lines))
            file.flush()
            os.fsync(file.fileno())
            os.replace(file.name, path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
