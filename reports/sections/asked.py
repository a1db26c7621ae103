"""Who holds an open concern, and what is asked about it: what moves a reader to act."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from outreach.models import Action, Concern, ConcernStep, Referral
from personnel.models import Member
from records.wording import short_day_words
from reports.sections.done import shortened
from reports.sections.frame import Frame

NOTHING_ASKED = "Nothing is recommended yet."


class Held(NamedTuple):
    """Whom a concern waits for, and what is asked about it; both in words."""

    owner: str
    asked: str


def held(concerns: Collection[int], frame: Frame) -> dict[int, Held]:
    """For each concern its owner, and what is asked about it as of the end of the period.

    That is the recommended action due first; else why it was escalated; else what a referral
    waits for; else that nothing is recommended yet. Personnel matters are left out.
    """
    found: dict[int, Held] = {}
    keys = list(concerns)
    for start in range(0, len(keys), 500):
        some = keys[start : start + 500]
        asked = _referred(some, frame) | _escalated(some, frame) | _recommended(some, frame)
        owners = Concern.objects.filter(pk__in=some).values_list("pk", "owner")
        names = {member.pk: member.short_name for member in _members({pk for _, pk in owners})}
        for concern, owner in owners:
            found[concern] = Held(names[owner], asked.get(concern, NOTHING_ASKED))
    return found


def _members(keys: set[int]) -> list[Member]:
    return list(Member.objects.filter(pk__in=keys))


def _recommended(concerns: list[int], frame: Frame) -> dict[int, str]:
    last = frame.period.last
    open_then = Action.objects.reportable().filter(
        Q(ended_on=None) | Q(ended_on__gt=last), concern__in=concerns, recommended_on__lte=last
    )
    # The last one written into the dictionary stays: the one that is due first.
    due_last_first = open_then.order_by("-due_on", "-pk").values_list("concern", "what", "due_on")
    return {concern: f"{what}, by {_short(due)}" for concern, what, due in due_last_first}


def _short(due: date) -> str:
    return f"{short_day_words(due)}, {due.year}"


def _escalated(concerns: list[int], frame: Frame) -> dict[int, str]:
    steps = ConcernStep.objects.filter(concern__in=concerns, at__lt=frame.ends)
    stood: dict[int, str] = {}
    for concern, to_status, note in steps.order_by("at", "pk").values_list(
        "concern_id", "to_status", "note"
    ):
        stood.pop(concern, None)
        if to_status == Concern.Status.ESCALATED:
            stood[concern] = f"Escalated: {note}" if note else "Escalated for a decision"
    return {concern: shortened(words) for concern, words in stood.items()}


def _referred(concerns: list[int], frame: Frame) -> dict[int, str]:
    last = frame.period.last
    pending = Referral.objects.filter(
        Q(ended_on=None) | Q(ended_on__gt=last), concern__in=concerns, on__lte=last
    )
    return {one.concern_id: f"An outcome from {one.to_words}" for one in pending}
