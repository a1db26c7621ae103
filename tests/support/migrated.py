"""The tests' empty database: migrated once for this state of the migrations, copied from then on.

Each worker of each run needs one, and migrating takes most of the time of a small run. A SQLite
database is kept as a file, one of PostgreSQL as a database beside those of the tests. Both are named
by a digest of what the migrations read, so that a changed migration is a new one.
"""

from __future__ import annotations

import ast
import fcntl
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import django.core.management
from django.conf import settings
from django.db import connections

ROOT = Path(settings.BASE_DIR)
MOST_KEPT = 4
PREFIX = "liaison_migrated_"


@contextmanager
def migrated_once() -> Iterator[None]:
    """Inside, Django's `migrate` of a database that tests begin with copies what was kept."""
    call = django.core.management.call_command

    def kept(name: Any, *given: Any, **facts: Any) -> Any:
        # Other commands, and those of ours that migrate what they find, are not the tests' own.
        if name != "migrate" or "database" not in facts:
            return call(name, *given, **facts)
        connection = connections[facts["database"]]
        copied = _copied_file if connection.vendor == "sqlite" else _copied_database
        with _alone():
            return copied(connection, lambda: call(name, *given, **facts))

    django.core.management.call_command = kept
    try:
        yield
    finally:
        django.core.management.call_command = call


def _copied_file(connection: Any, migrate: Callable[[], Any]) -> None:
    path = _folder() / f"{PREFIX}{_digest()}.sqlite3"
    connection.ensure_connection()
    if path.is_file():
        source = sqlite3.connect(path)
        source.backup(connection.connection)
        source.close()
        os.utime(path)
        return
    migrate()
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    target = sqlite3.connect(new)
    connection.connection.backup(target)
    target.close()
    new.rename(path)
    for old in sorted(_folder().glob("*.sqlite3"), key=lambda one: one.stat().st_mtime)[
        :-MOST_KEPT
    ]:
        old.unlink(missing_ok=True)


def _copied_database(connection: Any, migrate: Callable[[], Any]) -> None:
    name, made = f"{PREFIX}{_digest()}", str(connection.settings_dict["NAME"])
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone():
            cursor.execute(f'DROP DATABASE "{made}"')
            cursor.execute(f'CREATE DATABASE "{made}" TEMPLATE "{name}"')
            return
    migrate()
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{made}"')
        cursor.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY oid DESC OFFSET %s",
            [f"{PREFIX}%", MOST_KEPT],
        )
        for (old,) in cursor.fetchall():
            cursor.execute(f'DROP DATABASE IF EXISTS "{old}"')


@contextmanager
def _alone() -> Iterator[None]:
    """One process of this machine at a time: the first migrates, the others wait and copy."""
    with (_folder() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _folder() -> Path:
    folder = Path(tempfile.gettempdir(), f"liaison-tests-{os.getuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _digest() -> str:
    """Of the migrations, of what they import and what that imports, and of Django's own."""
    read: set[Path] = set(ROOT.glob("*/migrations/*.py"))
    ring = read
    for _ in range(2):
        ring = {path for one in ring for path in _imported(one)} - read
        read |= ring
    digest = sha256(" ".join(version(one) for one in ("django", "django-allauth")).encode())
    for path in sorted(read):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _imported(path: Path) -> Iterator[Path]:
    """Files of the project that a module imports."""
    for part in ast.walk(ast.parse(path.read_text())):
        if isinstance(part, ast.ImportFrom) and part.module:
            places = [part.module, *(f"{part.module}.{one.name}" for one in part.names)]
        elif isinstance(part, ast.Import):
            places = [one.name for one in part.names]
        else:
            continue
        for place in places:
            found = ROOT.joinpath(*place.split(".")).with_suffix(".py")
            if found.is_file():
                yield found
