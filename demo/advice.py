"""Recommended actions on a concern, and how far they get."""

from __future__ import annotations

from datetime import datetime, timedelta

from demo import sayings
from demo.diary import Course
from demo.telling import Telling
from outreach.concerns.workflows import actions
from outreach.models import Action
from personnel.models import Member
from personnel.roles import Role
from policies.current import local_day, setting

SELDOM_DROPPED = 0.06
# Who is given an action of a kind; every other one stays with the concern's owner.
OWNERS = {
    Action.Kind.TRAINING: Role.TRAINING_OFFICER,
    Action.Kind.OTHER: Role.ANALYST,
    Action.Kind.POLICY: Role.UNIT_SUPERVISOR,
}


def advised(telling: Telling) -> Course:
    """Recommend what the story advises, then a note for each time it moves."""
    advice, hours, told = telling.story.advice, telling.hours, telling.told
    if advice is None:
        return
    days = 2 if told.brisk else hours.rng.randint(2, 8)
    at = hours.after(telling.concern.logged_at, days, any_day=told.brisk)
    yield at
    place = telling.concern.place
    action = actions.recommend(
        telling.concern,
        by=telling.concern.owner,
        at=at,
        kind=advice.kind,
        what=advice.what.format(place=place),
        owner=_owner(telling, advice.kind),
        due_on=local_day(at) + timedelta(days=setting("action_due_days")),
        total=advice.total,
    )
    for number in range(len(advice.notes) if told.noted is None else told.noted):
        days = 6 if told.brisk else hours.rng.randint(5, 14)
        at = hours.after(at, days, any_day=told.brisk)
        yield at
        _progress(telling, action, number, at)


def _owner(telling: Telling, kind: str) -> Member:
    cast = telling.scene.cast
    if kind in OWNERS:
        return cast[OWNERS[Action.Kind(kind)]]
    if kind == Action.Kind.PATROL:
        return cast.patrol[0] if telling.told.brisk else telling.hours.rng.choice(cast.patrol)
    return telling.concern.owner


def _progress(telling: Telling, action: Action, number: int, at: datetime) -> None:
    advice = telling.story.advice
    assert advice
    is_last = number == len(advice.notes) - 1
    to, note = Action.Status.DONE if is_last else Action.Status.STARTED, advice.notes[number]
    if is_last and telling.hours.rng.random() < SELDOM_DROPPED:
        to, note = Action.Status.DROPPED, sayings.DROPPED
    done = action.total * (number + 1) // len(advice.notes) if action.total else None
    actions.record_progress(action, by=action.owner, at=at, to=to, note=note, done=done)
