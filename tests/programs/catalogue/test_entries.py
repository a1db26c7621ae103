"""Hours, cost and feedback, entered and struck (K-IV.D)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from programs.catalogue.workflows import entries
from programs.models import CostEntry, Feedback, HoursEntry
from records.history import StepRefused
from tests.support.factories import NOON
from tests.support.programs import enter_cost, enter_feedback, enter_hours

DAY = date(2026, 5, 12)


def test_hours_are_entered_for_a_member(program, officer, patrol_officer):
    enter_hours(program, officer, on=DAY, member=patrol_officer, hours="2.25")

    entry = program.hours.get()
    assert (entry.hours, entry.member) == (Decimal("2.25"), patrol_officer)
    assert (entry.entered_by, entry.struck_at) == (officer, None)


def test_cost_and_feedback_are_entered(program, officer):
    enter_cost(program, officer, on=DAY, amount="0")
    enter_feedback(program, officer, on=DAY, yes=18, unsure=2, no=1, quote="More of it.")

    assert program.costs.get().amount == 0
    cards = program.feedback.get()
    assert (cards.yes, cards.unsure, cards.no, cards.quote) == (18, 2, 1, "More of it.")


@pytest.mark.parametrize("enter", [enter_hours, enter_cost, enter_feedback])
def test_a_stranger_enters_nothing(program, patrol_officer, enter):
    with pytest.raises(PermissionDenied):
        enter(program, patrol_officer, on=DAY)


@pytest.mark.parametrize("enter", [enter_hours, enter_cost, enter_feedback])
def test_nothing_is_entered_for_tomorrow_nor_for_a_proposal(program, proposed, officer, enter):
    with pytest.raises(StepRefused, match="after today"):
        enter(program, officer, on=date(2026, 5, 14))
    with pytest.raises(StepRefused, match="not approved yet"):
        enter(proposed, officer, on=DAY)


def test_the_same_form_sent_twice_is_one_entry(program, officer):
    first = enter_hours(program, officer, on=DAY)

    again = enter_hours(program, officer, on=DAY, submission=first.submission)

    assert again == first
    assert program.hours.count() == 1


def test_a_form_of_somebody_elses_is_refused(program, officer, supervisor):
    first = enter_cost(program, officer, on=DAY)

    with pytest.raises(StepRefused, match="somebody else"):
        enter_cost(program, supervisor, on=DAY, submission=first.submission)


def test_the_cards_of_a_session_are_entered_whole_or_not_at_all(program, officer):
    good = Feedback(on=DAY, asked="useful", yes=18)
    impossible = Feedback(on=DAY, asked="changed", yes=0)

    with pytest.raises(IntegrityError), transaction.atomic():
        entries.enter_feedback(program, [good, impossible], by=officer, at=NOON)

    assert not program.feedback.exists()


@pytest.mark.parametrize("enter", [enter_hours, enter_cost, enter_feedback])
def test_a_struck_entry_stays_with_who_and_when(program, officer, supervisor, enter):
    entry = enter(program, officer, on=DAY)

    entries.strike(entry, by=supervisor, at=NOON)

    saved = type(entry).objects.get()
    assert (saved.struck_by, saved.struck_at) == (supervisor, NOON)
    with pytest.raises(StepRefused, match="struck already"):
        entries.strike(saved, by=supervisor, at=NOON)


def test_a_stranger_strikes_nothing(program, officer, patrol_officer):
    entry = enter_cost(program, officer, on=DAY)

    with pytest.raises(PermissionDenied):
        entries.strike(entry, by=patrol_officer, at=NOON)

    assert CostEntry.objects.get().struck_at is None


@pytest.mark.parametrize("hours", ["0", "24.25"])
def test_a_day_has_twenty_four_hours(program, officer, hours):
    with pytest.raises(IntegrityError), transaction.atomic():
        program.hours.create(on=DAY, hours=hours, member=officer, entered_by=officer)


def test_struck_by_nobody_is_not_struck(program, officer):
    entry = enter_hours(program, officer, on=DAY)

    with pytest.raises(IntegrityError), transaction.atomic():
        HoursEntry.objects.filter(pk=entry.pk).update(struck_at=NOON)
