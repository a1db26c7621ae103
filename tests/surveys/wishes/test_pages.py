"""The list of contact wishes, one wish, and its steps."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from personnel.roles import Role
from surveys.models import ContactWish, WishReading
from surveys.wishes import workflow as wishes
from surveys.wishes.letterbox import Wish
from tests.support.factories import NOON, make_member
from tests.support.surveys import make_survey

pytestmark = pytest.mark.django_db
LIST = "/surveys/wishes/"


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def wish(officer):
    survey = make_survey(officer, status="open")
    kept = Wish(name="Pat Sample", phone="555 010 7788", about="The lamps on Weaver Street")
    return wishes.keep(survey, kept, at=NOON)


def signed_in(member):
    client = Client()
    client.force_login(member)
    return client


def url(step, wish):
    return reverse(f"surveys:wish-{step}", args=[wish.pk])


def test_the_list_names_nobody(wish, officer):
    page = signed_in(officer).get(LIST)

    assert list(page.context["page_obj"]) == [wish]
    assert "Community survey" in page.text
    assert "Contact by May 20" in page.text
    assert "Pat" not in page.text
    assert "555" not in page.text


def test_an_officer_sees_what_was_given_to_them(wish, supervisor, patrol_officer):
    assert not list(signed_in(patrol_officer).get(LIST).context["page_obj"])
    assert signed_in(patrol_officer).get(wish.get_absolute_url()).status_code == 404

    wishes.assign(wish, by=supervisor, to=patrol_officer, at=NOON)

    assert list(signed_in(patrol_officer).get(LIST).context["page_obj"]) == [wish]
    assert signed_in(patrol_officer).get(wish.get_absolute_url()).status_code == 200


def test_the_accreditation_manager_sees_only_how_many(wish, officer):
    client = signed_in(make_member(Role.ACCREDITATION_MANAGER))

    page = client.get(LIST)

    assert page.status_code == 200
    assert page.context["facts"] == [
        ("Asked for contact", 1),
        ("Taken up", 0),
        ("Contacted", 0),
        ("Not reached", 0),
        ("Past their day", 0),
    ]
    assert wish.get_absolute_url() not in page.text
    assert client.get(wish.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("role", [Role.ANALYST, Role.TRAINING_OFFICER])
def test_others_have_no_list(wish, role):
    assert signed_in(make_member(role)).get(LIST).status_code == 403


def test_the_list_is_narrowed_by_view_and_survey(wish, officer, supervisor):
    other = wishes.keep(make_survey(officer, status="open"), Wish(phone="555 010 7799"), at=NOON)
    wishes.take(other, by=officer, at=NOON)
    client = signed_in(officer)

    assert list(client.get(LIST, {"view": "mine"}).context["page_obj"]) == [other]
    found = client.get(LIST, {"view": "all", "survey": wish.survey_id})
    assert list(found.context["page_obj"]) == [wish]
    with time_machine.travel("2026-06-30T16:00Z", tick=False):
        late = signed_in(officer).get(LIST, {"view": "late"})
    assert set(late.context["page_obj"]) == {wish, other}


def test_the_list_is_narrowed_by_who_has_taken_them_up(wish, officer, supervisor, patrol_officer):
    other = wishes.keep(wish.survey, Wish(phone="555 010 7799"), at=NOON)
    wishes.assign(other, by=supervisor, to=patrol_officer, at=NOON)
    wishes.take(wish, by=officer, at=NOON)

    page = signed_in(supervisor).get(LIST, {"owner": patrol_officer.pk})
    own = signed_in(patrol_officer).get(LIST)

    assert list(page.context["page_obj"]) == [other]
    assert f"{patrol_officer}" in page.text
    offered = own.context["filter"].form.fields["owner"].queryset
    assert list(offered) == [patrol_officer]


def test_the_page_tells_what_it_is_about_and_not_who(wish, officer):
    page = signed_in(officer).get(wish.get_absolute_url())

    assert "The lamps on Weaver Street" in page.text
    assert "Pat" not in page.text
    assert "Take it up" in page.text


def test_the_name_is_shown_by_a_press_that_is_recorded(wish, officer):
    client = signed_in(officer)

    page = client.post(url("contact", wish))

    assert "Pat Sample" in page.text
    assert WishReading.objects.get().by == officer
    assert client.get(url("contact", wish)).status_code == 405


def test_taken_up_and_contacted(wish, officer):
    client = signed_in(officer)

    client.post(url("take", wish))
    answered = client.post(url("contacted", wish), {"note": "Called back."}, follow=True)

    assert ContactWish.objects.get().status == "contacted"
    assert "The contact is recorded." in answered.text
    assert "Called back." in answered.text


def test_a_step_asks_for_its_note(wish, officer):
    wishes.take(wish, by=officer, at=NOON)

    page = signed_in(officer).post(url("unreached", wish), {"note": ""})

    assert page.status_code == 422
    assert "What was tried, and when?" in page.text


def test_a_step_the_wish_is_not_at_is_refused(wish, officer):
    page = signed_in(officer).get(url("contacted", wish))

    assert page.status_code == 409


def test_what_a_member_may_not_is_shown_with_its_reason(wish, officer):
    client = signed_in(officer)

    page = client.get(wish.get_absolute_url())

    assert "The unit&#x27;s supervisor gives out contact wishes." in page.text
    assert client.get(url("give", wish)).status_code == 403


def test_command_reads_and_takes_no_step(wish, commander):
    client = signed_in(commander)

    assert client.get(wish.get_absolute_url()).status_code == 200
    assert client.post(url("contact", wish)).status_code == 200
    assert client.post(url("take", wish)).status_code == 403


def test_given_to_an_officer_and_back(wish, supervisor, patrol_officer):
    given = signed_in(supervisor).post(
        url("give", wish), {"to": patrol_officer.pk, "note": "Near your beat"}, follow=True
    )
    back = signed_in(patrol_officer).post(url("return", wish), {"note": "On leave"}, follow=True)

    assert "has it and is told" in given.text
    assert back.redirect_chain == [(LIST, 302)]
    assert ContactWish.objects.get().status == "asked"


def test_the_supervisor_gives_on_what_somebody_has(wish, officer, supervisor, patrol_officer):
    wishes.take(wish, by=officer, at=NOON)
    page = signed_in(supervisor).get(wish.get_absolute_url())
    assert "Give it to somebody" in page.text
    assert "Take it up" not in page.text

    offered = signed_in(supervisor).get(url("give", wish)).context["form"].fields["to"].queryset
    assert set(offered) == {supervisor, patrol_officer}

    sent = signed_in(supervisor).post(url("give", wish), {"to": patrol_officer.pk}, follow=True)
    assert sent.status_code == 200
    wish.refresh_from_db()
    assert wish.owner == patrol_officer


def test_a_wish_has_one_name_without_number_or_person(wish, officer):
    text = signed_in(officer).get(wish.get_absolute_url()).text

    assert str(wish) == "Contact wish of May 13, 2026"
    assert text.count(str(wish)) >= 2
    assert f"Contact wish {wish.pk}" not in text
