"""Who may do what with programs and their evaluations: rows 20 to 22, floors 1 and 8."""

from __future__ import annotations

from datetime import date

import pytest

from personnel.roles import Role
from policies.current import version_on
from programs import permissions
from programs.models import Evaluation, Program, ProgramAction
from tests.support.factories import make_member
from tests.support.programs import enter_cost, make_program, staff

ROLES = list(Role)
LAST_DAY = date(2025, 12, 31)


def roles_that_may(verdict, *records) -> set[str]:
    """The roles whose newcomers, strangers to the records, may do it."""
    return {str(role) for role in ROLES if verdict(make_member(role), *records)}


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


@pytest.fixture
def action(evaluation, patrol_officer) -> ProgramAction:
    return evaluation.actions.create(
        what="Bring flyers", owner=patrol_officer, due_on=date(2026, 9, 1)
    )


# ---- The catalogue


def test_everybody_who_reads_content_reads_the_catalogue(program):
    assert roles_that_may(permissions.may_read_programs) == set(ROLES) - {"administrator"}
    assert Program.objects.visible_to(make_member(Role.OFFICER)).exists()
    assert not Program.objects.visible_to(make_member(Role.ADMINISTRATOR)).exists()


def test_lists_are_taken_away_by_all_but_officers_and_trainers(kinston):
    assert set(ROLES) - roles_that_may(permissions.may_export_programs) == {
        "officer",
        "training_officer",
        "administrator",
    }


def test_the_unit_supervisor_alone_proposes(kinston):
    assert roles_that_may(permissions.may_propose) == {"unit_supervisor"}


def test_the_unit_and_the_owner_change_a_program(program, owner):
    assert roles_that_may(permissions.may_change, program) == {
        "community_officer",
        "unit_supervisor",
    }
    assert permissions.may_change(owner, program)


def test_an_owner_whose_role_only_reads_changes_nothing(program, owner):
    owner.role = Role.ACCREDITATION_MANAGER
    program.owner = owner

    assert "does not change" in permissions.may_change(owner, program).reason


def test_a_discontinued_program_is_not_changed(owner, supervisor):
    ended = make_program(owner, status="discontinued")

    assert "Command resumes it" in permissions.may_change(supervisor, ended).reason


def test_command_approves(proposed):
    assert roles_that_may(permissions.may_approve, proposed) == {"commander", "chief"}


@pytest.mark.parametrize("role", [Role.COMMANDER, Role.CHIEF])
def test_nobody_approves_what_they_proposed_not_even_after_a_promotion(proposed, supervisor, role):
    supervisor.role = role

    refusal = permissions.may_approve(supervisor, proposed)

    assert not refusal
    assert "You proposed it" in refusal.reason


def test_nobody_approves_a_program_of_their_own(proposed, commander):
    proposed.owner = commander

    assert "You own this program" in permissions.may_approve(commander, proposed).reason


def test_handing_a_program_over_does_not_let_the_owner_approve_it(proposed, commander):
    proposed.former_owners.create(member=commander, until=date(2026, 5, 1))

    assert "owned it" in permissions.may_approve(commander, proposed).reason


def test_the_unit_supervisor_and_command_pause_and_resume(program):
    allowed = {"unit_supervisor", "commander", "chief"}

    assert roles_that_may(permissions.may_pause, program) == allowed
    assert roles_that_may(permissions.may_resume, program) == allowed


def test_command_alone_discontinues_and_takes_up_again(program, owner):
    ended = make_program(owner, status="discontinued")

    assert roles_that_may(permissions.may_discontinue, program) == {"commander", "chief"}
    assert roles_that_may(permissions.may_resume, ended) == {"commander", "chief"}
    assert permissions.may_discontinue(make_member(), program).clause == "K-IV.D"


def test_nobody_takes_up_a_discontinued_program_of_their_own(commander):
    ended = make_program(commander, status="discontinued")

    assert "You own this program" in permissions.may_resume(commander, ended).reason


def test_a_declined_proposal_is_taken_up_by_whoever_could_approve_it(owner, commander, chief):
    declined = make_program(owner, status="discontinued", started_on=None)
    declined.steps.create(to_status="proposed", by=commander)

    assert "You proposed it" in permissions.may_resume(commander, declined).reason
    assert permissions.may_resume(chief, declined)


# ---- Hours, cost, feedback


def test_the_unit_the_owner_and_the_personnel_enter(program, owner, patrol_officer):
    staff(program, patrol_officer)

    assert roles_that_may(permissions.may_enter, program) == {
        "community_officer",
        "unit_supervisor",
    }
    assert permissions.may_enter(owner, program)
    assert permissions.may_enter(patrol_officer, program)


def test_who_left_the_program_enters_nothing(program, patrol_officer):
    staff(program, patrol_officer, until=date(2026, 1, 31))

    assert "its personnel" in permissions.may_enter(patrol_officer, program).reason


def test_personnel_whose_role_only_reads_enters_nothing(program, accreditation_manager):
    staff(program, accreditation_manager)

    assert "does not change" in permissions.may_enter(accreditation_manager, program).reason


def test_an_entry_is_struck_by_its_author_the_owner_and_the_supervisor(
    program, owner, patrol_officer
):
    staff(program, patrol_officer)
    entry = enter_cost(program, patrol_officer, on=LAST_DAY)

    assert roles_that_may(permissions.may_strike, entry) == {"unit_supervisor"}
    assert permissions.may_strike(owner, entry)
    assert permissions.may_strike(patrol_officer, entry)


def test_an_author_who_left_the_program_strikes_nothing(program, patrol_officer):
    person = staff(program, patrol_officer)
    entry = enter_cost(program, patrol_officer, on=LAST_DAY)
    person.until = date(2026, 1, 31)
    person.save()

    assert "strike what others entered" in permissions.may_strike(patrol_officer, entry).reason


def test_an_owner_whose_role_only_reads_strikes_nothing(program, officer, owner):
    entry = enter_cost(program, officer, on=LAST_DAY)
    owner.role = Role.ACCREDITATION_MANAGER

    assert not permissions.may_strike(owner, entry)


# ---- Evaluations


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


# ---- What a decision promised


def test_a_promised_action_is_kept_by_its_owner_the_programs_and_the_supervisor(
    action, owner, patrol_officer
):
    assert roles_that_may(permissions.may_keep_action, action) == {"unit_supervisor"}
    assert permissions.may_keep_action(patrol_officer, action)
    assert permissions.may_keep_action(owner, action)


def test_an_owner_of_an_action_whose_role_only_reads_keeps_none(action, patrol_officer):
    patrol_officer.role = Role.ACCREDITATION_MANAGER

    assert not permissions.may_keep_action(patrol_officer, action)


def test_an_action_that_ended_is_not_kept(action, supervisor):
    action.ended_on = date(2026, 8, 1)

    assert "has ended" in permissions.may_keep_action(supervisor, action).reason
