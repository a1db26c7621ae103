"""What was decided about a program is kept by the database itself (floor 8, K-IV.D)."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from programs import kept
from programs.models import Evaluation, HoursEntry, ProgramAction
from tests.support.evaluations import decided, submitted
from tests.support.programs import enter_hours

pytestmark = pytest.mark.django_db

# Another value for each kept column that is no relation.
OTHERWISE = {
    "first_day": "2024-12-31",
    "last_day": "2025-12-30",
    "due_on": "2027-01-01",
    "clause": "X",
    "opened_on": "2026-01-02",
    "facts": "{} ",
    "records": "{} ",
    "frozen_at": timezone.now(),
    "account": "It went well.",
    "reasons": "None.",
    "version": 9,
    "decision_reasons": "Otherwise.",
    "decided_at": timezone.now(),
    "digest": "0" * 64,
}


@pytest.fixture
def settled(program, officer, commander) -> Evaluation:
    return decided(program, officer, commander)


def refused(change, words=kept.WORDS):
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        change()


@pytest.mark.parametrize("field", OTHERWISE)
def test_a_decided_evaluation_refuses_another_value(settled, field):
    stored = Evaluation.objects.filter(pk=settled.pk)

    refused(lambda: stored.update(**{field: OTHERWISE[field]}))


def test_every_column_that_says_something_is_kept():
    """A column added later is either kept or named here: how often it was saved."""
    columns = {field.column for field in Evaluation._meta.concrete_fields}

    assert columns - set(kept.SAID) == {"id", "written"}


def test_a_decision_does_not_go_back_or_away(settled):
    back = {"status": "submitted", "decided_at": None, "decided_by": None}

    refused(lambda: Evaluation.objects.update(**back, decision="", digest="", effective_on=None))
    refused(lambda: Evaluation.objects.all()._raw_delete("default"))


def test_nothing_is_slipped_into_what_was_decided_on(settled, officer):
    note = {"where": "meeting", "on": date(2026, 2, 1), "notes": "Later", "entered_by": officer}

    refused(lambda: settled.discussions.create(**note, entered_at=timezone.now()))


def test_nobody_leaves_the_writers(program, officer, commander):
    waiting = submitted(program, officer)

    refused(lambda: waiting.writers.clear(), kept.WRITER_WORDS)
    assert officer in waiting.writers.all()


def test_an_evaluation_that_is_written_changes_freely(program, officer, commander):
    waiting = submitted(program, officer)

    Evaluation.objects.filter(pk=waiting.pk).update(account="Better said.")

    waiting.refresh_from_db()
    assert waiting.account == "Better said."


def test_an_entry_is_struck_once_and_otherwise_stands(program, owner, officer):
    entry = enter_hours(program, officer, on=date(2026, 5, 4))
    stored = HoursEntry.objects.filter(pk=entry.pk)

    refused(lambda: stored.update(hours="9.00"), kept.ENTRY_WORDS)
    refused(lambda: stored._raw_delete("default"), kept.ENTRY_WORDS)
    stored.update(struck_at=timezone.now(), struck_by=officer)
    refused(lambda: stored.update(struck_at=None, struck_by=None), kept.ENTRY_WORDS)


def test_a_promise_stands_as_it_was_made(settled, officer):
    action = ProgramAction.objects.create(
        evaluation=settled, what="Walk on Saturdays", owner=officer, due_on=date(2026, 6, 1)
    )

    refused(lambda: ProgramAction.objects.update(due_on=date(2027, 1, 1)))
    refused(lambda: ProgramAction.objects.all()._raw_delete("default"))
    ProgramAction.objects.filter(pk=action.pk).update(status="done", ended_on=date(2026, 5, 1))
