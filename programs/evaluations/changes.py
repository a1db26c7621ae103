"""What an evaluation says differently since it was returned (K-IV.D)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from documents.differences import Texts
from documents.frozen_changes import Changed, Openable, changed_figures, changed_rows
from programs.models import Evaluation, EvaluationStep, ReturnedEvaluation


@dataclass(frozen=True)
class SinceReturned:
    """What became of it since `step` returned it.

    `changed` is None where what it said then was not kept: it was returned by an older Liaison.
    """

    step: EvaluationStep
    changed: Sequence[Changed] | None


def said_in(evaluation: Evaluation) -> dict[str, Any]:
    """Its words, and what was counted."""
    return {
        "recommendation": evaluation.get_recommendation_display(),
        "reasons": evaluation.reasons,
        "account": evaluation.account,
        "facts": evaluation.gathered,
        "lists": evaluation.lists,
    }


def since_returned(evaluation: Evaluation, openable: Openable) -> SinceReturned | None:
    """None unless it came back once and was sent up again."""
    if evaluation.status != Evaluation.Status.SUBMITTED:
        return None
    returns = evaluation.steps.filter(to_status=Evaluation.Status.RETURNED)
    step = returns.select_related("by", "returned").last()
    if step is None:
        return None
    return SinceReturned(step, _changed(evaluation, step, openable))


def _changed(
    evaluation: Evaluation, step: EvaluationStep, openable: Openable
) -> list[Changed] | None:
    try:
        before = step.returned.said
    except ReturnedEvaluation.DoesNotExist:
        return None
    now = said_in(evaluation)
    found = [
        Changed("Recommendation", words=Texts(before["recommendation"], now["recommendation"])),
        Changed("Reasons", words=Texts(before["reasons"], now["reasons"])),
        Changed("Account of the year", words=Texts(before["account"], now["account"])),
        Changed(
            "What was counted",
            figures=changed_figures(before["facts"], now["facts"]),
            rows=changed_rows(before["lists"], now["lists"], openable),
        ),
    ]
    return [one for one in found if one]
