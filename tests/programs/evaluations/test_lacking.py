"""Letters that can't be printed here are named before an evaluation is sent, and in it."""

from datetime import date

import pytest
from django.urls import reverse

from programs.evaluations.printing import evaluation_pdf
from programs.evaluations.workflows import evaluations
from programs.evaluations.workflows.evaluations import Words
from tests.documents.reading import words
from tests.support.evaluations import OPENED, opened
from tests.support.programs import enter_feedback

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("latin_alone")]
THAI, HEBREW = "ขอบคุณมาก", "תודה רבה"


@pytest.fixture
def evaluation(program, officer):
    enter_feedback(program, officer, on=date(2025, 9, 6), yes=6, unsure=1, no=3, quote=THAI)
    evaluation = opened(program, officer)
    told = Words(f"Somebody wrote {HEBREW}.", "keep", "It works.")
    evaluations.write(evaluation, told, by=officer, at=OPENED, seen=evaluation.written)
    return evaluation


@pytest.mark.parametrize("step", ["evaluation", "evaluation-submit"])
def test_its_pages_name_the_letters_and_where_they_stand(evaluation, officer, as_member, step):
    page = as_member(officer).get(reverse(f"programs:{step}", args=[evaluation.pk])).text

    write = reverse("programs:evaluation-write", args=[evaluation.pk])
    assert f'Hebrew, 1 place: <a href="{write}">the account</a>' in page
    assert "Thai, 1 place: " in page


def test_the_document_says_where_they_stood(evaluation):
    said = words(evaluation_pdf(evaluation))

    assert "Somebody wrote [7 letters: Hebrew]." in said
    assert "letters: Thai]" in said
