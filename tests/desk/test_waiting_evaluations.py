"""Evaluations of programs wait on the desk of whoever writes or decides them next."""

import pytest

from programs.evaluations.workflows import evaluations as workflow
from programs.models import Evaluation, ProgramAction
from tests.desk.conftest import titles, waits
from tests.support.evaluations import SENT, decided, promise, submitted, written
from tests.support.programs import make_program

NAMED = "Porch Lights: evaluation for 2025"


@pytest.fixture
def program(officer):
    return make_program(officer, name="Porch Lights")


def test_an_evaluation_waits_for_the_owner_until_it_is_sent(officer, supervisor, program):
    evaluation = written(program, officer)

    [item] = waits(officer).of_kinds(frozenset({"evaluate"})).items
    assert (item.title, item.action, item.due) == (NAMED, "Write", evaluation.due_on)
    assert titles(waits(supervisor), "evaluate") == []

    workflow.submit(evaluation, by=officer, at=SENT, seen=evaluation.written)
    assert titles(waits(officer), "evaluate") == []


def test_a_sent_one_waits_for_who_may_decide_and_for_nobody_who_wrote_it(
    officer, supervisor, commander, chief, program
):
    evaluation = submitted(program, officer)

    [item] = waits(commander).of_kinds(frozenset({"decide"})).items
    assert (item.title, item.action) == (NAMED, "Decide")
    assert item.sub == f"Recommended: modify. Program of {officer.short_name}."
    assert titles(waits(supervisor), "decide") == []

    evaluation.writers.add(commander)
    assert titles(waits(commander), "decide") == []
    assert titles(waits(chief), "decide") == [NAMED]


def test_what_came_back_says_what_was_asked(officer, commander, program):
    evaluation = submitted(program, officer)
    workflow.send_back(
        evaluation, by=commander, at=SENT, seen=evaluation.version, note="And the cost?"
    )

    [item] = waits(officer).of_kinds(frozenset({"evaluate"})).items

    assert (item.action, item.sub) == ("Correct", "It came back to you. And the cost?")
    assert titles(waits(commander), "decide") == []


def test_what_was_promised_waits_until_it_has_ended(officer, patrol_officer, commander, program):
    decided(program, officer, commander, judgement="modify", promises=(promise(patrol_officer),))

    [item] = waits(patrol_officer).of_kinds(frozenset({"promised"})).items
    assert (item.title, item.action) == ("Stop the leaflet", "Update")
    assert item.sub == "Promised in the evaluation of Porch Lights."

    ProgramAction.objects.update(status="done", ended_on=Evaluation.objects.get().due_on)
    assert titles(waits(patrol_officer), "promised") == []
