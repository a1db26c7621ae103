"""Foreign text made plain, and a registry's descriptions taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.tables import guarded
from outreach.imports.cleaning import clean_line, clean_text, without_markup
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
