"""Once, by a migration: the chain of the first versions, which needed no key, gets seals.

The unkeyed digests stay where they are. Issued reports print them, and `audit.verifying` goes on
checking them, so that whatever was wrong before is named afterwards as well.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Any

from audit.marks import BEGINNING, content_of, digest_after, is_ours, mark_of, seal_of

ACTION = "audit.key"
AT_ONCE = 2000
WHOLE = "The audit log was whole and is keyed now: {count:,} entries."
BROKEN = (
    "The audit log was not whole before it was keyed: entry {first} of {count:,} is the first that "
    "does not follow. It is keyed as it stands; manage.py verify_audit goes on naming it."
)


def seal_what_was_chained(apps: Any, editor: Any) -> None:
    """Prove the old chain, seal each entry of it, and note how it was found."""
    entries = apps.get_model("audit", "Entry").objects.using(editor.connection.alias)
    count, first = 0, 0
    previous, chained, place = BEGINNING, BEGINNING, 0
    seals: list[tuple[str, int]] = []
    for entry in entries.exclude(place=None).order_by("place").iterator(AT_ONCE):
        follows = entry.place == place + 1 and entry.digest == digest_after(chained, entry)
        if not first and not (follows and is_ours(entry)):
            first = place + 1
        place, chained, count = entry.place, entry.digest, count + 1
        previous = seal_of(previous, place, entry)
        seals.append((previous, entry.pk))
        if len(seals) == AT_ONCE:
            _write(editor, seals)
    _write(editor, seals)
    if count:
        _note(entries, count, first)
        said = (BROKEN if first else WHOLE).format(count=count, first=first)
        print(said, file=sys.stderr)


def _write(editor: Any, seals: list[tuple[str, int]]) -> None:
    with editor.connection.cursor() as cursor:
        cursor.executemany("UPDATE audit_entry SET seal = %s WHERE id = %s", seals)
    seals.clear()


def _note(entries: Any, count: int, first: int) -> None:
    """With the columns of this migration, whatever later ones add."""
    blank = dict.fromkeys(("role", "kind", "key", "address", "session", "request"), "")
    detail = {"entries": count, "first_wrong": first}
    facts = {"at": datetime.now(UTC), "actor": None, "action": ACTION, "outcome": "done"}
    entry = entries.model(**facts, **blank, detail=detail)
    entry.mark = mark_of(content_of(entry))
    entry.save(force_insert=True, using=entries.db)
