"""Redactions one after the other, and never beside the publishing of what was read before them.

A job reads records for minutes and then writes what it made of them. Words that were taken out in
between would come back with it. So whatever publishes copies of words remembers the latest
redaction it knew when it began to read, and compares inside the transaction that publishes.

On PostgreSQL an advisory lock keeps the two transactions apart: redactions take it alone,
publishers share it, and each asks for it before it touches a row. On SQLite a transaction takes
the one write lock when it begins, which is the same.
"""

from __future__ import annotations

from django.db import connection
from django.db.models import Max

from audit.models import Redaction

# The number under which the transactions of this installation know the lock.
LOCK = 0x7265_6461


class WordsTakenOut(Exception):
    """Words were taken out of a record after this work began to read: it has to read anew."""


def latest() -> int:
    """The number of the latest redaction that is committed; 0 before the first."""
    return Redaction.objects.aggregate(latest=Max("pk"))["latest"] or 0


def begin() -> None:
    """Let nothing publish copies of words until this transaction, a redaction's, has ended."""
    _lock("pg_advisory_xact_lock")


def hold_off() -> None:
    """Let no redaction begin until this transaction, which copies words, has ended."""
    _lock("pg_advisory_xact_lock_shared")


def refuse_if_later_than(seen: int) -> None:
    """Raises WordsTakenOut when a redaction came after number `seen`; else none comes any more
    before this transaction has ended."""
    hold_off()
    if latest() != seen:
        raise WordsTakenOut


def _lock(function: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [LOCK])
