"""Who may do what with evaluations: rows 21 and 22, floors 1 and 8."""

from __future__ import annotations

from datetime import date

import pytest

from personnel.roles import Role
from policies.current import version_on
from programs.evaluations import permissions
from programs.models import Evaluation
from tests.support.factories import make_member
from tests.support.programs import roles_that_may

LAST_DAY = date(2025, 12, 31)


@pytest.fixture
def evaluation(program, officer) -> Evaluation:
    """Being written by Officer Lindgren, for 2025."""
    evaluation = program.evaluations.create(
        first_day=date(2025, 1, 1),
        last_day=LAST_DAY,
        due_on=date(2026, 3, 31),
        opened_on=date(2026, 1, 2),
        policy=version_on(LAST_DAY),
        clause="K-IV.D",
    )
    evaluation.writers.add(officer)
    return evaluation


def test_the_unit_opens_evaluations(program):
    assert roles_that_may(permissions.may_open_evaluation, program) == {
        "community_officer",
        "unit_supervisor",
    }


@pytest.mark.parametrize("verdict", ["may_write_evaluation", "may_submit", "may_note_discussion"])
def test_the_unit_and_the_owner_write_the_evaluation(evaluation, owner, verdict):
    may = getattr(permissions, verdict)

    assert roles_that_may(may, evaluation) == {"community_officer", "unit_supervisor"}
    assert may(owner, evaluation)


@pytest.mark.parametrize("verdict", ["may_write_evaluation", "may_note_discussion"])
def test_an_owner_whose_role_only_reads_evaluates_nothing(evaluation, owner, verdict):
    owner.role = Role.ACCREDITATION_MANAGER

    assert "does not change" in getattr(permissions, verdict)(owner, evaluation).reason


@pytest.mark.parametrize("status", ["submitted", "decided"])
def test_what_was_submitted_is_not_written_any_more(evaluation, officer, status):
    evaluation.status = status

    assert "not being written" in permissions.may_write_evaluation(officer, evaluation).reason
    assert "not being written" in permissions.may_submit(officer, evaluation).reason


def test_discussions_are_noted_until_the_decision(evaluation, officer):
    evaluation.status = "submitted"
    assert permissions.may_note_discussion(officer, evaluation)

    evaluation.status = "decided"
    assert "It is decided" in permissions.may_note_discussion(officer, evaluation).reason


@pytest.mark.parametrize("verdict", ["may_decide", "may_return"])
def test_command_decides(evaluation, verdict):
    may = getattr(permissions, verdict)

    assert roles_that_may(may, evaluation) == {"commander", "chief"}
    assert may(make_member(), evaluation).clause == "K-IV.D"


@pytest.mark.parametrize("verdict", ["may_decide", "may_return"])
def test_nobody_decides_what_they_wrote_at(evaluation, officer, verdict):
    officer.role = Role.CHIEF

    refusal = getattr(permissions, verdict)(officer, evaluation)

    assert (refusal.reason[:9], refusal.clause) == ("You wrote", "K-IV.D")


def test_nobody_decides_about_a_program_of_their_own(evaluation, commander):
    evaluation.program.owner = commander

    refusal = permissions.may_decide(commander, evaluation)

    assert (refusal.reason[:7], refusal.clause) == ("You own", "K-IV.D")


@pytest.mark.parametrize(
    ("until", "decides"), [(date(2025, 1, 1), False), (date(2024, 12, 31), True)]
)
def test_who_owned_it_in_that_year_does_not_decide(evaluation, commander, until, decides):
    evaluation.program.former_owners.create(member=commander, until=until)

    refusal = permissions.may_decide(commander, evaluation)

    assert bool(refusal) is decides
    assert refusal.clause == ("" if decides else "K-IV.D")


def test_nobody_decides_what_they_submitted_in_any_version(evaluation, supervisor, officer):
    for version, by in ((1, supervisor), (2, officer)):
        evaluation.steps.create(
            to_status="submitted", by=by, version=version, role=Role.UNIT_SUPERVISOR
        )
    supervisor.role = Role.COMMANDER

    refusal = permissions.may_decide(supervisor, evaluation)

    assert (refusal.reason[:13], refusal.clause) == ("You sent this", "K-IV.D")


def test_returning_it_once_does_not_keep_anybody_from_deciding(evaluation, commander):
    evaluation.steps.create(to_status="returned", by=commander, version=1, role=commander.role)

    assert permissions.may_decide(commander, evaluation)
