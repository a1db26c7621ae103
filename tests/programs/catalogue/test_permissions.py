"""Who may do what with programs and what is entered for them: row 20, floor 1."""

from __future__ import annotations

from datetime import date

import pytest

from personnel.roles import Role
from programs.catalogue import permissions
from programs.models import Program
from tests.support.factories import make_member
from tests.support.programs import enter_cost, make_program, roles_that_may, staff

LAST_DAY = date(2025, 12, 31)


# ---- The catalogue


def test_everybody_who_reads_content_reads_the_catalogue(program):
    assert roles_that_may(permissions.may_read_programs) == set(Role) - {"administrator"}
    assert Program.objects.visible_to(make_member(Role.OFFICER)).exists()
    assert not Program.objects.visible_to(make_member(Role.ADMINISTRATOR)).exists()


def test_lists_are_taken_away_by_all_but_officers_and_trainers(kinston):
    assert set(Role) - roles_that_may(permissions.may_export_programs) == {
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
