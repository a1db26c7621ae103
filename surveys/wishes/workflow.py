"""Following up on who asked to be contacted after a survey (P-V.C).

A wish stands apart from the answers: nothing here knows what was answered.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse

from audit.noting import audited
from personnel import roles
from personnel.giving import may_give_work
from personnel.models import Member
from personnel.notices import overtaken_under, tell
from policies.current import local_day, setting
from records.history import StepRefused, Steps, move
from records.wording import day_words
from surveys.models import ContactWish, Survey, WishReading, WishStep
from surveys.wishes.letterbox import Wish, taken_out
from surveys.wishes.permissions import may_assign_wish, may_follow_up, may_read_wish, may_take_wish

Status = ContactWish.Status

STEPS = {
    Status.ASKED: {Status.TAKEN},
    Status.TAKEN: {Status.TAKEN, Status.CONTACTED, Status.UNREACHED, Status.ASKED},
    Status.CONTACTED: set(),
    Status.UNREACHED: {Status.TAKEN},
}
# What somebody has is given on by the unit's supervisor; nobody takes it from them.
TAKING = {**STEPS, Status.TAKEN: STEPS[Status.TAKEN] - {Status.TAKEN}}
# Only a policy that asks for follow-up (P-V.C) has a number of days for it.
FOLLOW_UP_DAYS = 7


def follow_up_days() -> int:
    """How soon somebody who asked for it is contacted."""
    try:
        return setting("survey_follow_up_days")
    except KeyError:
        return FOLLOW_UP_DAYS


def let_out(survey: Survey, *, at: datetime) -> int:
    """Show what the letterbox gives out today (`letterbox`); says how many there were.

    Whatever day they came, they stand under this one, and their time runs from yesterday, when
    most were sent: nothing of a wish says when its form was, or that its answer was held. The
    unit hears once that some wait.
    """
    day = local_day(at)
    with transaction.atomic():
        holds = survey.answers.held().exists() and not survey.is_over_on(day)
        wishes = taken_out(survey, day=day, holds=holds)
        for wish in wishes:
            keep(survey, wish, at=at, since=day - timedelta(days=1))
    return len(wishes)


def keep(survey: Survey, wish: Wish, *, at: datetime, since: date | None = None) -> ContactWish:
    """Keep a wish, due so many days from `since`, else from now; the unit hears once a day that
    wishes wait."""
    day = local_day(at)
    kept = ContactWish.objects.create(
        survey=survey,
        **asdict(wish),
        asked_on=day,
        due_on=(since or day) + timedelta(days=follow_up_days()),
    )
    tell(
        Member.objects.in_roles(*roles.UNIT),
        f"Somebody who answered “{survey.title}” asked to be contacted, by {day_words(kept.due_on)}.",
        url=reverse("surveys:wishes"),
        key=f"wishes:{survey.pk}:{day.isoformat()}",
    )
    return kept


@audited("surveys.wishes.read_contact")
def read_contact(wish: ContactWish, *, by: Member, at: datetime) -> ContactWish:
    """Who wishes to be contacted, and how; the reading itself is recorded first (floor 5)."""
    may_read_wish(by, wish).require()
    WishReading.objects.create(wish=wish, by=by, at=at)
    return wish


@audited("surveys.wishes.take")
def take(wish: ContactWish, *, by: Member, at: datetime) -> WishStep:
    """Take it up oneself, for the first time or again after nobody was reached."""
    may_follow_up(by, wish).require()
    return _step(wish, Status.TAKEN, by, at, steps=TAKING, owner=by)


@audited("surveys.wishes.assign")
def assign(wish: ContactWish, *, by: Member, to: Member, at: datetime, note: str = "") -> WishStep:
    """Give it to somebody, who hears of it and sees it from now on; so does who had it till now."""
    may_assign_wish(by, wish).require()
    for able in (may_take_wish(to), may_give_work(by, to)):
        if not able:
            raise StepRefused(able.reason)
    before = wish.owner if wish.status == Status.TAKEN else None
    if before == to:
        raise StepRefused(f"{to.short_name} has it already.")
    step = _step(wish, Status.TAKEN, by, at, note, owner=to)
    if to != by:
        tell(
            [to],
            f"{by.short_name} gave you a contact wish from “{wish.survey.title}”, due "
            f"{day_words(wish.due_on)}.",
            url=wish.get_absolute_url(),
            key=f"wish:{wish.pk}:{step.pk}",
        )
    if before and before not in (by, to):
        seen = ContactWish.objects.visible_to(before).filter(pk=wish.pk).exists()
        tell(
            [before],
            f"{by.short_name} gave the contact wish you had from “{wish.survey.title}” to "
            f"{to.short_name}.",
            url=wish.get_absolute_url() if seen else reverse("surveys:wishes"),
            key=f"wish:{wish.pk}:{step.pk}:from",
        )
    return step


@audited("surveys.wishes.contacted")
def contacted(wish: ContactWish, *, by: Member, at: datetime, note: str) -> WishStep:
    """They were contacted; `note` says what came of it (P-V.C)."""
    may_follow_up(by, wish).require()
    return _step(wish, Status.CONTACTED, by, at, note)


@audited("surveys.wishes.unreached")
def unreached(wish: ContactWish, *, by: Member, at: datetime, note: str) -> WishStep:
    """Nobody was reached; `note` says what was tried. It can be taken up again."""
    may_follow_up(by, wish).require()
    return _step(wish, Status.UNREACHED, by, at, note)


@audited("surveys.wishes.give_back")
def give_back(wish: ContactWish, *, by: Member, at: datetime, note: str) -> WishStep:
    """Give it back to the unit: it waits again for somebody to take it up."""
    may_follow_up(by, wish).require()
    return _step(wish, Status.ASKED, by, at, note, owner=None)


@transaction.atomic
def _step(
    wish: ContactWish,
    to: ContactWish.Status,
    by: Member,
    at: datetime,
    note: str = "",
    *,
    steps: Steps = STEPS,
    **facts: object,
) -> WishStep:
    came_from = move(wish, to, steps=steps, still={"owner": wish.owner_id}, **facts)
    overtaken_under(f"wish:{wish.pk}", at=at)
    if not ContactWish.objects.filter(survey=wish.survey_id, status=Status.ASKED).exists():
        overtaken_under(f"wishes:{wish.survey_id}", at=at)
    return wish.steps.create(from_status=came_from, to_status=to, by=by, at=at, note=note)
