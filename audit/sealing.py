"""Giving entries their place in the chain: each digest covers its entry and all before it.

Entries are written by many at once and without a lock; one sealer at a time puts those that are
committed in order. A minute's work: `audit.tasks.seal_entries`, and whenever a head is printed.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, transaction

from audit.marks import BEGINNING, digest_after
from audit.models import Entry

# The name of the lock on PostgreSQL; on SQLite a transaction that writes is alone anyway.
LOCK = 0x6C696169736F6E
AT_ONCE = 5000


@dataclass(frozen=True)
class Head:
    """The last entry of the chain, as it is printed: `1284-3f5a…`. Nothing before it can change
    without changing it."""

    place: int = 0
    digest: str = BEGINNING

    def __str__(self) -> str:
        return f"{self.place}-{self.digest}"

    @classmethod
    def parse(cls, printed: str) -> Head:
        """From what stands in a report, spaces and all. Raises ValueError."""
        place, _, digest = "".join(printed.split()).lower().partition("-")
        if not place.isdigit() or len(digest) != len(BEGINNING):
            raise ValueError(f"“{printed}” is no head of an audit log: NUMBER-DIGEST")
        return cls(int(place), digest)


def head() -> Head:
    """Where the chain stands now; entries that wait for their place are not in it."""
    last = Entry.objects.sealed().order_by("-place").first()
    return Head(last.place or 0, last.digest) if last else Head()


def stands(printed: Head) -> bool:
    """Whether the chain still has this head. `audit.verifying` reads what is before it too."""
    known = Entry.objects.filter(place=printed.place, digest=printed.digest)
    return printed == Head() or known.exists()


@transaction.atomic
def seal(most: int = AT_ONCE) -> Head:
    """Put waiting entries in order, at most `most` of them; returns the head of the chain."""
    _alone()
    at = head()
    for entry in Entry.objects.unsealed().order_by("pk")[:most]:
        at = Head(at.place + 1, digest_after(at.digest, entry))
        Entry.objects.filter(pk=entry.pk).update(place=at.place, digest=at.digest)
    return at


def _alone() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
