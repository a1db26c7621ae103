"""Giving entries their place in the chain: each seal covers its entry and all before it.

Entries are written by many at once and without a lock; one sealer at a time puts those that are
committed in order. A minute's work: `audit.tasks.seal_entries`, at the end of a command, and
whenever a head is printed. The new head is also kept outside the database (`audit.heads`).
"""

from __future__ import annotations

import logging
from functools import partial

from django.db import DatabaseError, connection, transaction

from audit import heads
from audit.heads import Head
from audit.marks import seal_of
from audit.models import Entry
from audit.noting import written_here

__all__ = ["Head", "head", "seal", "stands"]

log = logging.getLogger(__name__)

# The name of the lock on PostgreSQL; on SQLite a transaction that writes is alone anyway.
LOCK = 0x6C696169736F6E
AT_ONCE = 5000


def head() -> Head:
    """Where the chain stands now; entries that wait for their place are not in it."""
    last = Entry.objects.sealed().order_by("-place").first()
    return Head(last.place or 0, last.seal) if last else Head()


def stands(printed: Head) -> bool:
    """Whether the chain still has this head, or had it before it was keyed. `audit.verifying` reads
    what is before it too."""
    known = Entry.objects.with_head(printed)
    return printed == Head() or known.exists()


@transaction.atomic
def seal(most: int = AT_ONCE) -> Head:
    """Put waiting entries in order, at most `most` of them; returns the head of the chain."""
    _alone()
    at = head()
    for entry in Entry.objects.unsealed().order_by("pk")[:most]:
        at = Head(at.place + 1, seal_of(at.digest, at.place + 1, entry))
        Entry.objects.filter(pk=entry.pk).update(place=at.place, seal=at.digest)
    # A folder that cannot be written stops nobody's work; the doctor names it.
    transaction.on_commit(partial(heads.keep, at), robust=True)
    return at


def seal_what_was_written() -> None:
    """At the end of a command: what it noted has its place before somebody else could touch it."""
    if not written_here():
        return
    try:
        seal()
    except DatabaseError as fault:  # the database is gone; the next sealer goes on
        log.warning("The audit log was not sealed: %s", type(fault).__name__)


def _alone() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
