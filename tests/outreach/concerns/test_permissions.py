"""Who may not: the role matrix, rows 4 to 13, one refusal after the other."""

import pytest

from outreach.concerns import permissions as may
from outreach.concerns.workflows import actions, concerns
from outreach.models import Concern
from personnel.roles import Role
from tests.outreach.advancing import NEXT_DAY, bring_to, refer
from tests.support.factories import log_concern, make_member

Status = Concern.Status

EVERYONE = set(Role)
READERS_ONLY = {Role.ACCREDITATION_MANAGER, Role.ADMINISTRATOR}
COMMAND = {Role.COMMANDER, Role.CHIEF}
DECIDING = COMMAND | {Role.UNIT_SUPERVISOR}
# What someone of another division, with no part in the concern, may not do with it.
REFUSED = {
    "may_log": READERS_ONLY,
    "may_work_on": EVERYONE - DECIDING,
    "may_edit": EVERYONE - DECIDING,
    "may_answer": EVERYONE - DECIDING,
    "may_resolve": EVERYONE - DECIDING,
    "may_recommend": EVERYONE - DECIDING,
    "may_escalate": EVERYONE - {Role.UNIT_SUPERVISOR},
    "may_review": EVERYONE - DECIDING,
    "may_assign": EVERYONE - DECIDING,
    "may_refer": EVERYONE - DECIDING,
    "may_close": EVERYONE - DECIDING,
    "may_reopen": EVERYONE - DECIDING,
    "may_read_identity": EVERYONE - DECIDING,
    "may_export": {Role.OFFICER, Role.TRAINING_OFFICER, Role.ADMINISTRATOR},
}
ON_A_CONCERN = sorted(set(REFUSED) - {"may_log", "may_export"})


def verdict(action, member, concern):
    asked = getattr(may, action)
    return asked(member, concern) if action in ON_A_CONCERN else asked(member)


def refused_to(action, concern, division):
    """The roles that are refused, each with a reason."""
    answers = {
        role: verdict(action, make_member(role, division=division), concern) for role in Role
    }
    assert all(answer or answer.reason for answer in answers.values())
    return {role for role, answer in answers.items() if not answer}


@pytest.mark.parametrize("action", REFUSED)
def test_a_stranger_to_the_concern_is_refused_by_role(concern, patrol, action):
    assert refused_to(action, concern, patrol) == REFUSED[action]


@pytest.mark.parametrize("action", ON_A_CONCERN)
def test_nobody_but_command_does_anything_with_a_restricted_concern(restricted, unit, action):
    assert refused_to(action, restricted, unit) >= EVERYONE - COMMAND


@pytest.mark.parametrize("action", ON_A_CONCERN)
def test_command_itself_does_nothing_with_a_concern_about_itself(officer, commander, chief, action):
    about_command = log_concern(officer, restricted=True, about_member=commander)

    assert not verdict(action, commander, about_command)
    assert verdict(action, chief, about_command)


def roles_that_see(concern, division):
    return {
        role
        for role in Role
        if Concern.objects.visible_to(make_member(role, division=division)).contains(concern)
    }


def test_a_concern_of_another_division_is_seen_by_those_who_read_all(concern, patrol):
    assert roles_that_see(concern, patrol) == {
        Role.COMMUNITY_OFFICER,
        Role.UNIT_SUPERVISOR,
        Role.COMMANDER,
        Role.CHIEF,
        Role.ANALYST,
        Role.ACCREDITATION_MANAGER,
    }


def test_a_concern_of_the_own_division_is_seen_by_all_but_the_administrator(concern, unit):
    assert roles_that_see(concern, unit) == EVERYONE - {Role.ADMINISTRATOR}


def test_a_restricted_concern_exists_for_command_alone(restricted, unit):
    assert roles_that_see(restricted, unit) == COMMAND


def test_who_logged_a_restricted_concern_no_longer_sees_it(restricted, officer):
    assert restricted.officer == officer
    assert not Concern.objects.visible_to(officer).exists()


def test_the_person_it_is_about_never_sees_it_even_in_command(officer, commander):
    log_concern(officer, restricted=True, about_member=commander)

    assert not Concern.objects.visible_to(commander).exists()


def test_the_supervisor_a_concern_is_referred_to_sees_and_follows_it(
    concern, officer, supervisor, patrol, patrol_supervisor, patrol_officer
):
    bring_to(Status.REVIEWED, concern, officer=officer, supervisor=supervisor)
    assert not Concern.objects.visible_to(patrol_supervisor).exists()

    referral = refer(concern, by=supervisor, to_division=patrol)

    assert Concern.objects.visible_to(patrol_supervisor).get() == concern
    assert may.may_watch(patrol_supervisor, referral)
    assert not may.may_resolve(patrol_supervisor, concern)
    assert not Concern.objects.visible_to(patrol_officer).exists()
    assert not may.may_watch(patrol_officer, referral)


def test_a_referral_never_takes_it_out_of_the_units_sight(concern, officer, supervisor, patrol):
    bring_to(Status.REVIEWED, concern, officer=officer, supervisor=supervisor)

    referral = refer(concern, by=supervisor, to_division=patrol)

    assert Concern.objects.visible_to(officer).get() == concern
    assert may.may_watch(officer, referral)


def test_who_was_given_an_action_sees_the_concern_and_only_records_progress(
    concern, officer, patrol_officer
):
    action = actions.recommend(
        concern,
        by=officer,
        at=NEXT_DAY,
        kind="patrol",
        what="Directed patrol",
        owner=patrol_officer,
        due_on=NEXT_DAY.date(),
    )

    assert Concern.objects.visible_to(patrol_officer).get() == concern
    assert may.may_record_progress(patrol_officer, action)
    assert not may.may_work_on(patrol_officer, concern)
    assert not may.may_read_identity(patrol_officer, concern)


def test_the_supervisor_of_the_division_decides_on_its_concerns(patrol_officer, patrol_supervisor):
    own = log_concern(patrol_officer)

    assert may.may_assign(patrol_supervisor, own)
    assert may.may_refer(patrol_supervisor, own)
    assert may.may_read_identity(patrol_supervisor, own)


def test_command_assigns_what_was_passed_up_and_does_not_pass_it_on(
    concern, officer, supervisor, chief
):
    bring_to(Status.ASSIGNED, concern, officer=officer, supervisor=supervisor)

    assert not may.may_escalate(chief, concern)
    assert may.may_assign(chief, concern)


def test_what_command_hears_itself_can_come_to_its_review(chief):
    heard = log_concern(chief)

    assert may.may_escalate(chief, heard)
    concerns.escalate(heard, by=chief, at=NEXT_DAY, note="For review.")
    assert may.may_review(chief, heard)


def test_a_settled_concern_is_not_corrected(concern, officer):
    concerns.resolve(concern, by=officer, at=NEXT_DAY, note="Settled.")

    refused = may.may_edit(officer, concern)

    assert not refused
    assert "Reopen it first" in refused.reason


def test_a_refusal_that_a_clause_rules_names_the_clause(concern, officer, patrol_officer):
    assert may.may_assign(patrol_officer, concern).clause == "N-IV.B.2"
    assert may.may_recommend(officer, concern, "personnel").clause == "K-IV.S"
