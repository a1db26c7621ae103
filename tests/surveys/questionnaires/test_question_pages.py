"""Questions in the browser: from the bank, written, with choices, moved and removed."""

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.urls import reverse

from surveys.models import Question
from tests.support.factories import NOON
from tests.support.surveys import ask, make_survey, option


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def draft(officer):
    return make_survey(officer, key="spring", areas=["North", "South"])


@pytest.fixture
def as_officer(client, officer):
    client.force_login(officer)
    return client


def url(name, *more):
    return reverse(f"surveys:question-{name}", args=["spring", *more])


def typed(**facts):
    return {"text_0": "How safe?", "text_1": "¿Qué tan seguro?", "domain": "other", **facts}


def rows(*choices, **facts):
    """A form with choices, each (English, Spanish, counted as)."""
    told = {"choice-TOTAL_FORMS": len(choices), "choice-INITIAL_FORMS": 0}
    for n, row in enumerate(choices):
        for name, words in zip(("en", "es", "value"), (*row, "", ""), strict=False):
            told[f"choice-{n}-{name}"] = words
    return typed(**told, **facts)


def shown_rows(answer):
    return [row.initial.get("en", "") for row in answer.context["form"].rows]


def words_of(answer):
    return " ".join(answer.text.split())


# ---- the bank


def test_the_bank_shows_the_missing_domains_of_the_policy(as_officer, draft):
    ask(draft, "q1", domain="safety_city")

    shelves = as_officer.get(url("bank")).context["shelves"]

    assert [shelf.domain.key for shelf in shelves if not shelf.is_missing] == [
        "safety_city",
        "other",
    ]
    assert all(shelf.items for shelf in shelves)


def test_a_ready_question_is_taken_once(as_officer, draft):
    take = {"take": "safety_city/city-safety-night"}

    first = as_officer.post(url("bank"), take)
    as_officer.post(url("bank"), take)

    assert first.url == f"{url('bank')}#safety_city"
    told = " ".join(str(one) for one in get_messages(first.wsgi_request))
    assert "Added at the end: How safe" in told
    assert "{" not in told
    [question] = draft.questions.all()
    assert (question.domain, question.low, question.dont_know) == ("safety_city", 1, True)
    assert question.text.localize("es") == (
        "¿Qué tan seguro se siente en la ciudad después del anochecer?"
    )


@pytest.mark.parametrize("take", ["", "safety_city/", "nowhere/city-safety-night", "x"])
def test_what_is_not_on_the_shelf_is_not_there(as_officer, draft, take):
    assert as_officer.post(url("bank"), {"take": take}).status_code == 404


# ---- a question of one's own


@pytest.mark.parametrize("kind", Question.Kind.values)
def test_each_kind_has_a_form_and_is_asked_once(as_officer, draft, kind):
    page = as_officer.get(url("new", kind))
    sent = rows(("Yes", "Sí"), ("No", "No"), low="1", high="5")
    sent["submission"] = str(page.context["form"].facts.initial["submission"])

    for _ in range(2):
        answer = as_officer.post(url("new", kind), sent)

    assert answer.url == "/surveys/spring/#questions"
    [question] = draft.questions.all()
    assert (question.kind, question.key) == (kind, "how-safe")
    assert bool(question.options) is (kind in Question.WITH_OPTIONS)
    assert (question.low is not None) is (kind in Question.WITH_RANGE)


def test_there_is_no_eighth_kind(as_officer, draft):
    assert as_officer.get(url("new", "matrix")).status_code == 404


def test_the_domain_one_came_from_is_chosen(as_officer, draft):
    form = as_officer.get(url("new", "text") + "?domain=suggestions").context["form"]

    assert form.facts["domain"].value() == "suggestions"


@pytest.mark.parametrize(
    ("kind", "facts", "said"),
    [
        ("rating", {"low": "5", "high": "5"}, "The highest is not above the lowest."),
        ("rating", {"low": "1", "high": ""}, "Fill in “Highest”"),
        ("rating", {"low": "0", "high": "100"}, "A scale has at most 21 points."),
        ("number", {"low": "3", "high": "2"}, "The highest is not above the lowest."),
        ("text", {"text_0": ""}, "Fill in “Question” in English."),
        ("text", {"domain": "weather"}, "Select a valid choice"),
    ],
)
def test_a_question_that_cannot_be_asked_says_why(as_officer, draft, kind, facts, said):
    answer = as_officer.post(url("new", kind), typed(**facts))

    assert answer.status_code == 422
    assert said in words_of(answer)
    assert not draft.questions.exists()


# ---- choices


def test_choices_are_counted_under_a_value_made_from_their_words(as_officer, draft):
    sent = rows(("Very often", "Muy seguido"), ("", ""), ("Never", "Nunca", "0"), ("Very often",))

    as_officer.post(url("new", "choice"), sent)

    assert draft.questions.get().options == [
        {"value": "very-often", "text": {"en": "Very often", "es": "Muy seguido"}},
        {"value": "0", "text": {"en": "Never", "es": "Nunca"}},
        {"value": "very-often-2", "text": {"en": "Very often"}},
    ]


@pytest.mark.parametrize(
    ("kind", "choices", "said"),
    [
        ("choice", [("Yes", "Sí")], "Write two choices or more."),
        ("choice", [("", "Sí"), ("No", "No")], "Fill in the English words of this choice."),
        ("choice", [("A", "", "x"), ("B", "", "x")], "Two choices are counted as “x”."),
        ("choice", [("A", "", "?"), ("B", "", "!")], "No choice can be counted as “?”."),
        ("choices", [("A", "", "n"), ("B", "", "m")], "No choice can be counted as “n”."),
        ("choice", [("x" * 121,), ("B",)], "at most 120 characters"),
    ],
)
def test_choices_that_cannot_be_counted_are_refused(as_officer, draft, kind, choices, said):
    answer = as_officer.post(url("new", kind), rows(*choices))

    assert answer.status_code == 422
    assert said in words_of(answer)


def test_the_letter_n_is_no_value_of_several_choices(as_officer, draft):
    as_officer.post(url("new", "choices"), rows(("N", "N"), ("M", "M")))

    assert draft.questions.get().option_values == ["n-2", "m"]


@pytest.mark.parametrize(
    ("press", "order"),
    [
        ("add", ["One", "Two", "Three", ""]),
        ("up-1", ["Two", "One", "Three"]),
        ("up-0", ["One", "Two", "Three"]),
        ("down-1", ["One", "Three", "Two"]),
        ("down-2", ["One", "Two", "Three"]),
        ("remove-0", ["Two", "Three"]),
        ("remove-9", ["One", "Two", "Three"]),
        ("nonsense", ["One", "Two", "Three"]),
    ],
)
def test_rows_are_arranged_without_a_script_and_nothing_typed_is_lost(
    as_officer, draft, press, order
):
    sent = rows(("One",), ("Two",), ("Three",), text_0="", text_1="¿Y usted?", rows=press)

    answer = as_officer.post(url("new", "choice"), sent)

    assert answer.status_code == 200
    assert shown_rows(answer) == order
    assert "¿Y usted?" in answer.text
    assert "to fix" not in answer.text
    assert not draft.questions.exists()


def test_choices_of_a_saved_question_come_back_in_their_order(as_officer, draft):
    question = ask(draft, "q1", "choice", options=[option("b"), option("a")])

    page = as_officer.get(url("edit", question.pk))
    sent = rows(("A", "a (es)", "a"), ("B", "b (es)", "b"), version=question.version)
    as_officer.post(url("edit", question.pk), sent)

    assert shown_rows(page) == ["B", "A"]
    assert draft.questions.get().option_values == ["a", "b"]


# ---- changed, moved, removed


def test_nothing_changed_is_nothing_saved(as_officer, draft):
    question = ask(draft, "q1", "text", text={"en": "How safe?", "es": "¿Qué tan seguro?"})

    as_officer.post(url("edit", question.pk), typed(version=question.version))

    assert draft.questions.get().version == question.version


def test_both_versions_are_shown_when_somebody_saved_first(as_officer, draft):
    question = ask(draft, "q1", low_label={"en": "Bad"}, high_label={"en": "Good"})
    sent = {"low": "1", "high": "5", "version": question.version}
    as_officer.post(url("edit", question.pk), typed(**sent, text_0="Theirs?"))

    answer = as_officer.post(url("edit", question.pk), typed(**sent, text_0="Mine?"))
    shown = words_of(answer)

    assert answer.status_code == 409
    assert "Theirs? / ¿Qué tan seguro?" in shown
    assert "Mine? / ¿Qué tan seguro?" in shown
    kept = draft.questions.get()
    assert str(kept.text) == "Theirs?"
    as_officer.post(
        url("edit", question.pk), typed(**sent | {"version": kept.version}, text_0="Mine?")
    )
    assert str(draft.questions.get().text) == "Mine?"


def test_a_question_moves_by_a_button(as_officer, draft):
    ask(draft, "a")
    second = ask(draft, "b")

    answer = as_officer.post(url("move", second.pk), {"to": "up"})

    assert answer.url == f"/surveys/spring/#question-{second.pk}"
    assert list(draft.questions.values_list("key", flat=True)) == ["b", "a"]
    assert as_officer.get(url("move", second.pk)).status_code == 405


def test_removing_asks_first(as_officer, draft):
    question = ask(draft, "q1")

    asked = as_officer.get(url("remove", question.pk))
    before = draft.questions.count()
    as_officer.post(url("remove", question.pk))

    assert (asked.status_code, before) == (200, 1)
    assert not draft.questions.exists()


def test_a_question_of_another_survey_is_not_found_here(as_officer, draft, officer):
    question = ask(make_survey(officer), "q1")

    for name in ("edit", "remove"):
        assert as_officer.get(url(name, question.pk)).status_code == 404
    assert as_officer.post(url("move", question.pk)).status_code == 404


@pytest.mark.parametrize("name", ["bank", "new", "edit", "remove"])
def test_whoever_only_reads_changes_no_question(client, commander, draft, name):
    client.force_login(commander)
    question = ask(draft, "q1")
    more = {"new": ["rating"], "edit": [question.pk], "remove": [question.pk]}.get(name, [])

    for answer in (client.get(url(name, *more)), client.post(url(name, *more))):
        assert answer.status_code == 403
        assert "writes the surveys" in answer.text
