"""A concern is never nobody's: it can be given on at every point, and what is left behind is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desk.waiting import concerns as desk
from outreach.concerns.left_behind import tell_supervisors, waiting_for
from outreach.concerns.workflows import actions
from outreach.concerns.workflows import concerns as workflow
from outreach.models import Action, Concern, ConcernNote
from personnel.models import Notice
from personnel.roles import Role
from records.history import StepRefused
from tests.support.factories import NOON, log_concern, make_member

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def colleague(unit):
    return make_member(Role.COMMUNITY_OFFICER, name="Marisol Reyes")


def test_a_supervisor_gives_a_logged_concern_to_somebody_else(concern, supervisor, colleague):
    workflow.assign(concern, by=supervisor, at=LATER, to=colleague)

    assert (concern.owner, concern.status) == (colleague, Concern.Status.ASSIGNED)
    assert Notice.objects.filter(to=colleague).exists()


def test_who_escalated_it_can_give_it_on_and_the_review_stays(concern, supervisor, colleague):
    workflow.escalate(concern, by=supervisor, at=LATER, note="Beyond us.")
    due = concern.review_by

    workflow.give_on(concern, by=supervisor, at=LATER, to=colleague, seen_owner=concern.owner_id)

    concern.refresh_from_db()
    assert (concern.owner, concern.status) == (colleague, Concern.Status.ESCALATED)
    assert concern.review_by == due
    assert concern.steps.filter(to_status="escalated").get().by == supervisor
    assert concern.notes.get(kind=ConcernNote.Kind.HANDED).by == supervisor


def test_a_concern_is_not_handed_over_twice_at_once(concern, officer, supervisor, colleague):
    workflow.escalate(concern, by=officer, at=LATER, note="Beyond me.")
    workflow.give_on(concern, by=supervisor, at=LATER, to=colleague, seen_owner=officer.pk)

    with pytest.raises(StepRefused):
        workflow.give_on(concern, by=supervisor, at=LATER, to=officer, seen_owner=officer.pk)


@pytest.mark.parametrize("left", ["closed", "read only"])
def test_what_an_owner_left_behind_waits_for_the_supervisor_who_is_told_once(
    concern, officer, supervisor, left
):
    if left == "closed":
        officer.is_active = False
    else:
        officer.role = Role.ADMINISTRATOR
    officer.save()

    tell_supervisors(LATER)
    tell_supervisors(LATER)

    assert list(waiting_for(supervisor)) == [concern]
    [item] = desk.left_behind(supervisor)
    assert item.act_url == f"/concerns/{concern.number}/assign/"
    [told] = Notice.objects.filter(to=supervisor)
    assert told.text == (
        "One concern of Officer Lindgren, who takes none any more, waits for somebody else."
    )
    assert "Lindgren" not in told.url


def test_a_restricted_one_waits_for_command_alone(unit, supervisor, commander, chief):
    hidden = log_concern(commander, restricted=True)
    Concern.objects.filter(pk=hidden.pk).update(owner=commander)
    commander.is_active = False
    commander.save()

    tell_supervisors(LATER)

    assert list(waiting_for(chief)) == [hidden]
    assert not waiting_for(supervisor).exists()
    assert Notice.objects.filter(to=chief, command_only=True).exists()
    assert not Notice.objects.filter(to=supervisor).exists()


def test_done_with_fewer_than_all_is_refused_and_what_was_typed_is_kept(client, concern, officer):
    action = actions.recommend(
        concern,
        by=officer,
        at=NOON,
        kind=Action.Kind.PATROL,
        what="Walk there",
        owner=officer,
        due_on=(NOON + timedelta(days=9)).date(),
        total=3,
    )
    client.force_login(officer)
    typed = {"to": "done", "done": "1", "note": "Walked once."}

    answer = client.post(f"/concerns/{concern.number}/actions/{action.pk}/", typed)
    with pytest.raises(StepRefused, match="1 of 3 is not all"):
        actions.record_progress(action, by=officer, at=LATER, to="done", note="Walked.", done=1)

    action.refresh_from_db()
    assert answer.status_code == 422
    assert "Walked once." in answer.text
    assert (action.done, action.status) == (0, "recommended")


def test_an_answer_is_wanted_later_and_a_late_one_ends_by_a_leader_alone(
    concern, officer, supervisor
):
    day = concern.answer_by
    workflow.want_answer(concern, by=officer, at=LATER, wanted=False, note="They said so.")
    assert concern.answer_by is None
    workflow.want_answer(concern, by=officer, at=LATER, wanted=True, note="They called.")
    assert concern.answer_by == day
    late = LATER + timedelta(days=400)

    with pytest.raises(Exception, match="A supervisor decides"):
        workflow.want_answer(concern, by=officer, at=late, wanted=False, note="No.")
    workflow.want_answer(concern, by=supervisor, at=late, wanted=False, note="They moved away.")

    assert concern.answer_by is None


def test_nobody_reached_leaves_the_answer_owed(client, concern, officer):
    client.force_login(officer)
    due = concern.answer_by

    client.post(f"/concerns/{concern.number}/unreached/", {"note": "Rang twice."})
    page = client.get(f"/concerns/{concern.number}/")

    concern.refresh_from_db()
    assert (concern.answer_by, concern.answered_on) == (due, None)
    assert "Could not be reached" in page.text
    assert "Rang twice." in page.text


def test_an_answer_that_stands_is_said_not_forbidden(client, concern, officer):
    workflow.answer(concern, by=officer, at=LATER, text="Told them.")
    client.force_login(officer)

    for step in ("answer", "unreached", "owed"):
        answer = client.post(f"/concerns/{concern.number}/{step}/", {"note": "Again."})
        assert answer.status_code == 409, step
        assert "Once recorded, an answer stands" in answer.text


def test_the_form_asks_for_no_answer_by_itself(client, officer):
    client.force_login(officer)

    page = client.get("/concerns/new/")

    assert not page.context["form"]["wants_answer"].value()


def test_the_list_is_narrowed_by_owner_by_division_and_to_what_nobody_has(
    client, concern, officer, patrol_officer, supervisor
):
    other = log_concern(patrol_officer, said="Glass in the park.")
    patrol_officer.is_active = False
    patrol_officer.save()
    client.force_login(supervisor)

    def listed(query: str) -> set[str]:
        page = client.get(f"/concerns/?view=open&{query}")
        return {one.number for one in (concern, other) if f"/concerns/{one.number}/" in page.text}

    assert listed("") == {concern.number, other.number}
    assert listed(f"owner={officer.pk}") == {concern.number}
    assert listed(f"division={patrol_officer.division_id}") == {other.number}
    assert listed("nobodys=yes") == {other.number}


def test_a_step_shows_what_is_judged(client, concern, officer, supervisor):
    workflow.escalate(concern, by=officer, at=LATER, note="Needs the traffic unit.")
    client.force_login(supervisor)

    page = client.get(f"/concerns/{concern.number}/review-assign/")

    assert concern.said in page.text
    assert "Needs the traffic unit." in page.text
