"""Logging a concern by its form: two fields are enough, and nothing typed is lost."""

import re
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from outreach.concerns.workflows import intake
from outreach.models import Concern, Draft, NumberSeries
from personnel.roles import Role
from tests.support.factories import NOON, a_category, log_concern, make_group, make_member

URL = "/concerns/new/"
APART = re.compile(r"R-[2-9B-Z]{4}-[2-9B-Z]{4}")


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def typed(kinston):
    """What the form sends when only what is required was filled in."""
    return {
        "draft": str(uuid4()),
        "said": "Cars speed past the school.",
        "category": a_category().pk,
        "channel": "patrol",
        "wants_answer": "on",
    }


def refused_for(response):
    assert response.status_code == 422
    return set(response.context["form"].errors)


def test_two_fields_are_enough(as_member, officer, typed):
    response = as_member(officer).post(URL, typed, follow=True)

    concern = Concern.objects.get()
    assert response.redirect_chain == [(concern.get_absolute_url(), 303)]
    told = "Logged as C-2026-0001. The community is owed an answer by May 27."
    assert told in response.text


def test_everything_the_form_asks_is_kept(as_member, officer, patrol_officer, typed):
    group = make_group()
    typed |= {
        "place": "Weaver Street",
        "latitude": "35.26",
        "longitude": "-77.58",
        "channel": "meeting",
        "efforts": "Watched for an hour.",
        "potential": "on",
        "reporter_name": "Maria Quintero",
        "reporter_phone": "252-555-0199",
        "reporter_email": "maria@example.org",
        "reporter_language": "Spanish",
        "group": group.pk,
    }

    as_member(officer).post(URL, typed)

    concern = Concern.objects.get()
    assert (concern.place, concern.latitude, concern.longitude) == ("Weaver Street", 35.26, -77.58)
    assert (concern.nature, concern.channel, concern.group) == ("potential", "meeting", group)
    assert concern.notes.get().text == "Watched for an hour."
    assert (concern.reporter.name, concern.reporter.language) == ("Maria Quintero", "Spanish")


def test_nobody_who_wants_no_answer_is_owed_one(as_member, officer, typed):
    del typed["wants_answer"]

    response = as_member(officer).post(URL, typed, follow=True)

    assert Concern.objects.get().answer_by is None
    assert "owed an answer" not in response.text


def test_the_first_five_categories_are_tiles_and_the_others_are_offered_behind_one(
    as_member, officer
):
    form = as_member(officer).get(URL).context["form"]

    tiles = [label for _, label in form.fields["category"].choices]
    others = [str(category) for category in form.fields["other_category"].queryset]
    assert tiles[0] == "Traffic and speeding"
    assert tiles[5:] == ["Something else"]
    assert "Youth and schools" in others
    assert not set(tiles[:5]) & set(others)


def test_something_else_takes_one_of_the_other_categories(as_member, officer, typed):
    typed |= {"category": "else", "other_category": a_category("youth").pk}

    as_member(officer).post(URL, typed)

    assert Concern.objects.get().category.key == "youth"


def test_something_else_without_saying_what_is_refused(as_member, officer, typed):
    response = as_member(officer).post(URL, typed | {"category": "else"})

    assert refused_for(response) == {"other_category"}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"said": ""}, "said"),
        ({"said": "   \n "}, "said"),
        ({"said": "x" * 4001}, "said"),
        ({"category": ""}, "category"),
        ({"category": "9999"}, "category"),
        ({"category": "else", "other_category": "1"}, "other_category"),
        ({"channel": "pigeon"}, "channel"),
        ({"latitude": "95", "longitude": "1"}, "latitude"),
        ({"latitude": "nan", "longitude": "1"}, "latitude"),
        ({"place": "Weaver\u202eStreet"}, "place"),
        ({"reporter_email": "maria@example.org\nBcc: all@example.org"}, "reporter_email"),
        ({"group": "9999"}, "group"),
        ({"draft": "no key"}, "draft"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(as_member, officer, typed, changed, field):
    response = as_member(officer).post(URL, typed | changed)

    assert refused_for(response) == {field}
    assert not Concern.objects.exists()


def test_a_refused_form_keeps_what_was_typed_and_sums_up_what_is_wrong(as_member, officer, typed):
    typed |= {"category": "", "place": "Weaver Street", "reporter_name": "Maria Quintero"}

    shown = as_member(officer).post(URL, typed).text

    assert "Cars speed past the school." in shown
    assert 'value="Weaver Street"' in shown
    assert "One thing to fix" in shown
    assert "<title>Error: Log a concern" in shown
    assert '<details class="mb-3" open>' in shown


def test_text_is_kept_in_one_spelling_and_without_nul(as_member, officer, typed):
    typed |= {"said": "Jose\u0301 says\x00 so.\r\nTwice.", "place": "  Weaver \t Street "}

    as_member(officer).post(URL, typed)

    concern = Concern.objects.get()
    assert concern.said == "Jos\u00e9 says so.\nTwice."
    assert concern.place == "Weaver Street"


def test_markup_and_template_signs_are_words(as_member, officer, typed):
    typed |= {"said": "<script>alert(1)</script> {{7*7}} {% include 'x' %}"}

    shown = as_member(officer).post(URL, typed, follow=True).text

    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}}" in shown
    assert "<script>alert" not in shown


def test_the_same_form_twice_leads_to_the_same_record(as_member, officer, typed):
    client = as_member(officer)

    first = client.post(URL, typed)
    second = client.post(URL, typed)

    assert Concern.objects.count() == 1
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.url == second.url == Concern.objects.get().get_absolute_url()


def test_a_form_sent_again_with_other_words_loses_none_of_them(as_member, officer, typed):
    client = as_member(officer)
    client.post(URL, typed)

    again = client.post(URL, typed | {"said": "Cars speed, and one hit a fence."})

    assert again.status_code == 409
    assert "Already logged as C-2026-0001" in again.text
    assert "Cars speed, and one hit a fence." in again.text
    assert Concern.objects.count() == 1
    fresh = again.context["form"]["draft"].value()
    client.post(URL, typed | {"said": "Cars speed, and one hit a fence.", "draft": fresh})
    assert Concern.objects.count() == 2


def test_logging_ends_the_draft(as_member, officer, typed):
    client = as_member(officer)
    client.post(reverse("outreach:concern-draft"), typed)
    assert Draft.objects.count() == 1

    client.post(URL, typed)

    assert not Draft.objects.exists()


def test_who_logs_a_restricted_concern_gets_a_receipt_and_not_the_record(
    as_member, officer, commander, patrol_officer, typed
):
    client = as_member(officer)
    typed |= {"about_member": patrol_officer.pk}

    response = client.post(URL, typed, follow=True)

    concern = Concern.objects.get()
    assert concern.restricted
    assert concern.owner == commander
    assert response.redirect_chain == [("/concerns/", 303)]
    assert "command alone can open it" in response.text
    assert client.get(concern.get_absolute_url()).status_code == 404


def test_command_that_logs_a_restricted_concern_goes_on_to_it(as_member, chief, typed):
    response = as_member(chief).post(URL, typed | {"restricted": "on"})

    assert response.url == Concern.objects.get().get_absolute_url()


@pytest.mark.parametrize("role", [Role.ACCREDITATION_MANAGER, Role.ADMINISTRATOR])
def test_who_only_reads_logs_nothing(as_member, unit, typed, role):
    client = as_member(make_member(role))

    assert client.get(URL).status_code == 403
    assert client.post(URL, typed).status_code == 403
    assert not Concern.objects.exists()


def test_the_form_opened_from_a_meeting_knows_it(as_member, officer):
    group = make_group()

    form = as_member(officer).get(URL, {"group": group.pk, "channel": "meeting"}).context["form"]

    assert form["channel"].value() == "meeting"
    assert form["group"].value() == str(group.pk)


def test_concerns_like_it_are_shown_while_one_types(as_member, officer):
    log_concern(officer, place="Weaver Street", summary="Cars at Weaver")
    asked = {"category": a_category().pk, "place": "12 Weaver Street"}

    shown = as_member(officer).get(reverse("outreach:concern-similar"), asked)

    assert "One like this since May 13" in shown.text
    assert "Cars at Weaver" in shown.text
    assert "<html" not in shown.text


@pytest.mark.parametrize("asked", [{}, {"category": "1"}, {"place": "Weaver"}, {"category": "x"}])
def test_nothing_is_shown_before_there_is_something_to_compare(as_member, officer, asked):
    log_concern(officer, place="Weaver Street")

    shown = as_member(officer).get(reverse("outreach:concern-similar"), asked)

    assert shown.status_code == 200
    assert shown.text.strip() == ""


CHANGED = {
    "category": {"category": lambda: a_category("noise").pk},
    "nature": {"potential": "on"},
    "channel": {"channel": "meeting"},
    "place": {"place": "Weaver Street"},
    "point": {"latitude": "35.26", "longitude": "-77.58"},
    "group": {"group": lambda: make_group().pk},
    "restricted": {"restricted": "on"},
    "about": {"about_member": lambda: make_member().pk},
    "reporter": {"reporter_phone": "252-555-0199"},
    "efforts": {"efforts": "Watched."},
    "answer": {"wants_answer": ""},
}


@pytest.mark.parametrize("part", CHANGED)
def test_a_form_sent_again_with_anything_else_in_it_is_not_taken_for_the_first(
    as_member, officer, typed, part
):
    client = as_member(officer)
    client.post(URL, typed)
    changed = {name: made() if callable(made) else made for name, made in CHANGED[part].items()}

    again = client.post(URL, typed | changed)

    assert again.status_code == 409
    assert "Already logged as C-2026-0001" in again.text
    assert Concern.objects.count() == 1


def test_a_full_form_sent_twice_is_the_same(as_member, officer, patrol_officer, typed):
    client = as_member(officer)
    typed |= {
        "place": "Weaver Street",
        "latitude": "35.26",
        "longitude": "-77.58",
        "efforts": "Watched for an hour.",
        "potential": "on",
        "reporter_name": "Maria Quintero",
        "group": make_group().pk,
        "about_member": patrol_officer.pk,
    }
    client.post(URL, typed)

    assert client.post(URL, typed).status_code == 303
    assert Concern.objects.count() == 1


def test_the_one_that_loses_a_race_with_other_words_loses_no_text(
    as_member, officer, typed, monkeypatch
):
    client = as_member(officer)
    client.post(URL, typed)
    monkeypatch.setattr(intake, "logged_already", lambda key, by: None)

    lost = client.post(URL, typed | {"said": "Cars speed, and one hit a fence."})

    assert lost.status_code == 409
    assert "Cars speed, and one hit a fence." in lost.text


def test_a_key_another_member_used_is_refused_and_the_text_kept(
    as_member, officer, patrol_officer, typed
):
    as_member(officer).post(URL, typed)

    answer = as_member(patrol_officer).post(URL, typed | {"said": "Mine."})

    assert answer.status_code == 409
    assert "This form was already used. Open a new one." in answer.text
    assert "Mine." in answer.text
    assert answer.context["form"]["draft"].value() != typed["draft"]
    assert Concern.objects.get().officer == officer


def test_a_restricted_concern_leaves_no_gap_in_the_numbers(officer):
    before = log_concern(officer)
    restricted = log_concern(officer, restricted=True)
    after = log_concern(officer)

    assert APART.fullmatch(restricted.number)
    assert [before.number, after.number] == ["C-2026-0001", "C-2026-0002"]
    assert after.pk == before.pk + 1


def test_restricted_numbers_and_keys_carry_no_order(officer):
    made = [log_concern(officer, restricted=True) for _ in range(12)]

    numbers, keys = [one.number for one in made], [one.pk for one in made]
    assert all(APART.fullmatch(number) for number in numbers)
    assert len(set(numbers)) == len(set(keys)) == 12
    assert all(-(2**52) <= key < 0 for key in keys)
    assert numbers != sorted(numbers)
    assert keys not in (sorted(keys), sorted(keys, reverse=True))
    assert not NumberSeries.objects.filter(prefix="R").exists()


def test_the_browser_cuts_no_text(as_member, officer, typed):
    refused = as_member(officer).post(URL, typed | {"said": "x" * 4001})

    assert "maxlength" not in str(refused.context["form"]["said"])
    assert "x" * 4001 in refused.text
    assert "4001" in refused.context["form"].errors["said"][0]
