"""Reading many things as they stand at one moment, without keeping anyone from writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_sight() -> Iterator[None]:
    """All queries inside see the same committed state, on SQLite and on PostgreSQL.

    Only for reading. SQLite gives a reader its own view once the transaction does not begin by
    taking the write lock; PostgreSQL has to be asked. Raises RuntimeError inside a transaction
    that already runs: on SQLite it keeps everybody from writing for as long as this reads.
    """
    if connection.in_atomic_block:
        if any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks):
            raise RuntimeError("A transaction runs already; read before it begins.")
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
