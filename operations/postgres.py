"""pg_dump and pg_restore, and a scratch database; the password goes by the environment alone."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2

# Debian keeps those of several versions beside each other.
PROGRAMS = Path("/usr/lib/postgresql")
NAMES = {
    "NAME": "dbname",
    "USER": "user",
    "PASSWORD": "password",
    "HOST": "host",
    "PORT": "port",
}


class ToolFailed(Exception):
    """A program of PostgreSQL is missing or said no; says what to do."""


def arguments(facts: dict[str, Any]) -> dict[str, Any]:
    """Django's settings of a database as psycopg2 and libpq call them."""
    given = {libpq: str(facts[ours]) for ours, libpq in NAMES.items() if facts.get(ours)}
    return given | {
        name: value
        for name, value in facts.get("OPTIONS", {}).items()
        if isinstance(value, str) and name.startswith("ssl")
    }


def dump(facts: dict[str, Any], file: Path, *, snapshot: str, without: Iterable[str] = ()) -> None:
    """`pg_dump -Fc` of the view another transaction has exported; `without` the rows of tables."""
    call = [
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        "--no-comments",
        "--file",
        str(file),
    ]
    empty = [f"--exclude-table-data={name}" for name in without]
    _run("pg_dump", [*call, *empty, f"--snapshot={snapshot}"], facts)


def restore(facts: dict[str, Any], file: Path) -> None:
    """All or nothing: one transaction, ended by the first fault."""
    call = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    _run(
        "pg_restore",
        [*call, "--no-comments", "--dbname", arguments(facts)["dbname"], str(file)],
        facts,
    )


def _run(program: str, call: list[str], facts: dict[str, Any]) -> None:
    given = arguments(facts)
    surroundings = {f"PG{name.upper()}": value for name, value in given.items()}
    surroundings["PGDATABASE"] = surroundings.pop("PGDBNAME")
    done = subprocess.run(
        [path_of(program, _version_of(facts)), *call],
        env=os.environ | surroundings,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise ToolFailed(f"{program} stopped: {said[0] if said else done.returncode}")


def _version_of(facts: dict[str, Any]) -> int:
    """The server's: a program that is older refuses, and what a newer one writes the server may not
    understand."""
    with closing(psycopg2.connect(**arguments(facts))) as server:
        return server.server_version // 10_000


def path_of(program: str, version: int) -> str:
    """The one of the server's version, else what the PATH has. Raises ToolFailed where there is none."""
    theirs = PROGRAMS / str(version) / "bin" / program
    if theirs.exists():
        return str(theirs)
    if elsewhere := shutil.which(program):
        return elsewhere
    raise ToolFailed(
        f"{program} is not installed here: install the PostgreSQL client of the server's version "
        f"(Debian: apt-get install postgresql-client-{version})."
    )


@contextmanager
def alone_in(facts: dict[str, Any]) -> Iterator[None]:
    """Holds the database of `facts` for one drill. Raises ToolFailed while another has it."""
    with closing(psycopg2.connect(**arguments(facts))) as holder, holder.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('liaison drill'))")
        if cursor.fetchone() != (True,):
            raise ToolFailed("Another drill is under way.")
        yield


# What a restore brings, taken away again as its owner: extensions stay, for they may be another's.
EMPTY = """
DO $body$
DECLARE one record;
BEGIN
  FOR one IN
    SELECT format('DROP %s IF EXISTS %I CASCADE', CASE relkind WHEN 'v' THEN 'VIEW'
      WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, relname) AS words
    FROM pg_class WHERE relnamespace = current_schema()::regnamespace
      AND relkind IN ('r', 'p', 'v', 'm', 'S') AND NOT EXISTS (
        SELECT 1 FROM pg_depend WHERE objid = pg_class.oid AND deptype IN ('e', 'i', 'a'))
    UNION ALL SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', oid::regprocedure)
    FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
      AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
    UNION ALL SELECT format('DROP TEXT SEARCH CONFIGURATION IF EXISTS %I CASCADE', cfgname)
    FROM pg_ts_config WHERE cfgnamespace = current_schema()::regnamespace
      AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_ts_config.oid AND deptype = 'e')
    UNION ALL SELECT format('DROP TYPE IF EXISTS %I CASCADE', typname)
    FROM pg_type WHERE typnamespace = current_schema()::regnamespace AND typtype IN ('e', 'd')
      AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_type.oid AND deptype = 'e')
  LOOP
    EXECUTE one.words;
  END LOOP;
END $body$
"""


def emptied(facts: dict[str, Any]) -> None:
    """Take every table, function and type of the schema away, as an owner of the database may."""
    with psycopg2.connect(**arguments(facts)) as connected, connected.cursor() as cursor:
        cursor.execute(EMPTY)
    connected.close()
