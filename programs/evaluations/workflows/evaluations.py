"""An evaluation on its way up: written, gathered again, submitted, returned (K-IV.D, P-III.C.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from audit import rounds
from audit.noting import audited, refusals_noted
from audit.noting import note as note_done
from jobs.sights import one_sight
from outreach.imports.redacted import left_out_of
from personnel.models import Member
from personnel.notices import overtaken, steps_overtaken, tell
from personnel.roles import COMMAND, Role
from policies.current import local_day
from programs.evaluations.changes import said_in
from programs.evaluations.gathering import gather
from programs.evaluations.permissions import (
    may_decide,
    may_note_discussion,
    may_return,
    may_submit,
    may_write_evaluation,
)
from programs.models import Discussion, Evaluation, EvaluationStep, ReturnedEvaluation
from records.history import StaleRecord, StepRefused, move, refuse_if_redacted_since
from records.wording import day_words

Status = Evaluation.Status

STEPS = {
    Status.OPENED: {Status.DRAFTED},
    Status.DRAFTED: {Status.SUBMITTED},
    Status.SUBMITTED: {Status.RETURNED, Status.DECIDED},
    Status.RETURNED: {Status.SUBMITTED},
    Status.DECIDED: set(),
}


@dataclass(frozen=True)
class Words:
    """What its writers say of a program: the account, what they recommend, and why."""

    account: str
    recommendation: str = ""
    reasons: str = ""


def hold(evaluation: Evaluation) -> None:
    """Read the evaluation anew, and let nobody else move it before this transaction ends.

    PostgreSQL locks the row; SQLite's transactions take the one write lock when they begin.
    """
    evaluation.refresh_from_db(from_queryset=Evaluation.objects.select_for_update())
    evaluation.__dict__.pop("gathered", None)
    evaluation.__dict__.pop("lists", None)


@audited("programs.evaluations.write")
def write(evaluation: Evaluation, words: Words, *, by: Member, at: datetime, seen: int) -> None:
    """Save the words, made from the state `seen`; whoever saves never decides it.

    Raises StaleRecord when somebody saved in between.
    """
    hold(evaluation)
    may_write_evaluation(by, evaluation).require()
    _refuse_stale(evaluation, seen, "Somebody else saved it while you were writing.")
    facts = {**vars(words), "written": seen + 1}
    if evaluation.status == Status.OPENED:
        came_from = move(evaluation, Status.DRAFTED, steps=STEPS, **facts)
        stepped(evaluation, came_from, by, at)
    else:
        for name, value in facts.items():
            setattr(evaluation, name, value)
        evaluation.save(update_fields=list(facts))
    _name_writer(evaluation, by)


@refusals_noted("programs.evaluations.gather_again")
def gather_again(evaluation: Evaluation, *, by: Member, at: datetime) -> None:
    """Count everything anew while it is being written; the words stay as they are."""
    may_write_evaluation(by, evaluation).require()
    redaction = rounds.latest()
    facts, records = _counted(evaluation, at)
    with transaction.atomic():
        refuse_if_redacted_since(redaction)
        hold(evaluation)
        may_write_evaluation(by, evaluation).require()
        evaluation.facts, evaluation.records, evaluation.frozen_at = facts, records, at
        evaluation.save(update_fields=["facts", "records", "frozen_at"])
        note_done("programs.evaluations.gather_again", evaluation, by=by)


def _counted(evaluation: Evaluation, at: datetime) -> tuple[str, str]:
    """(facts, records) as all the records stand at one moment; not inside a transaction."""
    with one_sight():
        facts, records = gather(evaluation, at).frozen()
    redacted = left_out_of(evaluation)
    return redacted.without_json(facts), redacted.without_json(records)


@refusals_noted("programs.evaluations.submit")
def submit(
    evaluation: Evaluation, *, by: Member, at: datetime, seen: int, note: str = ""
) -> EvaluationStep:
    """Send the words of state `seen` up for the decision; each submission is a version of its own.

    Figures older than today are counted once more. Raises StaleRecord, StepRefused.
    """
    may_submit(by, evaluation).require()
    frozen = evaluation.frozen_at
    is_old = frozen is None or local_day(frozen) != local_day(at)
    redaction = rounds.latest()
    counted = _counted(evaluation, at) if is_old else None
    with transaction.atomic():
        refuse_if_redacted_since(redaction)
        hold(evaluation)
        may_submit(by, evaluation).require()
        _refuse_stale(evaluation, seen, "Somebody else saved it while you were reading.")
        _refuse_unwritten(evaluation)
        new: dict[str, Any] = {"version": evaluation.version + 1}
        if counted:
            new |= {"facts": counted[0], "records": counted[1], "frozen_at": at}
        came_from = move(evaluation, Status.SUBMITTED, steps=STEPS, **new)
        _name_writer(evaluation, by)
        step = stepped(evaluation, came_from, by, at, note)
        due = f"It is due {day_words(evaluation.due_on)}."
        tell_of(step, deciders_of(evaluation), f"{named(evaluation)} waits for a decision. {due}")
        note_done("programs.evaluations.submit", evaluation, by=by)
    return step


def _refuse_stale(evaluation: Evaluation, seen: int, words: str) -> None:
    if evaluation.written != seen:
        raise StaleRecord(f"{words} Nothing was changed. Read it again first.")


def _refuse_unwritten(evaluation: Evaluation) -> None:
    if not evaluation.account.strip():
        raise StepRefused("Nothing is written yet. Write the account first.")
    if not evaluation.recommendation:
        raise StepRefused("Nothing is recommended yet. Choose keep, modify or discontinue.")


def deciders_of(evaluation: Evaluation) -> list[Member]:
    """Commanders who may decide it; the chief where none may."""
    able = [m for m in Member.objects.in_roles(*COMMAND) if may_decide(m, evaluation)]
    return [member for member in able if member.role == Role.COMMANDER] or able


@audited("programs.evaluations.send_back")
def send_back(
    evaluation: Evaluation, *, by: Member, at: datetime, seen: int, note: str
) -> EvaluationStep:
    """Return version `seen` to be written again, saying what is missing."""
    hold_to_decide(evaluation, by, seen)
    may_return(by, evaluation).require()
    if not note.strip():
        raise StepRefused("Say what has to change.")
    came_from = move(evaluation, Status.RETURNED, steps=STEPS)
    step = stepped(evaluation, came_from, by, at, note.strip())
    ReturnedEvaluation.objects.create(step=step, said=said_in(evaluation))
    told = {evaluation.program.owner, *evaluation.writers.all()}
    tell_of(step, told, f"{named(evaluation)} was returned by {by.short_name}.")
    return step


def refuse_unless_sent_up(evaluation: Evaluation) -> None:
    """Raises StepRefused unless it waits for a decision."""
    if evaluation.status != Status.SUBMITTED:
        raise StepRefused(
            f"It does not wait for a decision: it is {evaluation.get_status_display().lower()}. "
            "Nothing was decided."
        )


def hold_to_decide(
    evaluation: Evaluation, by: Member, seen: int, discussed: int | None = None
) -> None:
    """Of two who decide at once the second is told; nobody decides on what was not read.

    `discussed` is how many discussions were read, where the step builds on them.
    """
    hold(evaluation)
    verdict = may_decide(by, evaluation)
    if verdict:
        refuse_unless_sent_up(evaluation)
    verdict.require()
    if evaluation.version != seen:
        raise StaleRecord(
            f"You read version {seen}; version {evaluation.version} has been sent up since. "
            "Nothing was decided. Read it again first."
        )
    if discussed is not None and evaluation.discussions.count() != discussed:
        raise StaleRecord(
            "Another discussion of the program was noted while you were reading. "
            "Nothing was decided. Read it first."
        )


@audited("programs.evaluations.note_discussion")
def note_discussion(
    evaluation: Evaluation, discussion: Discussion, *, by: Member, at: datetime
) -> Discussion:
    """Keep where the program was talked about and what was said there, until the decision.

    The decision builds on it, so whoever notes it wrote at the evaluation (floor 1). The same
    note sent twice is one.
    """
    hold(evaluation)
    may_note_discussion(by, evaluation).require()
    said = {name: getattr(discussion, name) for name in ("where", "on", "title", "notes")}
    if noted := evaluation.discussions.filter(entered_by=by, **said).first():
        return noted
    if discussion.on > local_day(at):
        raise StepRefused("The day is after today.")
    if discussion.on < evaluation.first_day:
        raise StepRefused(f"The day is before {evaluation.period.label}, which is evaluated.")
    discussion.evaluation = evaluation
    discussion.entered_by, discussion.entered_at = by, at
    discussion.save(force_insert=True)
    _name_writer(evaluation, by)
    return discussion


def _name_writer(evaluation: Evaluation, by: Member) -> None:
    """Name `by` among the writers, once. Django would insert the same row again and leave it to the
    database to ignore it, which refuses to meet a row that is kept."""
    if not evaluation.writers.filter(pk=by.pk).exists():
        evaluation.writers.add(by)


def stepped(
    evaluation: Evaluation, came_from: str, by: Member, at: datetime, note: str = ""
) -> EvaluationStep:
    """Keep who moved it to its present status, in which role, on which version."""
    steps_overtaken("evaluation-step", evaluation.steps.all(), at=at)
    overtaken([f"evaluation:{evaluation.pk}:opened"], at=at)
    return evaluation.steps.create(
        from_status=came_from,
        to_status=evaluation.status,
        by=by,
        role=by.role,
        at=at,
        note=note,
        version=evaluation.version,
    )


def tell_of(step: EvaluationStep, members: Iterable[Member], words: str) -> None:
    """Tell everyone but whoever took the step."""
    others = [member for member in members if member.pk != step.by_id]
    url, key = step.evaluation.get_absolute_url(), f"evaluation-step:{step.pk}"
    tell(others, words, url=url, key=key)


def named(evaluation: Evaluation) -> str:
    """“The evaluation of Lock It, Light It for 2025”."""
    return f"The evaluation of {evaluation.program.name} for {evaluation.period.label}"
