"""Who may do what with the actions that decisions promised (row 22)."""

from __future__ import annotations

from datetime import date

from personnel.roles import Role
from programs.actions import permissions
from tests.support.programs import roles_that_may


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
