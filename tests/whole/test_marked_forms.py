"""Every form in which staff write about citizens asks before it saves what looks like a number."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from importlib import import_module
from uuid import uuid4

import pytest
from django import forms
from django.http import QueryDict
from django.test import Client

from audit.models import Entry
from outreach.models import Concern
from pages.forms.fields import Words
from pages.forms.marked import CHOICE, NOTED, AsksAboutMarkers
from pages.forms.notes import NoteForm
from personnel.models import Member
from tests.support.factories import a_category, log_concern
from tests.support.rooms import code_in, dotted

# Forms with room for words that are not about a citizen, and why.
NOT_ABOUT_CITIZENS = {
    "outreach.redactions.forms.RedactForm": "its words are on their way out, and are kept nowhere",
    "outreach.redactions.forms.RedactRecordForm": "its words are on their way out too",
    "outreach.groups.forms.GroupForm": "the register publishes how to reach a group",
    "programs.catalogue.forms.programs.ProgramForm": "the catalogue describes what is offered to everybody",
    "surveys.questionnaires.forms.surveys.SurveyForm": "what every citizen is shown",
    "programs.catalogue.forms.programs.ApproveForm": "command on the catalogue",
}
SSN = "The caller is 219-09-9999, she said."

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_member(kinston) -> Callable[[Member], Client]:
    def signed_in(member: Member) -> Client:
        client = Client()
        client.force_login(member)
        return client

    return signed_in


def forms_with_room() -> dict[str, type]:
    found = {}
    for name in map(dotted, code_in("forms")):
        for _, form in inspect.getmembers(import_module(name), inspect.isclass):
            own = form.__module__ == name and issubclass(form, forms.BaseForm)
            if own and has_room(form):
                found[f"{name}.{form.__name__}"] = form
    return found


def has_room(form: type) -> bool:
    areas = (forms.Textarea, Words)
    return any(
        isinstance(field, Words) or isinstance(field.widget, areas[0])
        for field in form.base_fields.values()
    )


def test_every_form_with_room_for_words_asks_or_says_why_not():
    with_room = forms_with_room()
    asking = {name for name, form in with_room.items() if issubclass(form, AsksAboutMarkers)}

    assert len(asking) > 12
    assert set(with_room) - asking == set(NOT_ABOUT_CITIZENS)


def test_the_words_stay_the_marker_is_named_and_saving_as_it_is_is_noted(officer, as_member):
    concern = log_concern(officer)
    client, address = as_member(officer), f"{concern.get_absolute_url()}effort/"

    asked = client.post(address, {"note": SSN})

    page = asked.content.decode()
    assert asked.status_code == 422
    assert SSN in page
    assert "This looks like a Social Security number" in page
    assert not concern.notes.filter(text=SSN).exists()
    value = re.search(rf'name="{CHOICE}" value="(\w+)"', page)[1]
    # The choice is for these words alone.
    assert client.post(address, {"note": f"{SSN} 2", CHOICE: value}).status_code == 422
    assert not Entry.objects.filter(action=NOTED).exists()

    assert client.post(address, {"note": SSN, CHOICE: value}).status_code == 302
    assert concern.notes.filter(text=SSN).exists()
    entry = Entry.objects.get(action=NOTED)
    assert entry.actor == officer.pk
    assert entry.detail == {"fields": ["note"], "markers": ["ssn"]}


def test_an_intake_asks_and_a_telephone_of_who_raised_it_is_no_surprise(officer, as_member):
    client = as_member(officer)
    key = str(uuid4())
    typed = {
        "draft": key,
        "said": "Call 252-555-0134 about the dog.",
        "category": str(a_category().pk),
        "channel": "patrol",
        "reporter_phone": "252-555-0134",
    }

    page = client.post("/concerns/new/", typed)

    assert page.status_code == 422
    assert page.content.decode().count("This looks like a telephone number") >= 1
    assert page.content.decode().count(f'name="{CHOICE}"') == 1
    assert not Concern.objects.exists()
    typed["said"] = "Call them about the dog."
    assert client.post("/concerns/new/", typed).status_code == 303


def test_what_stood_there_before_is_not_asked_about_again(officer, as_member):
    concern = log_concern(officer, said="Write to pat@example.org.")
    client, address = as_member(officer), f"{concern.get_absolute_url()}edit/"
    page = client.get(address).context["form"]
    typed = {name: page[name].value() for name in page.fields if page[name].value() is not None}

    answered = client.post(address, {**typed, "place": "Gordon Street"})

    assert answered.status_code == 302
    concern.refresh_from_db()
    assert concern.place == "Gordon Street"


def test_two_fields_are_asked_about_each_for_itself():
    class Two(AsksAboutMarkers, forms.Form):
        one, two = forms.CharField(), forms.CharField()

    first = Two(QueryDict("one=219-09-9999&two=pat@example.org"))
    assert set(first.as_it_is if not first.is_valid() else {}) == {"one", "two"}
    chosen = "&".join(f"{CHOICE}={value}" for value in list(first.as_it_is.values())[:1])

    second = Two(QueryDict(f"one=219-09-9999&two=pat@example.org&{chosen}"))

    assert not second.is_valid()
    assert set(second.as_it_is) == {"two"}
    assert NoteForm({"note": "Quiet."}, label="Note").is_valid()
