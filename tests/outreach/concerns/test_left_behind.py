"""What a closed account left behind is told to those who have to see to it, and to nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desk.waiting import concerns as desk
from outreach.concerns.left_behind import KINDS, tell_supervisors
from outreach.concerns.workflows import actions
from outreach.concerns.workflows import concerns as workflow
from outreach.models import Action, Concern, Referral
from personnel.models import Member, Notice
from personnel.roles import Role
from tests.outreach.advancing import refer
from tests.support.factories import NOON, log_concern, make_member

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def second_commander(unit):
    return make_member(Role.COMMANDER, name="Ida Varga", rank="Capt.")


def leaves(member: Member, *, back: bool = False) -> None:
    member.is_active = back
    member.save()


def an_action(
    concern: Concern, by: Member, owner: Member, kind: str = Action.Kind.PATROL
) -> Action:
    due = (NOON + timedelta(days=9)).date()
    return actions.recommend(
        concern, by=by, at=NOON, kind=kind, what="Walk there", owner=owner, due_on=due
    )


def told(member: Member) -> list[str]:
    rows = Notice.objects.filter(to=member, key__startswith="left-behind:")
    return [one.text for one in rows]


@pytest.mark.parametrize("what", ["concern", "action"])
def test_whom_a_concern_names_hears_nothing_of_it(
    officer, commander, second_commander, chief, what
):
    hidden = log_concern(officer, restricted=True, about_member=second_commander)
    Concern.objects.filter(pk=hidden.pk).update(owner=commander)
    hidden.refresh_from_db()
    if what == "action":
        an_action(hidden, chief, commander)
        Concern.objects.filter(pk=hidden.pk).update(owner=chief)
    leaves(commander)

    tell_supervisors(LATER)

    assert told(second_commander) == []
    assert told(chief) == [
        f"One {what} of {commander.short_name}, who takes none any more, waits for somebody else."
    ]


def test_each_of_command_hears_only_as_many_as_they_may_read(
    officer, commander, second_commander, chief
):
    for about in (None, second_commander):
        made = log_concern(officer, restricted=True, about_member=about)
        Concern.objects.filter(pk=made.pk).update(owner=commander)
    leaves(commander)

    tell_supervisors(LATER)

    assert told(second_commander)[0].startswith("One concern of")
    assert told(chief)[0].startswith("2 concerns of")


def test_nobody_is_told_of_a_row_that_the_desk_does_not_show(
    officer, patrol_officer, supervisor, commander, second_commander, chief
):
    """Every kind of record, whoever reads: the notice goes by the rule of the desk."""
    for about in (None, chief, second_commander):
        made = log_concern(officer, restricted=True, about_member=about)
        Concern.objects.filter(pk=made.pk).update(owner=commander)
        an_action(made, commander, commander)
    leaves(commander)
    leaves(officer)

    tell_supervisors(LATER)

    for reader in (supervisor, second_commander, chief, patrol_officer):
        waiting = sum(bool(kind.waiting_for(reader).count()) for kind in KINDS)
        assert bool(told(reader)) == bool(waiting)
        for kind in KINDS[1:]:
            keys = kind.waiting_for(reader).values("concern")
            seen = Concern.objects.visible_to(reader).filter(pk__in=keys).count()
            assert seen == keys.distinct().count()


def test_an_open_action_waits_for_the_supervisor_who_is_told(concern, officer, supervisor):
    colleague = make_member(Role.COMMUNITY_OFFICER, name="Marisol Reyes")
    action = an_action(concern, officer, colleague)
    leaves(colleague)

    tell_supervisors(LATER)
    tell_supervisors(LATER)

    assert len(told(supervisor)) == 1
    [item] = desk.left_actions(supervisor)
    assert item.act_url == f"/concerns/{concern.number}/actions/{action.pk}/give-on/"


def test_a_personnel_matter_left_behind_is_commands_alone(concern, supervisor, commander, chief):
    an_action(concern, commander, commander, Action.Kind.PERSONNEL)
    leaves(commander)

    tell_supervisors(LATER)

    assert told(supervisor) == []
    assert [
        one.command_only for one in Notice.objects.filter(to=chief, text__contains="action")
    ] == [True]


def test_a_status_check_nobody_makes_waits_for_the_supervisor(concern, officer, supervisor):
    colleague = make_member(Role.COMMUNITY_OFFICER, name="Marisol Reyes")
    workflow.escalate(concern, by=officer, at=NOON + timedelta(hours=1), note="Beyond me.")
    workflow.review(concern, by=supervisor, at=NOON + timedelta(hours=2), note="The city's.")
    referral = refer(concern, by=supervisor)
    Referral.objects.filter(pk=referral.pk).update(watched_by=colleague)
    leaves(colleague)

    tell_supervisors(LATER)

    assert "One referral to ask after" in told(supervisor)[0]
    [item] = desk.left_checks(supervisor)
    assert item.due == Referral.objects.get().next_check_on


def test_an_account_closed_a_second_time_is_told_of_again(concern, officer, supervisor):
    leaves(officer)
    tell_supervisors(LATER)
    leaves(officer, back=True)
    tell_supervisors(LATER + timedelta(days=1))
    assert not Notice.objects.unread().filter(to=supervisor, text__contains="no more").exists()
    assert told(supervisor) == []
    leaves(officer)

    tell_supervisors(LATER + timedelta(days=2))

    assert len(told(supervisor)) == 1
    assert Notice.objects.filter(to=supervisor, text__contains="takes none any more").count() == 2
