"""What the account of a PostgreSQL database may do, beyond what it needs.

A restore runs the SQL that stands in an archive. As a superuser that SQL could run programs on the
server; as the owner of one database it changes that database.
"""

from __future__ import annotations

from contextlib import closing
from typing import Any

import psycopg2

from operations.postgres import arguments

# Each as a question to the server; the words follow on "The account ...".
TOO_MUCH = {
    "is a superuser": "SELECT rolsuper FROM pg_roles WHERE rolname = current_user",
    "may run programs on the server": (
        "SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname IN ('pg_execute_server_program', "
        "'pg_read_server_files', 'pg_write_server_files') AND pg_has_role(oid, 'MEMBER'))"
    ),
    "may make accounts": "SELECT rolcreaterole FROM pg_roles WHERE rolname = current_user",
    "passes by row security": "SELECT rolbypassrls FROM pg_roles WHERE rolname = current_user",
}
NOT_THE_OWNER = (
    "does not own the database",
    (
        "SELECT pg_get_userbyid(datdba) <> current_user FROM pg_database "
        "WHERE datname = current_database()"
    ),
)
# Of an account that owns one scratch database and nothing else.
MORE_THAN_ONE = {
    "may make databases": "SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user",
    "owns another database": (
        "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datdba = current_user::regrole "
        "AND datname <> current_database())"
    ),
    "belongs to another role": (
        "SELECT EXISTS (SELECT 1 FROM pg_auth_members WHERE member = current_user::regrole)"
    ),
}


def excess_of_owner(facts: dict[str, Any]) -> str:
    """What makes the account of `facts` wrong for a restore, in words; empty for a mere owner."""
    return _first_of(facts, TOO_MUCH | dict([NOT_THE_OWNER]))


def excess_of_drill(facts: dict[str, Any]) -> str:
    """The same for the account of drills, which owns one scratch database and nothing else."""
    return _first_of(facts, TOO_MUCH | dict([NOT_THE_OWNER]) | MORE_THAN_ONE)


def excess_of_site(facts: dict[str, Any]) -> str:
    """What the site's own account may do and never needs to."""
    return _first_of(facts, TOO_MUCH)


def _first_of(facts: dict[str, Any], asked: dict[str, str]) -> str:
    """Raises psycopg2.Error where the server does not answer."""
    with closing(psycopg2.connect(**arguments(facts))) as server, server.cursor() as cursor:
        for words, question in asked.items():
            cursor.execute(question)
            if cursor.fetchone() == (True,):
                return words
    return ""
