"""The questions of a draft: added once, changed by one at a time, moved, removed."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from records.history import StaleRecord, StepRefused
from surveys.models import Question, Survey
from surveys.questionnaires.workflows import questions as workflow
from tests.support.surveys import ask, make_survey
from tests.surveys.asking import own


@pytest.fixture
def draft(officer):
    return make_survey(officer)


def keys(survey):
    return list(survey.questions.values_list("key", flat=True))


def test_a_question_is_called_after_its_english_words(officer, draft):
    for _ in range(2):
        workflow.add(draft, own("How safe do you feel?"), by=officer)

    assert keys(draft) == ["how-safe-do-you-feel", "how-safe-do-you-feel-2"]


def test_a_question_sent_twice_is_asked_once(officer, draft):
    sent = uuid4()

    first = workflow.add(draft, own(submission=sent), by=officer)
    again = workflow.add(draft, own(submission=sent), by=officer)

    assert again == first
    assert draft.questions.count() == 1


def test_a_form_of_another_survey_adds_nothing(officer, draft):
    sent = uuid4()
    workflow.add(draft, own(submission=sent), by=officer)
    other = make_survey(officer)

    with pytest.raises(StepRefused):
        workflow.add(other, own(submission=sent), by=officer)

    assert keys(other) == []


def test_the_area_is_asked_once(officer, draft):
    workflow.add(draft, own("Where do you live?", kind="area"), by=officer)

    with pytest.raises(StepRefused, match="asks for the area already"):
        workflow.add(draft, own("Which part of town?", kind="area"), by=officer)


def test_every_change_is_one_more_version_of_the_survey(officer, draft):
    question = workflow.add(draft, own(), by=officer)
    seen = [Survey.objects.get(pk=draft.pk).version]

    question.text = {"en": "How safe?", "es": "¿Qué tan seguro?"}
    workflow.change(question, by=officer, seen=1, fields=["text"])
    seen.append(Survey.objects.get(pk=draft.pk).version)
    workflow.put(question, by=officer, up=True)
    seen.append(Survey.objects.get(pk=draft.pk).version)
    workflow.remove(question, by=officer)
    seen.append(Survey.objects.get(pk=draft.pk).version)

    assert seen == [2, 3, 4, 5]


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(officer, draft):
    question = ask(draft, "q1")
    stale = Question.objects.get(pk=question.pk)
    question.text = {"en": "First?"}
    workflow.change(question, by=officer, seen=1, fields=["text"])
    stale.text = {"en": "Second?"}

    with pytest.raises(StaleRecord):
        workflow.change(stale, by=officer, seen=1, fields=["text"])

    assert Question.objects.get(pk=question.pk).text.localize("en") == "First?"


def test_two_people_change_two_questions_at_once(officer, draft):
    first, second = ask(draft, "q1"), ask(draft, "q2")
    first.text, second.text = {"en": "First?"}, {"en": "Second?"}

    workflow.change(first, by=officer, seen=1, fields=["text"])
    workflow.change(second, by=officer, seen=1, fields=["text"])

    assert [str(one.text) for one in draft.questions.all()] == ["First?", "Second?"]


def test_a_question_that_was_removed_is_not_changed(officer, draft):
    question = ask(draft, "q1")
    gone = Question.objects.get(pk=question.pk)
    workflow.remove(question, by=officer)

    with pytest.raises(StepRefused, match="removed this question"):
        workflow.change(gone, by=officer, seen=1, fields=["text"])
    with pytest.raises(StepRefused, match="removed this question"):
        workflow.put(gone, by=officer, up=True)


@pytest.mark.parametrize(
    ("key", "up", "order"),
    [
        ("b", True, ["b", "a", "c"]),
        ("b", False, ["a", "c", "b"]),
        ("a", True, ["a", "b", "c"]),
        ("c", False, ["a", "b", "c"]),
    ],
)
def test_a_question_moves_one_place(officer, draft, key, up, order):
    asked = {name: ask(draft, name) for name in "abc"}

    workflow.put(asked[key], by=officer, up=up)

    assert keys(draft) == order


def test_what_is_left_is_numbered_anew(officer, draft):
    asked = [ask(draft, name) for name in "abc"]

    workflow.remove(asked[1], by=officer)

    assert list(draft.questions.values_list("key", "position")) == [("a", 1), ("c", 2)]


@pytest.mark.parametrize("status", ["open", "closed", "discarded"])
def test_the_questions_of_what_citizens_saw_stay(officer, status):
    survey = make_survey(officer, status=status)
    question = ask(survey, "q1")

    for step in (
        lambda: workflow.add(survey, own(), by=officer),
        lambda: workflow.change(question, by=officer, seen=1, fields=["text"]),
        lambda: workflow.put(question, by=officer, up=True),
        lambda: workflow.remove(question, by=officer),
        lambda: workflow.replace(survey, [own()], by=officer),
    ):
        with pytest.raises(PermissionDenied):
            step()

    assert keys(survey) == ["q1"]


def test_a_page_loaded_before_it_opened_changes_nothing(officer, draft):
    question = ask(draft, "q1")
    Survey.objects.filter(pk=draft.pk).update(status="discarded")

    with pytest.raises(StepRefused, match="not a draft any more"):
        workflow.remove(question, by=officer)

    assert keys(draft) == ["q1"]


def test_other_questions_come_instead_of_all(officer, draft):
    ask(draft, "old")

    workflow.replace(draft, [own(key="one"), own(key="two")], by=officer)

    assert list(draft.questions.values_list("key", "position")) == [("one", 1), ("two", 2)]
