"""A file of answers as a whole: its page, how it was read, and taking it back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from audit.models import Entry
from audit.noting import note
from personnel.roles import Role
from records.history import StepRefused
from surveys.answer_files import workflow as responses
from surveys.answer_files.maps import read_response_map
from surveys.answer_files.reading import read_responses
from surveys.answer_files.workflow import Source
from surveys.models import Answer, AnswerFile, Survey, Tally
from surveys.questionnaires.workflows import surveys
from tests.support.factories import NOON, make_member
from tests.support.surveys import ask, make_survey

MAP = b"""
[columns]
safe = "Q1"
area = "Ward"
answered_on = { column = "Date", format = "%m/%d/%y" }
[only]
Year = "2015"
"""
ROWS = b"""Year,Date,Ward,Q1,Phone
2015,03/02/15,North,4,555 010 7788
2015,03/09/15,South,11,
2013,03/01/13,North,1,
2015,03/20/15,North,2
"""
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def survey(officer) -> Survey:
    survey = make_survey(officer, key="earlier", areas=["North", "South"])
    ask(survey, "safe")
    return survey


def brought_in(survey: Survey, by, rows: bytes = ROWS, **more) -> AnswerFile:
    """The answers of a file, kept; and what stays of the file."""
    asked = list(survey.questions.all())
    reading = read_responses(
        rows, read_response_map(MAP, "map.toml"), asked, areas=survey.areas, today=NOON.date()
    )
    responses.bring_in(survey, reading, Source.of("ward.csv", rows), by=by, at=NOON, **more)
    return survey.files.latest("pk")


def test_its_page_says_who_when_and_what_each_column_was_taken_for(client, survey, officer):
    file = brought_in(survey, officer)
    client.force_login(officer)

    assert file.get_absolute_url() in client.get(survey.get_absolute_url()).text
    page = client.get(file.get_absolute_url()).text

    assert file.columns == [
        ["Year", ["only"]],
        ["Date", ["answered_on"]],
        ["Ward", ["area"]],
        ["Q1", ["safe"]],
        ["Phone", []],
    ]
    for words in ("ward.csv", officer.short_name, "How about safe?", "The area people chose"):
        assert words in page
    assert page.count("Not brought in") == 1
    assert "Row 3, safe: is not from 1 to 5" in page


def test_nothing_that_somebody_answered_is_kept_with_the_file(client, survey, officer):
    file = brought_in(survey, officer)
    client.force_login(officer)

    kept = f"{file.columns} {file.told} {client.get(file.get_absolute_url()).text}"

    assert "555 010 7788" not in kept
    assert "“11”" not in kept
    assert "South" not in kept


def test_untouched_answers_are_taken_back_and_the_survey_is_a_draft_again(client, survey, officer):
    file = brought_in(survey, officer)
    client.force_login(officer)
    address = reverse("surveys:answer-file-undo", args=[survey.key, file.pk])
    assert address in client.get(file.get_absolute_url()).text
    assert "2 answers of this file will be deleted" in client.get(address).text
    assert Answer.objects.count() == 2

    said = client.post(address, follow=True)

    assert "2 answers are taken back. The survey is a draft again." in said.text
    survey.refresh_from_db()
    file.refresh_from_db()
    assert (survey.status, survey.source, survey.opened_on) == ("draft", "asked", None)
    assert not Answer.objects.exists()
    assert not Tally.objects.exists()
    assert (file.undone_by, file.told["kept"]) == (officer, 2)
    assert "taken back" in said.text
    assert "A draft again" in said.text
    assert Entry.objects.filter(action="surveys.responses.take_back").exists()


def test_after_it_was_taken_back_a_better_file_comes_in(survey, officer):
    responses.take_back(brought_in(survey, officer), by=officer, at=LATER)
    survey.refresh_from_db()

    again = brought_in(survey, officer, ROWS.replace(b",11,", b",3,"))

    survey.refresh_from_db()
    assert (survey.is_closed, survey.source, again.told["refused"]) == (True, "file", 1)
    assert again.holds


@pytest.mark.parametrize("action", ["reports.assembly.assemble", "file surveys:results-csv"])
def test_answers_that_went_into_something_stay(survey, officer, action):
    file = brought_in(survey, officer)
    note(action, survey, by=officer)

    with pytest.raises(StepRefused, match="since"):
        responses.take_back(file, by=officer, at=LATER)

    assert Answer.objects.count() == 2


def test_only_the_file_whose_answers_it_holds_is_taken_back_and_only_once(survey, officer):
    first = brought_in(survey, officer)
    second = brought_in(survey, officer, again=True)

    with pytest.raises(StepRefused, match="only once"):
        responses.take_back(first, by=officer, at=LATER)
    responses.take_back(second, by=officer, at=LATER)
    with pytest.raises(StepRefused, match="only once"):
        responses.take_back(AnswerFile.objects.get(pk=second.pk), by=officer, at=LATER)


@pytest.mark.parametrize("role", [Role.ANALYST, Role.OFFICER, Role.ACCREDITATION_MANAGER])
def test_others_take_nothing_back(survey, officer, role):
    file = brought_in(survey, officer)

    with pytest.raises(PermissionDenied):
        responses.take_back(file, by=make_member(role), at=LATER)


def test_what_citizens_answered_here_is_never_emptied(officer):
    survey = make_survey(officer, status="closed")

    with pytest.raises(StepRefused, match="answered it here"):
        surveys.empty_again(survey, by=officer, at=LATER)
