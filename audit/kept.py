"""The database itself refuses to change or remove an entry; only its place in the chain is added."""

from __future__ import annotations

from typing import Any

from audit import guards
from audit.guards import Guard
from audit.models import Entry

TABLE = "audit_entry"
WORDS = "The audit log is only added to."
CONTENT = ("id", *Entry.CONTENT, "mark")

GUARDS = (
    Guard("audit_entry_is_kept", "UPDATE", TABLE, WORDS, columns=CONTENT),
    Guard("audit_entry_stays_in_place", "UPDATE", TABLE, WORDS, when="old.place IS NOT NULL"),
    Guard("audit_entry_is_not_removed", "DELETE", TABLE, WORDS),
    *guards.only_added_to("audit_redaction", "That words were taken out stays on record."),
)


def keep(apps: Any, editor: Any) -> None:
    guards.keep(GUARDS, editor)


def let_go(apps: Any, editor: Any) -> None:
    guards.let_go(GUARDS, editor)
