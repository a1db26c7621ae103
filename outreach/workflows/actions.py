"""Recommended actions on a concern, and their progress (K-IV.R, K-IV.S, N-IV.A.3-4, C-3)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from audit.noting import audited
from outreach.models import Action, ActionProgress, Concern
from outreach.permissions import (
    may_give_action,
    may_own_action,
    may_recommend,
    may_record_progress,
)
from outreach.workflows.concerns import named
from personnel.apart import keys_of
from personnel.history import StepRefused, move
from personnel.models import Member
from personnel.notices import overtaken, tell
from personnel.wording import day_words
from policies.current import local_day

Status = Action.Status

STEPS = {
    Status.RECOMMENDED: {Status.RECOMMENDED, Status.STARTED, Status.DONE, Status.DROPPED},
    Status.STARTED: {Status.STARTED, Status.DONE, Status.DROPPED},
    Status.DONE: set(),
    Status.DROPPED: set(),
}


@audited
def recommend(
    concern: Concern,
    *,
    by: Member,
    at: datetime,
    kind: str,
    what: str,
    owner: Member,
    due_on: date,
    total: int | None = None,
) -> Action:
    """Recommend what should be done, by whom and by when; `total` where it can be counted."""
    may_recommend(by, concern, kind).require()
    may_own_action(owner, concern, kind).require()
    may_give_action(by, owner).require()
    for_command = concern.restricted or kind == Action.Kind.PERSONNEL
    action = Action.objects.create(
        **keys_of(for_command),
        concern=concern,
        kind=kind,
        what=what,
        owner=owner,
        due_on=due_on,
        recommended_by=by,
        recommended_on=local_day(at),
        total=total,
        done=0 if total else None,
    )
    if owner.pk != by.pk:
        tell(
            [owner],
            f"An action on {named(concern)} is yours, due {day_words(due_on)}.",
            url=concern.get_absolute_url(),
            key=f"action:{action.pk}",
            command_only=for_command,
        )
    return action


@audited
def record_progress(
    action: Action, *, by: Member, at: datetime, to: str, note: str, done: int | None = None
) -> ActionProgress:
    """Write a dated progress note, and where the action stands with it.

    Raises StepRefused for an action that is said to be done while fewer are done than it counts.
    """
    may_record_progress(by, action).require()
    if short := falls_short(action, to, done):
        raise StepRefused(short)
    day = local_day(at)
    facts: dict[str, Any] = {"ended_on": day if to in Action.ENDED else None}
    if action.total:
        facts["done"] = action.total if to == Status.DONE else _count(action, done)
    move(action, to, steps=STEPS, **facts)
    overtaken([f"action:{action.pk}"], at=at)
    return action.progress.create(by=by, at=at, on=day, to_status=to, note=note)


def falls_short(action: Action, to: str, done: int | None) -> str:
    """Why “Done” contradicts the number that was typed with it; "" when it does not."""
    if to != Status.DONE or not action.total or done is None or done >= action.total:
        return ""
    return f"{done} of {action.total} is not all. Write {action.total}, or choose another status."


def _count(action: Action, done: int | None) -> int | None:
    """How many are done now, never more than there are to do."""
    return action.done if done is None else min(done, action.total or done)
