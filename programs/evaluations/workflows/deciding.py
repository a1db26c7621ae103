"""A commander decides what becomes of a program, and the program follows (K-IV.D)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from audit.noting import audited
from jobs.queue import request as request_job
from personnel.models import Member
from personnel.notices import tell
from personnel.roles import Role
from policies.current import local_day
from programs.catalogue.workflows import programs
from programs.catalogue.workflows.noting import hold, note_change
from programs.evaluations.facts import digest_of
from programs.evaluations.promises import DECIDED
from programs.evaluations.workflows.evaluations import (
    STEPS,
    hold_to_decide,
    named,
    stepped,
    tell_of,
)
from programs.models import Evaluation, EvaluationStep
from records.history import StepRefused, move
from records.wording import day_words

Judgement = Evaluation.Judgement
PRINT_TASK = "programs.print_evaluation"


@dataclass(frozen=True)
class Promise:
    """One thing that has to change, who sees to it, and by when."""

    what: str
    owner: Member
    due_on: date


@dataclass(frozen=True)
class Decision:
    """Keep, modify (with what is promised) or discontinue (with the first day without it)."""

    judgement: str
    reasons: str = ""
    promises: Sequence[Promise] = ()
    effective_on: date | None = None


class Incomplete(StepRefused):
    """The decision lacks something; `field` names it: reasons, promised, effective_on."""

    def __init__(self, words: str, field: str = "") -> None:
        self.field = field
        super().__init__(words)


@audited("programs.deciding.decide")
def decide(
    evaluation: Evaluation,
    decision: Decision,
    *,
    by: Member,
    at: datetime,
    seen: int,
    discussed: int | None = None,
) -> EvaluationStep:
    """Decide version `seen`; it may differ from what was recommended. From here on nothing changes.

    The program moves, its promises are opened, the digest is made and the PDF asked for, together
    or not at all. Raises StepRefused for a decision that lacks something, StaleRecord for one on
    what was not read.
    """
    hold_to_decide(evaluation, by, seen, discussed)
    check_complete(evaluation, decision, local_day(at))
    for promise in decision.promises:
        evaluation.actions.create(**vars(promise))
    came_from = _settle(evaluation, decision, by, at)
    step = stepped(evaluation, came_from, by, at, decision.reasons.strip())
    _move_program(evaluation, decision, by, at)
    _tell_everyone(evaluation, step)
    request_job(
        PRINT_TASK,
        key=f"{PRINT_TASK}:{evaluation.pk}",
        argument=evaluation.pk,
        subject=f"PDF of {named(evaluation)[4:]}",
        by=by,
    )
    return step


def _settle(evaluation: Evaluation, decision: Decision, by: Member, at: datetime) -> str:
    """Write the decision and the digest made with it; returns the status it came from."""
    facts: dict[str, Any] = {
        "decision": decision.judgement,
        "decision_reasons": decision.reasons.strip(),
        "effective_on": _first_day_without(evaluation, decision),
        "decided_by": by,
        "decided_at": at,
    }
    for name, value in facts.items():
        setattr(evaluation, name, value)
    digest = digest_of(evaluation)
    return move(evaluation, Evaluation.Status.DECIDED, steps=STEPS, digest=digest, **facts)


def _first_day_without(evaluation: Evaluation, decision: Decision) -> date | None:
    """For a program that was discontinued before, the day that stands already."""
    if decision.judgement != Judgement.DISCONTINUE:
        return None
    return evaluation.program.ended_on or decision.effective_on


def check_complete(evaluation: Evaluation, decision: Decision, day: date) -> None:
    """What each of the three needs on `day`, and what the program allows. Raises Incomplete."""
    judgement, program = decision.judgement, evaluation.program
    if not decision.reasons.strip() and is_explained(evaluation, judgement):
        raise Incomplete("Say why.", "reasons")
    if program.is_over and judgement != Judgement.DISCONTINUE:
        ended = day_words(program.ended_on) if program.ended_on else "now"
        raise Incomplete(f"{program} is discontinued from {ended} on. Resume it first.")
    if judgement == Judgement.MODIFY:
        _check_promises(decision.promises, day)
    elif decision.promises:
        raise Incomplete("Only a program that is modified gets promised actions.", "promised")
    if judgement == Judgement.DISCONTINUE and not program.is_over:
        _check_day(decision.effective_on, day)


def is_explained(evaluation: Evaluation, judgement: str) -> bool:
    """Whether the decision has to say why: not where a program is kept as was recommended."""
    return judgement != Judgement.KEEP or evaluation.recommendation != Judgement.KEEP


def _check_promises(promises: Sequence[Promise], day: date) -> None:
    if not promises:
        raise Incomplete("Promise at least one action, with its owner and its day.", "promised")
    for promise in promises:
        if not promise.what.strip():
            raise Incomplete("An action says what is to be done.", "promised")
        if promise.due_on < day:
            raise Incomplete(f"The day of “{promise.what}” is over.", "promised")
        if not (promise.owner.works and promise.owner.is_active):
            raise Incomplete(f"{promise.owner} cannot take an action on.", "promised")


def _check_day(effective_on: date | None, day: date) -> None:
    if effective_on is None:
        raise Incomplete("Choose the first day without it.", "effective_on")
    if effective_on < day:
        raise Incomplete("This day is over. Choose today or a later day.", "effective_on")


def _move_program(evaluation: Evaluation, decision: Decision, by: Member, at: datetime) -> None:
    """Kept and modified ones go on, with the decision among their steps; the other ends."""
    program = evaluation.program
    hold(program)
    words = f"Evaluated for {evaluation.period.label}: {DECIDED[decision.judgement].lower()}."
    if decision.judgement == Judgement.DISCONTINUE and not program.is_over:
        reasons, on = decision.reasons.strip(), decision.effective_on
        programs.discontinue(program, by=by, at=at, note=reasons, on=on)
    else:
        note_change(program, f"{words} {decision.reasons.strip()}".strip(), by=by, at=at)


def _tell_everyone(evaluation: Evaluation, step: EvaluationStep) -> None:
    """Owner, writers and the unit supervisor; and whoever has something to do now."""
    concerned = {
        evaluation.program.owner,
        *evaluation.writers.all(),
        *Member.objects.in_roles(Role.UNIT_SUPERVISOR),
    }
    decided = DECIDED[evaluation.decision].lower()
    tell_of(step, concerned, f"{named(evaluation)} is decided by {step.by}: {decided}.")
    for action in evaluation.actions.select_related("owner"):
        tell(
            [action.owner],
            f"An action on {evaluation.program.name} is yours, due {day_words(action.due_on)}.",
            url=action.get_absolute_url(),
            key=f"program-action:{action.pk}",
        )
