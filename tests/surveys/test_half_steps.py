"""Scales with half steps: written in a questionnaire, answered, brought in, counted and printed."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from surveys.answer_files.maps import read_response_map
from surveys.answer_files.reading import Reading, read_responses
from surveys.answers.answering import NotAllowed, reader_of
from surveys.answers.keying import FIGURES, keyed_in
from surveys.models import Question, Survey
from surveys.questionnaires.files import QuestionnaireError, read_questionnaire
from surveys.questionnaires.paper import _boxes
from surveys.questionnaires.workflows.surveys import copy
from surveys.results.figures import figures_of
from surveys.results.folding import fold
from surveys.results.results import results_of
from surveys.wording import kind_words
from tests.support.surveys import answer, ask, make_survey

FILE = """
[survey]
key = "halves"
title.en = "Halves"

[[questions]]
key = "safe"
kind = "{kind}"
low = 1
high = {high}
step = {step}
text.en = "How safe?"
"""


@pytest.fixture
def survey(officer) -> Survey:
    survey = make_survey(officer, key="halves")
    ask(survey, "safe", half_steps=True)
    ask(survey, "clean")
    return survey


def asked(kind: str = "rating", high: int = 5, step: str = "0.5") -> Question:
    written = FILE.format(kind=kind, high=high, step=step).encode()
    return read_questionnaire(written, file="q.toml", domains=[]).questions[0].question()


def read(survey: Survey, rows: str, columns: str) -> Reading:
    return read_responses(
        rows.encode(),
        read_response_map(f"[columns]\n{columns}\n".encode(), "map.toml"),
        list(survey.questions.all()),
        areas=[],
        today=date(2026, 5, 13),
    )


def test_a_questionnaire_says_the_step():
    assert [str(point) for point in asked().points] == [
        "1", "1.5", "2", "2.5", "3", "3.5", "4", "4.5", "5",
    ]  # fmt: skip
    assert list(asked(step="1").points) == [1, 2, 3, 4, 5]
    assert "1 to 5 in half steps" in kind_words(asked())


@pytest.mark.parametrize(
    ("kind", "high", "step", "words"),
    [
        ("rating", 5, "0.25", "step"),
        ("rating", 12, "0.5", "a scale has at most 21 points"),
        ("number", 5, "0.5", "a number is a whole one"),
    ],
)
def test_no_other_step_is_taken(kind, high, step, words):
    with pytest.raises(QuestionnaireError, match=words):
        asked(kind, high, step)


def test_below_zero_the_points_are_in_order(survey):
    safe = survey.questions.get(key="safe")
    safe.low, safe.high = -1, 1

    assert safe.points == [-1, -0.5, 0, 0.5, 1]


@pytest.mark.parametrize(
    ("cell", "value"),
    [("4.5", 4.5), ("4.50", 4.5), ("4,5", 4.5), ("4.0", 4), ("4", 4), ("4.25", "!"), ("5.5", "!")],
)
def test_a_file_may_hold_half_steps_where_the_question_allows_them(survey, cell, value):
    reading = read(survey, f'Q\n"{cell}"\n', 'safe = "Q"')

    assert json.loads(reading.responses[0].content) == {"safe": value}


def test_without_half_steps_they_are_refused_as_before(survey):
    reading = read(survey, "Q\n4.5\n", 'clean = "Q"')

    assert reading.named[0].reason == "is not a whole number"


def test_half_steps_may_stand_in_columns_too(survey):
    reading = read(survey, "A,B\n,Y\n", 'safe = { columns = { "1" = "A", "1.5" = "B" } }')

    assert reading.responses[0].content == '{"safe":1.5}'


def test_citizens_can_send_them(survey):
    safe, clean = survey.questions.all()

    assert reader_of(safe, [])(["2.5"]) == 2.5
    assert reader_of(safe, [])(["2"]) == 2
    with pytest.raises(NotAllowed):
        reader_of(clean, [])(["2.5"])


def test_they_count_in_their_order_and_in_the_mean(survey):
    for value in (1, 1.5, 1.5, 4.5, 5, "?"):
        answer(survey, safe=value)
    fold(survey)

    figures = figures_of(survey)["questions"]["safe"]

    assert (figures["n"], figures["mean"], figures["dont_know"]) == (5, 2.7, 1)
    assert list(figures["counts"]) == ["1", "1.5", "2", "2.5", "3", "3.5", "4", "4.5", "5"]
    assert figures["counts"]["1.5"] == 2


def test_results_show_each_point(survey):
    for _ in range(12):
        answer(survey, safe=4.5)
    fold(survey)

    [safe, _] = results_of(survey).questions

    assert (safe.mean, [share.value for share in safe.shares][7]) == (4.5, "4.5")


def test_paper_has_a_box_for_each_point(survey):
    assert _boxes(survey.questions.get(key="safe"), "en")[:3] == ["1", "1.5", "2"]


def test_only_a_rating_has_half_steps(survey):
    with pytest.raises(IntegrityError), transaction.atomic():
        ask(survey, "years", "number", half_steps=True)


def test_the_page_of_a_question_offers_and_saves_them(client, officer, survey):
    client.force_login(officer)
    clean = survey.questions.get(key="clean")
    url = reverse("surveys:question-edit", args=[survey.key, clean.pk])
    facts = client.get(url).context["form"].facts
    sent = {"text_0": "Clean?", "text_1": "¿Limpio?", "domain": "other", "low": 1, "high": 5}

    client.post(url, sent | {"half_steps": "on", "version": facts.initial["version"]})

    clean.refresh_from_db()
    assert clean.half_steps
    assert "Half steps" in client.get(url).text


def test_the_page_counts_half_steps_among_the_points(client, officer, survey):
    client.force_login(officer)
    clean = survey.questions.get(key="clean")
    url = reverse("surveys:question-edit", args=[survey.key, clean.pk])
    sent = {"text_0": "Clean?", "text_1": "¿Limpio?", "domain": "other", "low": 1, "high": 12}

    page = client.post(url, sent | {"half_steps": "on", "version": clean.version})

    assert "A scale has at most 21 points." in page.text


def test_answers_on_paper_are_keyed_in_with_them(survey):
    given, errors = keyed_in(survey, {f"{FIGURES}safe": ["1.5"], f"{FIGURES}clean": ["1.5"]})

    assert given == {"safe": ["1.5"]}
    assert list(errors) == ["clean"]


def test_a_copy_has_them_too(officer, survey):
    draft = Survey(title={"en": "Again", "es": "Otra vez"})

    copied = copy(survey, draft, by=officer, at=datetime(2026, 5, 13, 16, 0, tzinfo=UTC))

    assert [one.half_steps for one in copied.questions.all()] == [True, False]
