"""What citizens saw is kept by the database itself, whoever writes to it and how (K-IV.U, C-5)."""

import pytest
from django.db import IntegrityError, transaction

from surveys import kept
from surveys.models import Question, Survey
from tests.support.surveys import ask, make_survey

pytestmark = pytest.mark.django_db

OTHERWISE = {
    "title": {"en": "Another", "es": "Otra"},
    "introduction": {"en": "Another", "es": "Otra"},
    "areas": ["Elsewhere"],
    "key": "another",
    "source": "file",
}


@pytest.fixture
def survey(officer):
    made = make_survey(officer, status="open")
    ask(made, "safe")
    return made


def refused(change, words=kept.WORDS):
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        change()


@pytest.mark.parametrize("field", OTHERWISE)
def test_an_open_survey_refuses_other_words(survey, field):
    refused(lambda: Survey.objects.filter(pk=survey.pk).update(**{field: OTHERWISE[field]}))


def test_its_questions_are_neither_changed_nor_removed_nor_added_to(survey):
    refused(lambda: Question.objects.update(high=7))
    refused(lambda: Question.objects.all().delete())
    refused(lambda: survey.questions.create(key="late", kind="text", position=9))


def test_it_is_not_removed_with_what_was_answered(survey):
    with pytest.raises(IntegrityError), transaction.atomic():
        survey.delete()


def test_it_closes_all_the_same(survey):
    Survey.objects.filter(pk=survey.pk).update(status="closed", closed_on=survey.opened_on)

    survey.refresh_from_db()
    assert survey.is_closed


def test_a_draft_is_written_freely(officer):
    draft = make_survey(officer)
    ask(draft, "safe")

    draft.questions.update(high=7)
    draft.questions.all().delete()
    Survey.objects.filter(pk=draft.pk).update(title={"en": "Another", "es": "Otra"})

    assert not draft.questions.exists()


def test_steps_are_only_added_to(survey, officer):
    survey.steps.create(to_status="open", by=officer)

    refused(lambda: survey.steps.update(note="Never said."), kept.STEP_WORDS)
    refused(lambda: survey.steps.all().delete(), kept.STEP_WORDS)
