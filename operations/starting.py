"""What only the database and the disk can tell before anything begins."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from operations.demo_mark import refuse_the_wrong_inside
from operations.versions import only_a_newer_one_has


def before_serving() -> None:
    """The web server and the workers ask this. Raises ImproperlyConfigured with one sentence."""
    refuse_a_newer_database()
    refuse_the_wrong_inside(serving=True)


def refuse_a_newer_database() -> None:
    """Raises ImproperlyConfigured where a newer version has changed the tables.

    A database that does not answer is no reason: it may come, and /readyz is red until then.
    """
    try:
        applied = MigrationRecorder(connection).applied_migrations()
    except DatabaseError:
        return
    if newer := only_a_newer_one_has(applied):
        app, name = newer[0]
        raise ImproperlyConfigured(
            f"The database was brought up to date by a newer version of Liaison ({app}.{name}), and "
            "this one would write rows it cannot read: start the newer version."
        )
