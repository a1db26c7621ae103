"""Nobody decides on what they had a hand in, whatever they are now (row 22, floor 1)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from personnel.roles import Role
from programs.actions import workflow as actions
from programs.catalogue.workflows import personnel
from programs.evaluations.permissions import may_decide
from programs.evaluations.workflows import deciding, evaluations
from programs.evaluations.workflows.deciding import Decision
from programs.models import Discussion, Evaluation, ProgramActionNote
from tests.support.evaluations import (
    DECIDED,
    OPENED,
    SENT,
    Y2025,
    decided,
    promise,
    submitted,
    written,
)
from tests.support.factories import make_member

pytestmark = pytest.mark.django_db
KEEP = Decision("keep", "It is known and costs little.")


def discussed(evaluation, by, **facts):
    told = {"where": "meeting", "on": date(2026, 1, 6), "notes": "Nobody came twice.", **facts}
    return evaluations.note_discussion(evaluation, Discussion(**told), by=by, at=SENT)


def waits_for(member) -> bool:
    return Evaluation.objects.waiting_for(member).exists()


def test_who_noted_a_discussion_does_not_decide_after_a_promotion(program, officer):
    colleague = make_member(Role.COMMUNITY_OFFICER)
    evaluation = written(program, officer)
    discussed(evaluation, colleague)
    evaluations.submit(evaluation, by=officer, at=SENT, seen=evaluation.written)
    colleague.role = Role.COMMANDER
    colleague.save()

    with pytest.raises(PermissionDenied, match="You wrote at this evaluation"):
        deciding.decide(evaluation, KEEP, by=colleague, at=DECIDED, seen=1)

    assert not waits_for(colleague)


@pytest.mark.parametrize(
    ("since", "until", "may"),
    [
        (date(2024, 3, 1), None, False),
        (date(2025, 12, 31), date(2026, 1, 2), False),
        (date(2024, 3, 1), date(2025, 1, 1), False),
        (date(2024, 3, 1), date(2024, 12, 31), True),
        (date(2026, 1, 1), None, True),
    ],
)
def test_who_worked_in_the_program_that_year_does_not_decide(
    program, officer, commander, since, until, may
):
    program.personnel.create(member=commander, since=since, until=until)
    evaluation = submitted(program, officer)

    verdict = may_decide(commander, evaluation)

    assert bool(verdict) is waits_for(commander) is may
    assert may or "You worked in this program in that year" in verdict.reason
    assert evaluation.period == Y2025


def test_the_chief_decides_where_the_commander_works_in_the_program(
    program, officer, commander, chief
):
    person = program.personnel.model(member=commander, since=date(2025, 1, 1))
    personnel.name_person(program, person, by=officer, at=OPENED)

    assert evaluations.deciders_of(submitted(program, officer)) == [chief]


# ---- The same form sent twice


def test_a_discussion_sent_twice_is_noted_once(program, officer):
    evaluation = written(program, officer)

    first, second = discussed(evaluation, officer), discussed(evaluation, officer)
    discussed(evaluation, officer, title="Depot District Merchants")

    assert first == second
    assert evaluation.discussions.count() == 2


def test_progress_sent_twice_is_noted_once(program, officer, supervisor, commander):
    promised = (promise(officer, due_on=date(2026, 3, 31)),)
    evaluation = decided(program, supervisor, commander, judgement="modify", promises=promised)
    action = evaluation.actions.get()
    at = DECIDED + timedelta(days=1)

    for note in ("Asked the printer.", "Asked the printer.", "Ordered."):
        actions.note_progress(action, by=officer, at=at, to="promised", note=note)

    assert [one.note for one in ProgramActionNote.objects.all()] == [
        "Asked the printer.",
        "Ordered.",
    ]
