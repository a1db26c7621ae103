"""What a program took and how it was received, entered and struck (K-IV.D).

Nothing is deleted: what was struck stays to be seen and counts no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from django.db import IntegrityError, transaction

from audit.noting import audited
from personnel.models import Member
from policies.current import local_day
from programs.catalogue.permissions import may_enter, may_strike
from programs.models import CostEntry, Feedback, HoursEntry, Program
from records.history import StepRefused

Entered = TypeVar("Entered", HoursEntry, CostEntry, Feedback)
USED_ALREADY = "This form was sent already, by somebody else."

STRUCK = "It is struck already."


@audited("programs.entries.enter_hours")
def enter_hours(program: Program, entry: HoursEntry, *, by: Member, at: datetime) -> HoursEntry:
    """Hours one member spent on the program. The same `submission` twice is one entry."""
    return _entered(program, [entry], by, at)[0]


@audited("programs.entries.enter_cost")
def enter_cost(program: Program, entry: CostEntry, *, by: Member, at: datetime) -> CostEntry:
    """What something for the program cost, in dollars. The same `submission` twice is one entry."""
    return _entered(program, [entry], by, at)[0]


@audited("programs.entries.enter_feedback")
def enter_feedback(
    program: Program, answers: Sequence[Feedback], *, by: Member, at: datetime
) -> list[Feedback]:
    """What the cards of one session said, one row for each question that was answered."""
    return _entered(program, answers, by, at)


def _entered(
    program: Program, entries: Sequence[Entered], by: Member, at: datetime
) -> list[Entered]:
    may_enter(by, program).require()
    if program.status == Program.Status.PROPOSED:
        raise StepRefused("It is not approved yet. Hours, cost and feedback come afterwards.")
    for entry in entries:
        if entry.on > local_day(at):
            raise StepRefused("The day is after today.")
        entry.program, entry.entered_by = program, by
    try:
        with transaction.atomic():
            for entry in entries:
                entry.save(force_insert=True)
    except IntegrityError:
        if made := _entered_before(entries, by):
            return made
        raise
    return list(entries)


def _entered_before(entries: Sequence[Entered], by: Member) -> list[Entered]:
    """The entries this form made the first time; StepRefused when somebody else's form did."""
    made = type(entries[0])._base_manager.filter(submission__in=[one.submission for one in entries])
    if made.exclude(entered_by=by).exists():
        raise StepRefused(USED_ALREADY)
    return list(made)


def refuse_if_struck(entry: HoursEntry | CostEntry | Feedback) -> None:
    """Raises StepRefused for what is crossed out already."""
    if entry.struck_at:
        raise StepRefused(STRUCK)


@audited("programs.entries.strike")
def strike(entry: HoursEntry | CostEntry | Feedback, *, by: Member, at: datetime) -> None:
    """Count an entry no more; it stays to be seen, with who struck it and when."""
    may_strike(by, entry).require()
    standing = type(entry)._base_manager.filter(pk=entry.pk, struck_at=None)
    if not standing.update(struck_at=at, struck_by=by):
        raise StepRefused(STRUCK)
    entry.struck_at, entry.struck_by = at, by
