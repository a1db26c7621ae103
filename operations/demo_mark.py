"""Which databases are a demo's inside. Whoever opens a demo signs in as anyone, so this is told by
the database itself, once and for good, and never by a setting or a key.

The mark is a table of its own, made by the migration that finds the database empty under DEMO=1. It
belongs to no model: emptying every table leaves it, a backup carries it along, and nothing in the
product makes or removes it afterwards.
"""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

TABLE = "inside_of_a_demo"
MEMBERS = "personnel_member"
# The mark is decided by the migration of this name; after it, never again.
DECIDED_BY = ("operations", "0002_mark_of_a_demo")
# The demo's people have addresses of this domain, which is set aside and belongs to nobody (RFC 2606).
INVENTED = "%@example.org"


class Inside(Enum):
    """What a database is, as far as a demo is concerned."""

    EMPTY = "no table is there yet"
    DEMO = "a demo's, marked"
    UNDECIDED = "of an older version, and nobody in it is real: the next migration marks it"
    REAL = "no demo's"


def inside() -> Inside:
    """What the database of this installation is. Raises DatabaseError where it does not answer."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return Inside.EMPTY  # asking would make the file
    tables = connection.introspection.table_names()
    if TABLE in tables:
        return Inside.DEMO
    if not tables:
        return Inside.EMPTY
    with connection.cursor() as cursor:
        decided = "django_migrations" in tables and _is_decided(cursor)
        invented = MEMBERS not in tables or holds_only_invented(cursor)
    return Inside.REAL if decided or not invented else Inside.UNDECIDED


def _is_decided(cursor: Any) -> bool:
    cursor.execute("SELECT 1 FROM django_migrations WHERE app = %s AND name = %s", DECIDED_BY)
    return cursor.fetchone() is not None


def holds_only_invented(cursor: Any) -> bool:
    """Whether there is no account but those of a demo: nobody's, or people of the set-aside domain."""
    cursor.execute(f"SELECT 1 FROM {MEMBERS} WHERE email NOT LIKE %s", [INVENTED])
    return cursor.fetchone() is None


def is_demo() -> bool:
    """Whether anyone may sign in as anyone here: by the setting and by the database."""
    return bool(settings.DEMO) and inside() is Inside.DEMO


def refuse_the_wrong_inside(*, serving: bool) -> None:
    """Raises ImproperlyConfigured for DEMO=1 or DEBUG=1 on records, and for a demo's without DEMO.

    `serving`: pages or jobs are about to begin, so a demo has to be marked already; a command may
    be the one that makes the tables. Without DEMO=1 a database that does not answer is no reason.
    """
    try:
        found = inside()
    except DatabaseError as away:
        if settings.DEMO and serving:
            raise ImproperlyConfigured(
                "DEMO=1 lets anyone sign in as anyone, and the database does not answer, so nobody "
                "knows whose records it holds: start the database, or remove DEMO."
            ) from away
        return
    if settings.DEMO:
        _refuse_records(found, serving)
    elif settings.DEBUG and found is Inside.REAL:
        raise ImproperlyConfigured(
            "DEBUG=1 takes away what keeps records (the second factor, the secret, mails sealed), and "
            "this database holds real ones: remove DEBUG, or develop on a demo (DEMO=1, DATA_DIR)."
        )
    elif found is Inside.DEMO:
        raise ImproperlyConfigured(
            "DATABASE_URL names a demo’s database (or DATA_DIR a demo’s folder), whose passwords "
            "everybody knows: name another one, or set DEMO=1 to go on with the demo."
        )


def _refuse_records(found: Inside, serving: bool) -> None:
    if found is Inside.REAL:
        raise ImproperlyConfigured(
            "DEMO=1 lets anyone sign in as anyone, and this database was not made by a demo: remove "
            "DEMO, or name another place for the demo (DATA_DIR=/some/folder, DATABASE_URL)."
        )
    if serving and found is not Inside.DEMO:
        raise ImproperlyConfigured(
            "DEMO=1 opens only a database that was made under it: run DEMO=1 manage.py migrate."
        )
