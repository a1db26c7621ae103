"""pg_dump and pg_restore, and a scratch database; the password goes by the environment alone."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2 import sql

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


def dump(facts: dict[str, Any], file: Path, *, snapshot: str) -> None:
    """`pg_dump -Fc` of the view another transaction has exported."""
    call = ["--format=custom", "--no-owner", "--no-privileges", "--file", str(file)]
    _run("pg_dump", [*call, f"--snapshot={snapshot}"], facts)


def restore(facts: dict[str, Any], file: Path) -> None:
    """All or nothing: one transaction, ended by the first fault."""
    call = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    _run("pg_restore", [*call, "--dbname", arguments(facts)["dbname"], str(file)], facts)


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
def scratch_database(facts: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    """A new, empty database beside `facts`, gone afterwards; gives its settings."""
    maintenance = psycopg2.connect(**(arguments(facts) | {"dbname": "postgres"}))
    maintenance.autocommit = True
    word = sql.Identifier(name)
    try:
        with maintenance.cursor() as cursor:
            try:
                cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(word))
            except psycopg2.errors.InsufficientPrivilege as refused:
                raise ToolFailed(
                    "The account in DATABASE_URL may not make a scratch database: give it the "
                    "right with ALTER ROLE … CREATEDB."
                ) from refused
            try:
                yield facts | {"NAME": name}
            finally:
                cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(word))
    finally:
        maintenance.close()


def emptied(facts: dict[str, Any]) -> None:
    """Take every table and function away again after a restore that was refused at its end."""
    with psycopg2.connect(**arguments(facts)) as connected, connected.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        [schema] = cursor.fetchone() or ["public"]
        word = sql.Identifier(schema)
        cursor.execute(sql.SQL("DROP SCHEMA {0} CASCADE; CREATE SCHEMA {0}").format(word))
    connected.close()
