"""What is issued is kept: the database itself refuses to change it (trust floor 8).

The workflows never try; this holds for bulk updates, raw SQL and a slip of the hand as well.
Taking the triggers away leaves its traces: the stored digest no longer fits what is stored.

A later migration that alters one of these tables makes SQLite copy the table, and its triggers
stay behind: begin that migration with `RunPython(kept.let_go)` and end it with
`RunPython(kept.keep, kept.let_go)`. `tests/reports/test_kept.py` fails until it does.
"""

from __future__ import annotations

from typing import Any

REPORT, PART, PRINTING = "reports_report", "reports_reportpart", "reports_printing"

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
        "why_revised",
        "author_id",
        "status",
        "version",
        "chain",
        "recipient_roles",
        "frozen_at",
        "digest",
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
    PRINTING: "1 = 1",
}
ADDED = f"{PART}_is_added"
WORDS = "An issued report is kept as it is. A correction is a revision."


def keep(apps: Any, editor: Any) -> None:
    """Have every table in KEPT refuse changes to what is issued."""
    let_go(apps, editor)
    postgres = editor.connection.vendor == "postgresql"
    for table, columns in KEPT.items():
        for statement in (_on_postgres if postgres else _on_sqlite)(table, columns):
            editor.execute(statement, params=None)
    for statement in _nothing_added(postgres):
        editor.execute(statement, params=None)


def let_go(apps: Any, editor: Any) -> None:
    """Take the triggers away again."""
    triggers = [(trigger_name(table), table) for table in KEPT] + [(ADDED, PART)]
    for name, table in triggers:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}", params=None)
            editor.execute(f"DROP FUNCTION IF EXISTS {name}()", params=None)
        else:
            editor.execute(f"DROP TRIGGER IF EXISTS {name}", params=None)


def trigger_name(table: str) -> str:
    return f"{table}_is_kept"


def _on_sqlite(table: str, columns: tuple[str, ...]) -> list[str]:
    changed = " OR ".join(f"old.{column} IS NOT new.{column}" for column in columns)
    return [
        f"""
        CREATE TRIGGER {trigger_name(table)} BEFORE UPDATE ON {table}
        WHEN ({changed}) AND {IS_ISSUED[table]}
        BEGIN SELECT RAISE(ABORT, '{WORDS}'); END
        """
    ]


def _on_postgres(table: str, columns: tuple[str, ...]) -> list[str]:
    """A comparison as text also serves JSON, and an integrity error is what Django knows."""
    changed = " OR ".join(f"old.{c}::text IS DISTINCT FROM new.{c}::text" for c in columns)
    name = trigger_name(table)
    return [
        f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$
        BEGIN
          IF ({changed}) AND {IS_ISSUED[table]} THEN
            RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation';
          END IF;
          RETURN new;
        END $body$
        """,
        f"""
        CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()
        """,
    ]


def _nothing_added(postgres: bool) -> list[str]:
    """Nothing is slipped into an issued report either."""
    issued = f"EXISTS (SELECT 1 FROM {REPORT} WHERE id = new.report_id AND status = 'issued')"
    if not postgres:
        return [
            f"""
            CREATE TRIGGER {ADDED} BEFORE INSERT ON {PART} WHEN {issued}
            BEGIN SELECT RAISE(ABORT, '{WORDS}'); END
            """
        ]
    return [
        f"""
        CREATE FUNCTION {ADDED}() RETURNS trigger LANGUAGE plpgsql AS $body$
        BEGIN
          IF {issued} THEN
            RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation';
          END IF;
          RETURN new;
        END $body$
        """,
        f"""
        CREATE TRIGGER {ADDED} BEFORE INSERT ON {PART} FOR EACH ROW EXECUTE FUNCTION {ADDED}()
        """,
    ]
