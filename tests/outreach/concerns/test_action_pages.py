"""Recommended actions and their progress (K-IV.R, N-IV.A.3-4, C-3)."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from outreach.concerns.workflows import actions
from outreach.models import Action
from personnel.models import Notice
from personnel.roles import Role
from records.history import StepRefused
from tests.outreach.advancing import NEXT_DAY
from tests.support.factories import log_concern, make_member

TODAY = NEXT_DAY.date()
Status = Action.Status


@pytest.fixture(autouse=True)
def the_day_after():
    with time_machine.travel(NEXT_DAY, tick=False):
        yield


def url(concern):
    return reverse("outreach:concern-action", args=[concern.number])


def progress_url(action):
    return reverse("outreach:action-progress", args=[action.concern.number, action.pk])


def recommended(concern, by, **facts):
    facts = {"kind": "patrol", "what": "Directed patrol", "owner": by, "due_on": TODAY} | facts
    return actions.recommend(concern, by=by, at=NEXT_DAY, **facts)


def typed(by, **changed):
    return {
        "what": "Directed patrol",
        "kind": "patrol",
        "owner": by.pk,
        "due_on": "2026-06-13",
        "total": "",
    } | changed


def test_every_status_of_an_action_says_where_it_can_go():
    assert set(actions.STEPS) == set(Status)


def test_an_action_is_recommended_to_someone_who_is_told(
    as_member, concern, officer, patrol_officer
):
    as_member(officer).post(url(concern), typed(patrol_officer, total="12"))

    action = Action.objects.get()
    assert (action.owner, action.due_on, action.done, action.total) == (
        patrol_officer,
        date(2026, 6, 13),
        0,
        12,
    )
    told = Notice.objects.get(to=patrol_officer)
    assert told.text == (
        "An action on C-2026-0001, traffic and speeding, is yours, due June 13, 2026."
    )
    assert as_member(patrol_officer).get(told.url).status_code == 200


def test_the_day_it_is_due_is_the_policys_unless_another_is_given(as_member, concern, officer):
    form = as_member(officer).get(url(concern)).context["form"]

    assert form["due_on"].value() == date(2026, 6, 13)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"what": ""}, "what"),
        ({"kind": "personnel"}, "kind"),
        ({"due_on": "2026-05-13"}, "due_on"),
        ({"due_on": "2026-02-31"}, "due_on"),
        ({"due_on": "9999-12-31"}, "due_on"),
        ({"total": "0"}, "total"),
        ({"total": "-3"}, "total"),
        ({"total": "2.5"}, "total"),
        ({"total": "1000000000"}, "total"),
        ({"owner": "9999"}, "owner"),
    ],
)
def test_an_action_that_cannot_be_is_refused(as_member, concern, officer, changed, field):
    answer = as_member(officer).post(url(concern), typed(officer, **changed))

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    assert not Action.objects.exists()


def test_a_personnel_matter_is_written_by_command_for_command(
    as_member, concern, officer, commander
):
    client = as_member(commander)

    refused = client.post(url(concern), typed(officer, kind="personnel"))
    client.post(url(concern), typed(commander, kind="personnel"))

    assert set(refused.context["form"].errors) == {"owner"}
    assert "stays with command" in refused.text
    assert Action.objects.get().owner == commander
    assert not Notice.objects.exists()


def test_nobody_below_command_writes_a_personnel_matter(concern, officer):
    with pytest.raises(PermissionDenied, match="recorded by command"):
        recommended(concern, officer, kind="personnel")


def test_an_action_on_a_restricted_concern_is_told_to_command_alone(
    chief, restricted, officer, patrol_officer
):
    for owner in (officer, patrol_officer):
        with pytest.raises(PermissionDenied, match="restricted to command"):
            recommended(restricted, chief, owner=owner)

    assert not Notice.objects.exclude(to=chief).exists()


def test_progress_is_dated_and_counts(as_member, concern, officer):
    action = recommended(concern, officer, total=12)

    as_member(officer).post(
        progress_url(action), {"to": "started", "done": "8", "note": "11 stops, 4 citations."}
    )

    action.refresh_from_db()
    assert (action.status, action.done) == (Status.STARTED, 8)
    note = action.progress.get()
    assert (note.by, note.on, note.to_status, note.note) == (
        officer,
        TODAY,
        "started",
        "11 stops, 4 citations.",
    )


def test_a_count_can_go_back_to_none_done(concern, officer):
    action = recommended(concern, officer, total=12)
    actions.record_progress(action, by=officer, at=NEXT_DAY, to="started", note="8.", done=8)

    actions.record_progress(action, by=officer, at=NEXT_DAY, to="started", note="None.", done=0)

    assert Action.objects.get().done == 0


@pytest.mark.parametrize(("to", "done"), [("done", 12), ("dropped", 3)])
def test_an_action_ends_on_its_day_and_takes_no_more_progress(
    as_member, concern, officer, to, done
):
    action = recommended(concern, officer, total=12)
    client = as_member(officer)
    client.post(progress_url(action), {"to": to, "done": str(done), "note": "Ended."})

    again = client.post(progress_url(action), {"to": "started", "note": "More."})

    action.refresh_from_db()
    assert (action.ended_on, action.done) == (TODAY, done)
    assert again.status_code == 409
    assert "has ended" in again.text


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"to": "started", "done": "13", "note": "x"}, "done"),
        ({"to": "started", "done": "-1", "note": "x"}, "done"),
        ({"to": "begun", "note": "x"}, "to"),
        ({"to": "started", "note": ""}, "note"),
    ],
)
def test_progress_that_cannot_be_is_refused(as_member, concern, officer, sent, field):
    action = recommended(concern, officer, total=12)

    answer = as_member(officer).post(progress_url(action), sent)

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    assert not action.progress.exists()


def test_of_two_who_end_an_action_at_once_the_second_is_refused(concern, officer):
    action = recommended(concern, officer)
    seen_before = Action.objects.get()
    actions.record_progress(action, by=officer, at=NEXT_DAY, to="done", note="First.")

    with pytest.raises(StepRefused):
        actions.record_progress(seen_before, by=officer, at=NEXT_DAY, to="dropped", note="Second.")

    assert Action.objects.get().status == Status.DONE


def test_the_action_of_another_concern_is_not_found(as_member, concern, officer):
    action = recommended(log_concern(officer), officer)
    address = reverse("outreach:action-progress", args=[concern.number, action.pk])

    assert as_member(officer).get(address).status_code == 404


def test_only_its_owner_and_who_works_on_the_concern_record_progress(
    as_member, concern, officer, patrol_officer, unit
):
    action = recommended(concern, officer, owner=patrol_officer)
    analyst = make_member(Role.ANALYST)
    sent = {"to": "started", "note": "One stop."}

    assert as_member(analyst).post(progress_url(action), sent).status_code == 403
    assert as_member(patrol_officer).post(progress_url(action), sent).status_code == 302


def test_an_action_past_its_day_is_late_on_the_record(as_member, concern, officer):
    recommended(concern, officer)

    with time_machine.travel(NEXT_DAY + timedelta(days=3), tick=False):
        shown = as_member(officer).get(concern.get_absolute_url()).text

    assert "Due 3 days late" in shown
