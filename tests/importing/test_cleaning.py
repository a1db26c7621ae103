"""Foreign text made plain, and a registry's descriptions taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.tables import guarded
from importing.cleaning import clean_line, clean_text, without_markup
from outreach.imports.describing import Person, described


@pytest.mark.parametrize(
    ("foreign", "plain"),
    [
        ("Elm\u00a0Row\u00a0", "Elm Row"),
        ("Elm Row\n", "Elm Row"),
        ("Elm\tRow\r\nNorth", "Elm Row North"),
        ("Cafe\u0301 Row", "Café Row"),
        ("Elm\u200b Row\ufeff", "Elm Row"),
        ("'=1+1", "=1+1"),
    ],
)
def test_a_line_has_plain_spaces_and_no_edges(foreign, plain):
    assert clean_line(foreign) == plain


@pytest.mark.parametrize(
    ("foreign", "plain"),
    [
        ("One<br>two<BR/>three", "One\ntwo\nthree"),
        ("<p>One</p><p>two</p>", "One\ntwo"),
        ("Oak &amp; Elm&nbsp;Row", "Oak & Elm Row"),
        ("&lt;b&gt; stays", "<b> stays"),
        ("fewer than 10 < 20 > 5", "fewer than 10 < 20 > 5"),
        ("a<!-- note -->b<span class='x'>c</span>", "abc"),
    ],
)
def test_markup_becomes_lines_and_characters(foreign, plain):
    assert without_markup(foreign) == plain


@given(st.text())
def test_what_our_own_exports_guard_comes_back_as_it_was(text):
    plain = clean_text(text)

    assert clean_text(guarded(plain)) == plain


@given(st.text(alphabet="<>br/!-&;#1aA \n\u00a0", max_size=200))
def test_whatever_stands_in_a_file_can_be_cleaned(text):
    assert "\u00a0" not in without_markup(text)


def test_a_description_gives_people_meetings_and_the_rest():
    text = (
        "President:\u00a0Ada Marsh<br><br>Social Media: Elm Row on the web<br><br>"
        "Meetings:\u00a01st Monday, 7 pm<br><br>Contact: Ada Marsh - ada@example.org, 555-555-0101"
        "<br><br>To contact this group, write to hall@example.org."
    )

    found = described(text)

    assert found.people == [Person("Ada Marsh", "President", "555-555-0101", "ada@example.org")]
    assert found.meetings == ["1st Monday, 7 pm"]
    assert found.about == [
        "Social Media: Elm Row on the web",
        "To contact this group, write to hall@example.org.",
    ]


def test_somebody_else_who_takes_calls_is_a_person_too():
    found = described("President: Ada Marsh<br>Contact: Ben Ito, secretary, 555-555-0102")

    assert found.people == [
        Person("Ada Marsh", "President"),
        Person("Ben Ito", "Secretary", "555-555-0102"),
    ]


@pytest.mark.parametrize(
    "contact", ["ada@example.org", "Ada - ada@example.org", "Elm Row Association, ada@example.org"]
)
def test_an_address_without_a_person_of_its_own_is_the_presidents(contact):
    found = described(f"Contact: {contact}<br>President - Ada Marsh")

    assert found.people == [Person("Ada Marsh", "President", "", "ada@example.org")]


def test_meetings_told_over_several_lines_stay_together():
    text = 'Meetings: "1st Monday<br> <br> Board: 2nd Monday"<br>Location: Hall<br><br>We have a web page.'

    found = described(text)

    assert found.meetings == ["1st Monday", "Board: 2nd Monday", "Location: Hall"]
    assert found.about == ["We have a web page."]


def test_a_vacant_office_makes_nobody():
    found = described("President: vacant<br>Contact: facebook page, call us")

    assert found.people == []
    assert found.about == ["President: vacant", "Contact: facebook page, call us"]


@given(st.text(alphabet='PresidntMegsCoac: -,;|/."\n@1<>br', max_size=150))
def test_no_description_stops_the_import(text):
    found = described(text)

    assert all(person.name and len(person.name) <= 120 for person in found.people)


@pytest.mark.parametrize(
    "name",
    [
        "Ángela Roble",
        "Đặng Thu An",
        "Øystein Dahl",
        "Jean d'Orsay",
        "Omar al-Masri",
        "María de la Cruz",
        "Ludwig von Berg",
        "Мария Иванова",
        "Ελένη Παππά",
        "王小明",
        "김민수",
        "佐藤 花子",
        "محمد علي",
        "רות לוי",
        "रमा देवी",
        "สมชาย ใจดี",
        "አበበ በቀለ",
        "Ngũgĩ Wanjirũ",
        "Siobhán O’Brien-Ní",
        "J. R. Moss",
    ],
)
def test_a_contact_is_found_in_any_script_with_phone_and_mail(name):
    found = described(f"Contact: {name} - (252) 555-0120, a.b@example.org")

    assert found.people == [Person(name, "Contact", "(252) 555-0120", "a.b@example.org")]
    assert found.about == []


@pytest.mark.parametrize(
    "words", ["the city clerk", "Call after noon", "Elm Row Association", "see website", "at noon"]
)
def test_words_are_no_name(words):
    assert described(f"Contact: {words} - 252-555-0120").people == []


@pytest.mark.parametrize(
    "phone",
    [
        "252-555-0120",
        "(252)555-0120",
        "252.555.0120",
        "2525550120",
        "1-252-555-0120",
        "252–555–0120",
    ]
    + ["+44 20 7946 0958", "+52 55 5555 0120", "252-555-0120 x12", "252-555-0120 ext. 4"],
)
def test_telephones_are_found_however_they_are_written(phone):
    [person] = described(f"Contact: Ada Moss, {phone}").people

    assert (person.name, person.phone) == ("Ada Moss", phone)


@pytest.mark.parametrize("label", ["Chair", "Secretary", "Block Captain", "Coordinator"])
def test_an_officer_of_a_group_is_named_with_the_position(label):
    [person] = described(f"{label}: Ada Moss 252-555-0120").people

    assert person == Person("Ada Moss", label, "252-555-0120")


def test_labels_in_other_languages_are_understood():
    found = described(
        "Presidenta: Ángela Roble<br>Reuniones: primer lunes<br>Teléfono: 252-555-0120"
    )

    assert found.people == [Person("Ángela Roble", "Presidenta", "252-555-0120")]
    assert found.meetings == ["primer lunes"]
