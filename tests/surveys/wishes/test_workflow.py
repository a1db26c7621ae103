"""Following up on who asked to be contacted (P-V.C, row 33)."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from personnel.models import Notice
from personnel.roles import Role
from policies.adoption import adopt
from policies.packs import load_pack
from records.history import StepRefused
from surveys.models import ContactWish, WishReading
from surveys.wishes import workflow as wishes
from surveys.wishes.letterbox import Wish
from tests.support.factories import NOON, make_member
from tests.support.surveys import make_survey

pytestmark = pytest.mark.django_db
Status = ContactWish.Status


def a_wish(by) -> ContactWish:
    survey = make_survey(by, status="open")
    return wishes.keep(survey, Wish(name="Pat Sample", phone="555 010 7788"), at=NOON)


@pytest.fixture
def wish(officer):
    return a_wish(officer)


def test_it_is_due_within_a_week_where_the_policy_says_nothing(wish):
    assert wish.due_on == date(2026, 5, 20)


def test_it_is_due_when_the_policy_says(db):
    adopt(load_pack("portales"))

    wish = a_wish(make_member(Role.COMMUNITY_OFFICER))

    assert wish.due_on == date(2026, 5, 20)
    assert wishes.follow_up_days() == load_pack("portales").settings["survey_follow_up_days"].value


def test_from_asked_to_contacted(wish, officer):
    wishes.take(wish, by=officer, at=NOON)
    wishes.contacted(wish, by=officer, at=NOON, note="Called back, all is clear.")

    wish.refresh_from_db()
    assert (wish.status, wish.owner) == (Status.CONTACTED, officer)
    told = [(step.from_status, step.to_status, step.note) for step in wish.steps.all()]
    assert told == [("asked", "taken", ""), ("taken", "contacted", "Called back, all is clear.")]


def test_who_was_not_reached_can_be_tried_again(wish, officer, supervisor):
    wishes.take(wish, by=officer, at=NOON)
    wishes.unreached(wish, by=officer, at=NOON, note="Rang twice.")

    wishes.take(wish, by=supervisor, at=NOON)

    assert (wish.status, wish.owner) == (Status.TAKEN, supervisor)


def test_given_back_it_waits_for_anybody(wish, officer):
    wishes.take(wish, by=officer, at=NOON)

    wishes.give_back(wish, by=officer, at=NOON, note="On leave.")

    wish.refresh_from_db()
    assert (wish.status, wish.owner) == (Status.ASKED, None)


def test_the_supervisor_gives_it_to_somebody_who_hears_of_it(wish, supervisor, patrol_officer):
    wishes.assign(wish, by=supervisor, to=patrol_officer, at=NOON, note="You know the street.")

    assert (wish.status, wish.owner) == (Status.TAKEN, patrol_officer)
    notice = Notice.objects.get(to=patrol_officer)
    assert "gave you a contact wish" in notice.text
    assert "Pat" not in notice.text
    assert wish in ContactWish.objects.visible_to(patrol_officer)


def test_what_somebody_has_is_given_to_another_in_one_step(
    wish, officer, supervisor, patrol_officer
):
    wishes.take(wish, by=officer, at=NOON)

    wishes.assign(wish, by=supervisor, to=patrol_officer, at=NOON, note="You are nearer.")

    wish.refresh_from_db()
    assert (wish.status, wish.owner) == (Status.TAKEN, patrol_officer)
    assert "gave you a contact wish" in Notice.objects.get(to=patrol_officer).text
    heard = Notice.objects.get(to=officer, key__endswith=":from")
    assert "you had" in heard.text
    assert "Pat" not in heard.text


def test_nobody_takes_what_another_has_and_nobody_is_given_what_they_have(
    wish, officer, supervisor
):
    wishes.take(wish, by=officer, at=NOON)

    with pytest.raises(StepRefused):
        wishes.take(wish, by=supervisor, at=NOON)
    with pytest.raises(StepRefused, match="has it already"):
        wishes.assign(wish, by=supervisor, to=officer, at=NOON)


def test_it_is_given_only_to_those_who_make_contacts(wish, supervisor):
    analyst = make_member(Role.ANALYST)

    with pytest.raises(StepRefused, match="makes no contacts"):
        wishes.assign(wish, by=supervisor, to=analyst, at=NOON)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.COMMANDER, Role.CHIEF, Role.ANALYST])
def test_only_the_unit_takes_what_was_given_to_nobody(wish, role):
    with pytest.raises(PermissionDenied):
        wishes.take(wish, by=make_member(role), at=NOON)


def test_only_the_units_supervisor_gives_it_out(wish, officer, commander, patrol_officer):
    for member in (officer, commander):
        with pytest.raises(PermissionDenied):
            wishes.assign(wish, by=member, to=patrol_officer, at=NOON)


def test_what_is_contacted_stays_so(wish, officer):
    wishes.take(wish, by=officer, at=NOON)
    wishes.contacted(wish, by=officer, at=NOON, note="Done.")

    with pytest.raises(StepRefused):
        wishes.take(wish, by=officer, at=NOON)


def test_of_two_who_take_it_at_once_one_is_refused(wish, officer, supervisor):
    same = ContactWish.objects.get(pk=wish.pk)
    wishes.take(wish, by=officer, at=NOON)

    with pytest.raises(StepRefused):
        wishes.take(same, by=supervisor, at=NOON)


def test_whoever_lost_it_meanwhile_takes_no_step(wish, officer, supervisor, patrol_officer):
    wishes.assign(wish, by=supervisor, to=patrol_officer, at=NOON)
    as_shown = ContactWish.objects.get(pk=wish.pk)
    wishes.give_back(wish, by=supervisor, at=NOON, note="The unit does it.")
    wishes.take(wish, by=officer, at=NOON)

    with pytest.raises(StepRefused, match="while you were looking"):
        wishes.contacted(as_shown, by=patrol_officer, at=NOON, note="Called.")

    wish.refresh_from_db()
    assert (wish.status, wish.owner) == (Status.TAKEN, officer)


def test_reading_who_it_is_leaves_a_trace(wish, commander):
    read = wishes.read_contact(wish, by=commander, at=NOON)

    assert read.name == "Pat Sample"
    assert [one.by for one in WishReading.objects.all()] == [commander]


@pytest.mark.parametrize("role", [Role.ACCREDITATION_MANAGER, Role.ANALYST, Role.OFFICER])
def test_others_read_no_name(wish, role):
    with pytest.raises(PermissionDenied):
        wishes.read_contact(wish, by=make_member(role), at=NOON)

    assert not WishReading.objects.exists()
