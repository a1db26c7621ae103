"""The facts of an evaluation as one text, and the SHA-256 that proves they have not changed."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from documents.frozen import canonical
from programs.models import Evaluation


def facts_text(evaluation: Evaluation) -> str:
    """Everything the evaluation says, canonical: what was counted, written, promised, decided.

    Anyone with the stored rows makes the same text again, and so the same digest. What became of
    the promises later is not part of it; who is named by key, because names can change.
    """
    heading = {
        "program": evaluation.program_id,
        "first_day": evaluation.first_day,
        "last_day": evaluation.last_day,
        "clause": evaluation.clause,
        "version": evaluation.version,
        "frozen_at": _moment(evaluation.frozen_at),
        "writers": sorted(evaluation.writers.values_list("pk", flat=True)),
        "account": evaluation.account,
        "recommendation": evaluation.recommendation,
        "reasons": evaluation.reasons,
    }
    discussed = [(one.where, one.on, one.title, one.notes) for one in evaluation.discussions.all()]
    decided = {
        "decision": evaluation.decision,
        "reasons": evaluation.decision_reasons,
        "effective_on": evaluation.effective_on,
        "by": evaluation.decided_by_id,
        "at": _moment(evaluation.decided_at),
        "promised": [(one.what, one.owner_id, one.due_on) for one in evaluation.actions.all()],
    }
    pieces = [canonical(heading), canonical(discussed), canonical(decided)]
    return "\n".join([*pieces, evaluation.facts, evaluation.records])


def digest_of(evaluation: Evaluation) -> str:
    """The SHA-256 of `facts_text`, in hexadecimal."""
    return hashlib.sha256(facts_text(evaluation).encode()).hexdigest()


def _moment(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat() if at else ""
