"""An open action, and the asking after a referral, go to somebody else: by whom, to whom, and why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from desk.waiting import concerns as desk
from outreach.concerns.record import record_of
from outreach.concerns.timeline import entries
from outreach.concerns.workflows import actions, referrals
from outreach.models import Action, ActionHanding, ConcernNote
from personnel.models import Notice
from personnel.roles import Role
from policies.current import policy
from records.history import StepRefused
from tests.outreach.advancing import bring_to
from tests.support.factories import NOON, log_concern, make_member

LATER = NOON + timedelta(hours=30)
DUE = (NOON + timedelta(days=9)).date()


@pytest.fixture
def colleague(unit):
    return make_member(Role.COMMUNITY_OFFICER, name="Marisol Reyes")


@pytest.fixture
def action(concern, officer):
    return recommended(concern, officer, officer)


def recommended(concern, by, owner, kind=Action.Kind.PATROL):
    return actions.recommend(
        concern, by=by, at=NOON, kind=kind, what="Walk there", owner=owner, due_on=DUE
    )


def test_an_action_goes_on_with_its_reason_its_day_and_notices(
    action, concern, officer, supervisor, colleague
):
    actions.hand_on(action, by=supervisor, at=LATER, to=colleague, reason="On leave.")

    action.refresh_from_db()
    assert (action.owner, action.due_on, action.status) == (colleague, DUE, "recommended")
    handed = ActionHanding.objects.get()
    assert (handed.before, handed.to, handed.by) == (officer, colleague, supervisor)
    assert "is yours, from Sgt. Baptiste" in Notice.objects.get(to=colleague).text
    assert "is with Officer Reyes now" in Notice.objects.get(to=officer).text
    told = [one for one in entries(record_of(concern), LATER.date()) if "Given" in one.title]
    assert told[0].note == "From Officer Lindgren to Officer Reyes. On leave."
    assert not action.progress.exists()


def test_another_day_can_be_set_and_is_told(action, concern, supervisor, colleague):
    later = DUE + timedelta(days=5)

    actions.hand_on(action, by=supervisor, at=LATER, to=colleague, reason="Ill.", due_on=later)

    action.refresh_from_db()
    assert action.due_on == later
    assert "Due May 27 instead of May 22." in entries(record_of(concern), DUE)[1].note
    past = NOON.date() - timedelta(days=1)
    with pytest.raises(StepRefused, match="This day is over"):
        actions.hand_on(action, by=supervisor, at=LATER, to=supervisor, reason="No.", due_on=past)


def test_who_asked_for_it_gives_it_on_and_who_only_has_it_does_not(
    concern, officer, supervisor, colleague, patrol_officer
):
    asked = recommended(concern, supervisor, officer)

    with pytest.raises(PermissionDenied):
        actions.hand_on(asked, by=officer, at=LATER, to=colleague, reason="Too much.")
    mine = recommended(concern, officer, colleague)
    actions.hand_on(mine, by=officer, at=LATER, to=patrol_officer, reason="Nearer.")

    assert Action.objects.get(pk=mine.pk).owner == patrol_officer
    assert Action.objects.get(pk=asked.pk).owner == officer


@pytest.mark.parametrize("to", ["chief", "commander", "closed", "reader", "the same"])
def test_it_goes_to_nobody_who_cannot_have_it_in_form_and_workflow(
    client, concern, action, officer, supervisor, to
):
    people = {
        "chief": lambda: make_member(Role.CHIEF),
        "commander": lambda: make_member(Role.COMMANDER),
        "closed": lambda: make_member(is_active=False),
        "reader": lambda: make_member(Role.ACCREDITATION_MANAGER),
        "the same": lambda: officer,
    }
    taker = people[to]()
    by = officer
    client.force_login(by)
    typed = {"to": taker.pk, "reason": "Kept words.", "due_on": DUE, "seen_owner": officer.pk}

    answer = client.post(f"/concerns/{concern.number}/actions/{action.pk}/give-on/", typed)
    with pytest.raises(StepRefused):
        actions.hand_on(action, by=by, at=LATER, to=taker, reason="No.")

    assert answer.status_code == 422
    assert "Kept words." in answer.text
    assert not ActionHanding.objects.exists()


def test_given_to_another_meanwhile_it_stays(action, officer, supervisor, colleague):
    actions.hand_on(action, by=supervisor, at=LATER, to=colleague, reason="Ill.")

    with pytest.raises(StepRefused, match="moved on"):
        actions.hand_on(
            action, by=supervisor, at=LATER, to=supervisor, reason="No.", seen_owner=officer.pk
        )


def test_a_personnel_matter_goes_to_command_alone(concern, officer, supervisor, commander, chief):
    matter = recommended(concern, commander, commander, Action.Kind.PERSONNEL)

    for by in (officer, supervisor):
        with pytest.raises(PermissionDenied):
            actions.hand_on(matter, by=by, at=LATER, to=chief, reason="No.")
    with pytest.raises(StepRefused, match="stays with command"):
        actions.hand_on(matter, by=commander, at=LATER, to=officer, reason="No.")
    handed = actions.hand_on(matter, by=commander, at=LATER, to=chief, reason="Yours.")

    assert handed.pk < 0
    assert Notice.objects.get(to=chief).command_only
    record = record_of(concern, member=supervisor)
    assert not [one for one in entries(record, DUE) if "Given" in one.title]


def test_the_database_holds_that_it_is_somebody_else_and_why(action, officer, colleague):
    facts = {"action": action, "by": officer, "at": LATER, "due_before": DUE, "due_on": DUE}

    for wrong in (
        {"before": officer, "to": officer, "reason": "x"},
        {"before": officer, "to": colleague, "reason": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ActionHanding.objects.create(**facts, **wrong)


def test_what_a_closed_account_left_is_given_to_somebody(
    client, concern, action, officer, supervisor, colleague
):
    officer.is_active = False
    officer.save()
    [item] = desk.left_actions(supervisor)
    client.force_login(supervisor)

    typed = {"to": colleague.pk, "reason": "Left.", "due_on": DUE, "seen_owner": officer.pk}
    answer = client.post(item.act_url, typed)

    assert answer.status_code == 302
    assert desk.left_actions(supervisor) == []
    assert Action.objects.get().owner == colleague


def test_somebody_else_asks_after_a_referral(client, concern, officer, supervisor, colleague):
    bring_to("referred", concern, officer=officer, supervisor=supervisor)
    referral = concern.referrals.get()
    day = referral.next_check_on
    client.force_login(supervisor)
    address = f"/concerns/{concern.number}/referral/give-on/"

    answer = client.post(address, {"to": colleague.pk, "reason": "Knows them."})

    referral.refresh_from_db()
    assert answer.status_code == 302
    assert (referral.watched_by, referral.next_check_on) == (colleague, day)
    note = concern.notes.get(kind=ConcernNote.Kind.HANDED)
    assert note.text == "Asking after it: from Officer Lindgren to Officer Reyes. Knows them."
    assert "You ask after the referral" in Notice.objects.filter(to=colleague).first().text
    assert [item.due for item in desk.checks_due(colleague, policy())] == [day]


def test_who_does_not_see_the_concern_asks_after_nothing(
    concern, officer, supervisor, patrol_officer
):
    bring_to("referred", concern, officer=officer, supervisor=supervisor)

    with pytest.raises(StepRefused, match="does not see"):
        referrals.hand_on(
            concern.referrals.get(), by=supervisor, at=LATER, to=patrol_officer, reason="No."
        )


def test_a_restricted_action_goes_to_nobody_outside_command(officer, supervisor, commander, chief):
    hidden = log_concern(officer, restricted=True)
    matter = recommended(hidden, commander, commander)

    with pytest.raises(StepRefused):
        actions.hand_on(matter, by=commander, at=LATER, to=officer, reason="No.")
    with pytest.raises(PermissionDenied):
        actions.hand_on(matter, by=supervisor, at=LATER, to=chief, reason="No.")
