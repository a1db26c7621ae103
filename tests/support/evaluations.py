"""Steps of an evaluation that many tests take on their way, through the workflows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from jobs.models import Job
from jobs.running import run_now
from personnel.models import Member
from policies.periods import Period
from programs.evaluations.workflows import deciding, evaluations, opening
from programs.evaluations.workflows.deciding import PRINT_TASK, Decision, Promise
from programs.evaluations.workflows.evaluations import Words
from programs.models import Evaluation, EvaluationPrinting, Program
from tests.support.factories import on

Y2024, Y2025, Y2026 = (Period.parse(words) for words in ("2024", "2025", "2026"))
# A morning in the January after the evaluated year, and two later ones.
OPENED, SENT, DECIDED = (on(date(2026, 1, day)) for day in (5, 20, 28))
ACCOUNT = "Evening walks worked; the leaflet did not."
REASONS = "Keep the walks, drop the leaflet."


def opened(
    program: Program, by: Member, *, period: Period = Y2025, at: datetime = OPENED
) -> Evaluation:
    return opening.open_evaluation(program, period, by=by, at=at)


def written(
    program: Program,
    by: Member,
    *,
    recommendation: str = "modify",
    period: Period = Y2025,
    at: datetime = OPENED,
) -> Evaluation:
    """Opened and written by `by`."""
    evaluation = opened(program, by, period=period, at=at)
    words = Words(ACCOUNT, recommendation, REASONS)
    evaluations.write(evaluation, words, by=by, at=at, seen=evaluation.written)
    return evaluation


def submitted(program: Program, by: Member, *, at: datetime = SENT, **facts: Any) -> Evaluation:
    """Written and sent up by `by`."""
    evaluation = written(program, by, **facts)
    evaluations.submit(evaluation, by=by, at=at, seen=evaluation.written)
    return evaluation


def decided(
    program: Program,
    writer: Member,
    decider: Member,
    *,
    judgement: str = "keep",
    at: datetime = DECIDED,
    sent_at: datetime = SENT,
    reasons: str = "As recommended.",
    promises: tuple[Promise, ...] = (),
    effective_on: date | None = None,
    **facts: Any,
) -> Evaluation:
    """Sent up by `writer` and decided by `decider`."""
    evaluation = submitted(program, writer, at=sent_at, **facts)
    decision = Decision(judgement, reasons, promises, effective_on)
    deciding.decide(evaluation, decision, by=decider, at=at, seen=evaluation.version)
    return evaluation


def promise(owner: Member, what: str = "Stop the leaflet", due_on: date = date(2026, 3, 31)):
    return Promise(what, owner, due_on)


def printed(evaluation: Evaluation) -> bytes:
    """The PDF that the job made and keeps."""
    run_now(Job.objects.get(task=PRINT_TASK, argument=evaluation.pk))
    return bytes(EvaluationPrinting.objects.get(evaluation=evaluation).pdf)
