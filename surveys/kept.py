"""A survey keeps its questions as citizens saw them: the database itself sees to it (K-IV.U, C-5).

For a later migration that alters one of these tables see `audit.guards`.
"""

from __future__ import annotations

from typing import Any

from audit import guards
from audit.guards import Guard

SURVEY, QUESTION = "surveys_survey", "surveys_question"
STEPS = ("surveys_surveystep", "surveys_wishstep")
# What citizens were shown, and when.
SHOWN = ("key", "title", "introduction", "areas", "source", "policy_id", "designed_by_id")
WORDS = "A survey keeps what citizens saw. Copy it to a new draft instead."
STEP_WORDS = "The steps of a survey are only added to."

WAS_OPENED = "old.status NOT IN ('draft', 'discarded')"


def _opened(row: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM {SURVEY} WHERE id = {row}.survey_id"
        " AND status NOT IN ('draft', 'discarded'))"
    )


GUARDS = (
    Guard(f"{SURVEY}_is_kept", "UPDATE", SURVEY, WORDS, when=WAS_OPENED, columns=SHOWN),
    Guard(f"{SURVEY}_is_not_removed", "DELETE", SURVEY, WORDS, when=WAS_OPENED),
    Guard(f"{QUESTION}_is_added", "INSERT", QUESTION, WORDS, when=_opened("new")),
    Guard(f"{QUESTION}_is_kept", "UPDATE", QUESTION, WORDS, when=_opened("old")),
    Guard(f"{QUESTION}_is_not_removed", "DELETE", QUESTION, WORDS, when=_opened("old")),
    *(
        guard
        for table in STEPS
        for guard in guards.only_added_to(table, STEP_WORDS, redactable="note")
    ),
)


def keep(apps: Any, editor: Any) -> None:
    """Have the database refuse what GUARDS name."""
    guards.keep(GUARDS, editor)


def let_go(apps: Any, editor: Any) -> None:
    """Take the triggers away again."""
    guards.let_go(GUARDS, editor)
