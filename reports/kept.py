"""What is issued is kept: the database itself refuses to change or remove it (trust floor 8).

Taking the triggers away leaves its traces: the stored digest no longer fits what is stored.

For a later migration that alters one of these tables see `audit.guards`.
"""

from __future__ import annotations

from typing import Any

from audit import guards
from audit.guards import ALWAYS, Guard

REPORT, PART, PRINTING = "reports_report", "reports_reportpart", "reports_printing"
STEP, RECIPIENT = "reports_reportstep", "reports_recipient"

# The columns that never change once the report is issued.
KEPT: dict[str, tuple[str, ...]] = {
    REPORT: (
        "kind",
        "number",
        "title",
        "clause",
        "policy_id",
        "first_day",
        "last_day",
        "due_on",
        "revision",
        "revises_id",
        "survey_id",
        "why_revised",
        "author_id",
        "status",
        "version",
        "chain",
        "recipient_roles",
        "frozen_at",
        "digest",
        "audit_head",
        "issued_at",
        "issued_by_id",
    ),
    PART: (
        "report_id",
        "position",
        "key",
        "title",
        "clause",
        "facts",
        "records",
        "narrative",
        "narrative_by_id",
        "narrative_at",
        "of_note",
    ),
    PRINTING: ("report_id", "pdf", "sha256", "pages", "made_at"),
}
IS_ISSUED = {
    REPORT: "old.status = 'issued'",
    PART: (
        f"EXISTS (SELECT 1 FROM {REPORT} WHERE id IN (old.report_id, new.report_id)"
        " AND status = 'issued')"
    ),
    PRINTING: ALWAYS,
}
WORDS = "An issued report is kept as it is. A correction is a revision."
STEP_WORDS = "The steps of a report are only added to."


def trigger_name(table: str) -> str:
    return f"{table}_is_kept"


def _issued(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM {REPORT} WHERE id = {row}.report_id AND status = 'issued')"


GUARDS = (
    *(
        Guard(trigger_name(table), "UPDATE", table, WORDS, when=IS_ISSUED[table], columns=columns)
        for table, columns in KEPT.items()
    ),
    # Nothing is slipped into an issued report, and nothing of it is taken away.
    Guard(f"{PART}_is_added", "INSERT", PART, WORDS, when=_issued("new")),
    Guard(f"{REPORT}_is_not_removed", "DELETE", REPORT, WORDS, when=IS_ISSUED[REPORT]),
    Guard(f"{PART}_is_not_removed", "DELETE", PART, WORDS, when=_issued("old")),
    Guard(f"{PRINTING}_is_not_removed", "DELETE", PRINTING, WORDS),
    # Who it went to stands; each acknowledges once.
    Guard(
        trigger_name(RECIPIENT),
        "UPDATE",
        RECIPIENT,
        WORDS,
        columns=("id", "report_id", "member_id"),
    ),
    Guard(
        f"{RECIPIENT}_acknowledges_once",
        "UPDATE",
        RECIPIENT,
        WORDS,
        when="old.acknowledged_at IS NOT NULL",
        columns=("acknowledged_at",),
    ),
    Guard(f"{RECIPIENT}_is_not_removed", "DELETE", RECIPIENT, WORDS, when=_issued("old")),
    # The way of a report is written on, whatever its status.
    *guards.only_added_to(STEP, STEP_WORDS, redactable="note"),
)


def keep(apps: Any, editor: Any) -> None:
    """Have the database refuse what GUARDS name."""
    guards.keep(GUARDS, editor)


def let_go(apps: Any, editor: Any) -> None:
    """Take the triggers away again."""
    guards.let_go(GUARDS, editor)
