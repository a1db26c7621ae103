"""Reading many things as they stand at one moment, without keeping anyone from writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from audit.noting import in_step


@contextmanager
def one_sight() -> Iterator[None]:
    """All queries inside see the same committed state, on SQLite and on PostgreSQL.

    Only for reading. SQLite gives a reader its own view once the transaction does not begin by
    taking the write lock; PostgreSQL has to be asked. Inside a transaction that already runs,
    as when the demo plays a year, there is nothing to add. Raises RuntimeError inside a noted
    step: its transaction keeps everybody from writing on SQLite, and is to be short.
    """
    if in_step():
        raise RuntimeError("A step is being taken; read before it begins.")
    if connection.in_atomic_block:
        yield
        return
    usual = getattr(connection, "transaction_mode", None)
    if connection.vendor == "sqlite":
        setattr(connection, "transaction_mode", "DEFERRED")  # noqa: B010
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    finally:
        if connection.vendor == "sqlite":
            setattr(connection, "transaction_mode", usual)  # noqa: B010
