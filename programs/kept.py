"""What a commander decided is kept, and what a program took is struck, never lost (trust floor 8).

For a later migration that alters one of these tables see `audit.guards`.
"""

from __future__ import annotations

from typing import Any

from audit import guards
from audit.guards import Guard

EVALUATION, WRITERS = "programs_evaluation", "programs_evaluation_writers"
DISCUSSION, PRINTING = "programs_discussion", "programs_evaluationprinting"
ACTION = "programs_programaction"
STEPS = ("programs_programstep", "programs_evaluationstep", "programs_programactionnote")

# What a decided evaluation says; the rest of its row is how it was written.
SAID = (
    "program_id",
    "first_day",
    "last_day",
    "due_on",
    "policy_id",
    "clause",
    "status",
    "opened_on",
    "facts",
    "records",
    "frozen_at",
    "account",
    "recommendation",
    "reasons",
    "version",
    "decision",
    "decision_reasons",
    "effective_on",
    "decided_at",
    "decided_by_id",
    "digest",
)
# Of an entry only the striking is added later.
ENTERED = {
    "programs_hoursentry": ("program_id", "on", "entered_by_id", "member_id", "hours", "what"),
    "programs_costentry": ("program_id", "on", "entered_by_id", "amount", "what"),
    "programs_feedback": (
        "program_id",
        "on",
        "entered_by_id",
        "presentation_id",
        "asked",
        "yes",
        "unsure",
        "no",
        "quote",
    ),
}
WORDS = "A decided evaluation is kept as it is."
WRITER_WORDS = "Who wrote at an evaluation stays named."
ENTRY_WORDS = "An entry is struck, never changed or removed."
STEP_WORDS = "The steps of a program are only added to."


def _decided(row: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM {EVALUATION} WHERE id = {row}.evaluation_id AND status = 'decided')"
    )


GUARDS = (
    Guard(
        f"{EVALUATION}_is_kept",
        "UPDATE",
        EVALUATION,
        WORDS,
        when="old.status = 'decided'",
        columns=SAID,
    ),
    Guard(f"{EVALUATION}_is_not_removed", "DELETE", EVALUATION, WORDS, "old.status = 'decided'"),
    # Nothing is slipped into what was decided on, and nothing of it is taken away.
    Guard(f"{DISCUSSION}_is_added", "INSERT", DISCUSSION, WORDS, _decided("new")),
    Guard(f"{DISCUSSION}_is_kept", "UPDATE", DISCUSSION, WORDS, _decided("old")),
    Guard(f"{DISCUSSION}_is_not_removed", "DELETE", DISCUSSION, WORDS, _decided("old")),
    # Nobody leaves the writers to decide on their own work.
    *guards.only_added_to(WRITERS, WRITER_WORDS),
    # What was promised stands; what became of it is added.
    Guard(
        f"{ACTION}_is_kept", "UPDATE", ACTION, WORDS, columns=("evaluation_id", "what", "due_on")
    ),
    Guard(f"{ACTION}_is_not_removed", "DELETE", ACTION, WORDS),
    *(
        guard
        for table in STEPS
        for guard in guards.only_added_to(table, STEP_WORDS, redactable="note")
    ),
    *guards.only_added_to(PRINTING, WORDS),
    *(
        guard
        for table, columns in ENTERED.items()
        for guard in (
            Guard(
                f"{table}_is_kept",
                "UPDATE",
                table,
                ENTRY_WORDS,
                columns=columns,
                redactable=columns[-1],
            ),
            Guard(
                f"{table}_is_struck_once",
                "UPDATE",
                table,
                ENTRY_WORDS,
                when="old.struck_at IS NOT NULL",
                columns=("struck_at", "struck_by_id"),
            ),
            Guard(f"{table}_is_not_removed", "DELETE", table, ENTRY_WORDS),
        )
    ),
)


def keep(apps: Any, editor: Any) -> None:
    """Have the database refuse what GUARDS name."""
    guards.keep(GUARDS, editor)


def let_go(apps: Any, editor: Any) -> None:
    """Take the triggers away again."""
    guards.let_go(GUARDS, editor)
