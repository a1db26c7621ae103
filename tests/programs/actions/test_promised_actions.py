"""What a decision promised, and what became of it (K-IV.D)."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from desk.waiting.evaluations import left_promises
from personnel.models import Notice
from personnel.roles import Role
from programs.actions.workflow import give_on, note_progress
from programs.evaluations.promises import _row
from programs.models import ProgramAction
from records.history import StepRefused
from tests.support.factories import make_member, on

pytestmark = pytest.mark.django_db

MARCH = on(date(2026, 3, 2))
Status = ProgramAction.Status


def note(action, by, to=Status.PROMISED, words="Talked to the printer."):
    return note_progress(action, by=by, at=MARCH, to=to, note=words)


def test_progress_is_noted_and_it_is_still_to_be_done(action, patrol_officer):
    note(action, patrol_officer)

    action.refresh_from_db()
    assert (action.status, action.ended_on) == (Status.PROMISED, None)
    assert [(n.by, n.at, n.note) for n in action.notes.all()] == [
        (patrol_officer, MARCH, "Talked to the printer.")
    ]


@pytest.mark.parametrize("to", [Status.DONE, Status.DROPPED])
def test_it_ends_on_a_day_and_the_owner_of_the_program_is_told(
    action, owner, patrol_officer, supervisor, to
):
    note(action, patrol_officer, to)

    action.refresh_from_db()
    told = Notice.objects.filter(text__startswith=f"{to.label}: an action promised for ")
    assert (action.status, action.ended_on) == (to, date(2026, 3, 2))
    assert {notice.to for notice in told} == {owner, supervisor}


def test_what_has_ended_stays_ended(action, patrol_officer):
    note(action, patrol_officer, Status.DONE)

    with pytest.raises(PermissionDenied, match="has ended"):
        note(action, patrol_officer)


def test_of_two_who_end_it_the_second_is_refused(action, patrol_officer, supervisor):
    as_second_read_it = ProgramAction.objects.get()
    note(action, patrol_officer, Status.DONE)

    with pytest.raises(StepRefused):
        note(as_second_read_it, supervisor, Status.DROPPED)

    assert ProgramAction.objects.get().status == Status.DONE


def test_a_note_says_something(action, patrol_officer):
    with pytest.raises(StepRefused, match="Say what happened"):
        note(action, patrol_officer, Status.DONE, "  ")


def test_the_programs_owner_and_the_unit_supervisor_keep_it_too(action, owner, supervisor):
    for member in (owner, supervisor):
        note(action, member)

    assert action.notes.count() == 2


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.UNIT_SUPERVISOR}))
def test_nobody_else_does(action, role):
    with pytest.raises(PermissionDenied):
        note(action, make_member(role))


# ---- The page


def test_whoever_has_it_notes_progress_on_its_page(action, patrol_officer, as_member):
    client = as_member(patrol_officer)
    page = client.get(action.get_absolute_url())

    sent = client.post(action.get_absolute_url(), {"to": "done", "note": "Stopped in March."})

    assert "Note the progress" in page.text
    assert sent.status_code == 302
    assert "Stopped in March." in client.get(action.get_absolute_url()).text
    assert ProgramAction.objects.get().status == Status.DONE


def test_an_officer_who_has_it_is_not_led_to_the_evaluation(action, patrol_officer, as_member):
    page = as_member(patrol_officer).get(action.get_absolute_url())

    assert action.evaluation.get_absolute_url() not in page.text


def test_a_reader_sees_why_nothing_can_be_noted(action, chief, as_member):
    client = as_member(chief)

    page = client.get(action.get_absolute_url())
    sent = client.post(action.get_absolute_url(), {"to": "done", "note": "Done."})

    assert "Whoever has the action" in page.text
    assert sent.status_code == 403
    assert ProgramAction.objects.get().status == Status.PROMISED


def test_without_a_note_the_page_says_what_is_missing(action, patrol_officer, as_member):
    page = as_member(patrol_officer).post(action.get_absolute_url(), {"to": "done"})

    assert page.status_code == 422
    assert "Fill in “What happened”" in page.text


def test_for_others_there_is_no_such_action(action, as_member):
    stranger = as_member(make_member(Role.OFFICER))

    assert stranger.get(action.get_absolute_url()).status_code == 404
    assert stranger.get(reverse("programs:action", args=[action.pk + 1])).status_code == 404


# ---- Given to somebody else


def given(action, by, to, **facts):
    return give_on(action, by=by, at=MARCH, to=to, reason="She left.", **facts)


def test_it_goes_to_somebody_else_and_both_are_told(action, supervisor, patrol_officer, officer):
    given(action, supervisor, officer)

    action.refresh_from_db()
    assert (action.owner, action.status) == (officer, Status.PROMISED)
    note = action.notes.get()
    assert note.note == "From Officer Okoye to Officer Lindgren. She left."
    told = {one.to: one.text for one in Notice.objects.filter(key=f"program-action-note:{note.pk}")}
    assert set(told) == {patrol_officer, officer}
    assert "is yours, from Sgt. Baptiste" in told[officer]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.COMMUNITY_OFFICER, Role.DIVISION_SUPERVISOR])
def test_others_give_it_to_nobody(action, officer, role):
    with pytest.raises(PermissionDenied, match="gives it to somebody else"):
        given(action, make_member(role, name="Ada Marsh"), officer)


def test_it_is_given_neither_twice_nor_to_who_takes_none_nor_when_it_has_ended(
    action, supervisor, patrol_officer, officer
):
    gone = make_member(name="Gone Person", is_active=False)
    for to, why in ((patrol_officer, "has it already"), (gone, "takes none")):
        with pytest.raises(StepRefused, match=why):
            given(action, supervisor, to)
    with pytest.raises(StepRefused, match="moved on"):
        given(action, supervisor, officer, seen_owner=supervisor.pk)
    note(action, patrol_officer, Status.DONE)
    with pytest.raises(PermissionDenied, match="ended"):
        given(action, supervisor, officer)

    assert not action.notes.filter(to_status="").exists()


def test_the_page_gives_what_a_member_left_and_the_record_says_so(
    client, action, supervisor, patrol_officer, officer
):
    patrol_officer.is_active = False
    patrol_officer.save()
    client.force_login(supervisor)
    [item] = left_promises(supervisor)
    assert item.act_url == reverse("programs:action-give-on", args=[action.pk])

    page = client.get(item.act_url, follow=True)
    client.post(page.request["PATH_INFO"], {"to": officer.pk, "reason": "She left."})

    page = client.get(action.get_absolute_url())
    assert "Given to another" in page.text
    assert "From Officer Okoye to Officer Lindgren. She left." in page.text
    assert left_promises(supervisor) == []


def test_the_last_progress_an_evaluation_tells_is_not_who_has_it(
    action, supervisor, patrol_officer, officer
):
    note(action, patrol_officer, words="Talked to the printer.")
    given(action, supervisor, officer)

    assert _row(action)[-1] == "Talked to the printer."
