"""Recommended actions on a concern, and their progress (K-IV.R, K-IV.S, N-IV.A.3-4, C-3)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.urls import reverse

from audit.noting import audited
from outreach.concerns.permissions import (
    may_hand_action,
    may_own_action,
    may_recommend,
    may_record_progress,
)
from outreach.concerns.workflows.concerns import happened_in_time, named
from outreach.models import Action, ActionHanding, ActionProgress, Concern
from personnel.giving import may_give_work
from personnel.models import Member
from personnel.notices import overtaken, tell
from policies.current import local_day
from records.apart import keys_of
from records.history import StepRefused, move
from records.wording import day_words

Status = Action.Status

STEPS = {
    Status.RECOMMENDED: {Status.RECOMMENDED, Status.STARTED, Status.DONE, Status.DROPPED},
    Status.STARTED: {Status.STARTED, Status.DONE, Status.DROPPED},
    Status.DONE: set(),
    Status.DROPPED: set(),
}


@audited("outreach.actions.recommend")
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
    may_give_work(by, owner).require()
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


@audited("outreach.actions.record_progress")
def record_progress(
    action: Action,
    *,
    by: Member,
    at: datetime,
    to: str,
    note: str,
    done: int | None = None,
    happened: datetime | None = None,
) -> ActionProgress:
    """Write a dated progress note, and where the action stands with it.

    It counts by the day it is written; `happened` is told beside it. Raises StepRefused for an
    action that is said to be done while fewer are done than it counts.
    """
    may_record_progress(by, action).require()
    happened = happened_in_time(action.concern, happened, at)
    if short := falls_short(action, to, done):
        raise StepRefused(short)
    day = local_day(at)
    facts: dict[str, Any] = {"ended_on": day if to in Action.ENDED else None}
    if action.total:
        facts["done"] = action.total if to == Status.DONE else _count(action, done)
    move(action, to, steps=STEPS, **facts)
    _went_on(action, at)
    return action.progress.create(
        by=by, at=at, on=day, happened_at=happened, to_status=to, note=note
    )


@audited("outreach.actions.hand_on")
def hand_on(
    action: Action,
    *,
    by: Member,
    at: datetime,
    to: Member,
    reason: str,
    due_on: date | None = None,
    seen_owner: int | None = None,
) -> ActionHanding:
    """Give an open action to `to`, who has it from now on; it stays due unless `due_on` says when.

    `seen_owner` is the key of the owner the page showed. Raises StepRefused when somebody else has
    it meanwhile, or it is with `to` already.
    """
    concern, before = action.concern, action.owner
    may_hand_action(by, action).require()
    for able in (may_own_action(to, concern, action.kind), may_give_work(by, to)):
        if not able:
            raise StepRefused(able.reason)
    if to.pk == before.pk:
        raise StepRefused(f"{to.short_name} has it already.")
    if due_on and due_on != action.due_on and due_on < local_day(at):
        raise StepRefused("This day is over. Choose today or a later day.")
    due, due_before = due_on or action.due_on, action.due_on
    still = Action.objects.open().filter(pk=action.pk, owner=seen_owner or before.pk)
    if not still.update(owner=to, due_on=due):
        raise StepRefused("It moved on while you were looking. Nothing was changed.")
    action.owner, action.due_on = to, due
    for_command = concern.restricted or action.kind == Action.Kind.PERSONNEL
    _went_on(action, at)
    handed = ActionHanding.objects.create(
        **keys_of(for_command),
        action=action,
        by=by,
        at=at,
        before=before,
        to=to,
        due_before=due_before,
        due_on=due,
        reason=reason,
    )
    _tell_of_handing(handed, for_command)
    return handed


def _went_on(action: Action, at: datetime) -> None:
    """What was told of the action before is new to nobody any more."""
    handings = ActionHanding.objects.filter(action=action).values_list("pk", flat=True)
    keys = [f"action-handing:{handing}" for handing in handings]
    overtaken([f"action:{action.pk}", *keys], at=at)


def _tell_of_handing(handed: ActionHanding, for_command: bool) -> None:
    """Who has it now and who had it; whoever did it knows."""
    action = handed.action
    about, key = named(action.concern), f"action-handing:{handed.pk}"
    due = day_words(handed.due_on)
    said = {
        handed.to: f"An action on {about} is yours, from {handed.by.short_name}, due {due}.",
        handed.before: f"Your action on {about} is with {handed.to.short_name} now.",
    }
    for member, text in said.items():
        sees = Action.objects.visible_to(member).filter(pk=action.pk).exists()
        if member.pk != handed.by_id and (sees or not for_command):
            url = action.concern.get_absolute_url() if sees else reverse("desk:waiting")
            tell([member], text, url=url, key=key, command_only=for_command)


def falls_short(action: Action, to: str, done: int | None) -> str:
    """Why “Done” contradicts the number that was typed with it; "" when it does not."""
    if to != Status.DONE or not action.total or done is None or done >= action.total:
        return ""
    return f"{done} of {action.total} is not all. Write {action.total}, or choose another status."


def _count(action: Action, done: int | None) -> int | None:
    """How many are done now, never more than there are to do."""
    return action.done if done is None else min(done, action.total or done)
