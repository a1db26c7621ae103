"""Saying in the log itself that heads kept elsewhere are not in it, and that this is known.

After a backup is restored the log ends before the heads that were kept since. Whoever restored it
says so by `manage.py accept_audit_log`; the entry is marked and sealed as every other, so that
nobody accepts anything with the database alone, and it stays for all who read the log.
"""

from __future__ import annotations

from collections.abc import Iterable

from audit.heads import Head
from audit.marks import is_ours
from audit.models import Entry
from audit.noting import note

ACTION = "audit.accept"


def accepted_heads() -> set[str]:
    """Their digests. Only what Liaison itself wrote counts."""
    entries = [entry for entry in Entry.objects.filter(action=ACTION) if is_ours(entry)]
    heads = (head for entry in entries for head in entry.detail.get("heads", ()))
    return {Head.parse(head).digest for head in heads}


def missing(printed: Iterable[tuple[str, Head]]) -> list[Head]:
    """Those the log does not have and that nobody has accepted, each once, by place."""
    accepted = accepted_heads()
    heads = {head for _, head in printed if head != Head() and head.digest not in accepted}
    gone = (head for head in heads if not Entry.objects.with_head(head).exists())
    return sorted(gone, key=lambda head: (head.place, head.digest))


def accept(heads: Iterable[Head]) -> Entry:
    """Note that these heads are not in this log. By whoever has the machine."""
    return note(ACTION, heads=[str(head) for head in heads])
