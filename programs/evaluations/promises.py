"""What was decided last time and what became of it, for the next evaluation to show (K-IV.D)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from documents.frozen import Figure, Records, Row
from policies.current import local_day
from policies.periods import Period
from programs.models import Evaluation, Program, ProgramAction

COLUMNS = ("key", "Action", "Owner", "Due", "Status", "Ended", "Last progress")
# A decision as people say it of the program.
DECIDED = {"keep": "Kept", "modify": "Modified", "discontinue": "Discontinued"}
Status = ProgramAction.Status


@dataclass(frozen=True)
class Promised:
    """The last decision (None where there was none), and the actions it promised."""

    decision: dict[str, Any] | None
    records: Records
    figures: Sequence[Figure]


def before(program: Program, period: Period) -> Promised:
    """The last decision on the program before `period`, and where its promises stand now."""
    last = last_decided(program, period)
    actions = list(_actions(last)) if last else []
    rows = [_row(action) for action in actions]
    kept = [action.pk for action in actions if action.status == Status.DONE]
    return Promised(
        decision=_told(last) if last else None,
        records=Records("Promised actions", COLUMNS, rows, link="programs:action"),
        figures=[
            Figure("promised", "Actions promised", "promises", [row[0] for row in rows]),
            Figure("kept", "Of them done", "promises", kept),
        ],
    )


def last_decided(program: Program, period: Period) -> Evaluation | None:
    """The latest decided evaluation of a year before `period`, not only of the one before it."""
    earlier = Evaluation.objects.decided().filter(program=program, last_day__lt=period.first)
    return earlier.select_related("decided_by").order_by("-last_day").first()


def _actions(evaluation: Evaluation) -> Any:
    return evaluation.actions.select_related("owner").prefetch_related("notes")


def _told(evaluation: Evaluation) -> dict[str, Any]:
    return {
        "evaluation": evaluation.pk,
        "year": evaluation.period.label,
        "decision": DECIDED[evaluation.decision],
        "reasons": evaluation.decision_reasons,
        "by": evaluation.decided_by.full_name if evaluation.decided_by else "",
        "on": local_day(evaluation.decided_at) if evaluation.decided_at else "",
    }


def _row(action: ProgramAction) -> Row:
    notes = [note for note in action.notes.all() if note.to_status]
    return (
        action.pk,
        action.what,
        action.owner.short_name,
        action.due_on.isoformat(),
        ProgramAction.Status(action.status).words,
        action.ended_on.isoformat() if action.ended_on else "",
        notes[-1].note if notes else "",
    )
