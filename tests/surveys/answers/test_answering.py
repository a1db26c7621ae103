"""What a sent form says, read against the questions: plain values, no records."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.answers.answering import LONGEST_TEXT, Checker, cleaned
from surveys.models import Question
from tests.support.surveys import option

OPTIONS = [option("often"), option("never")]
QUESTIONS = [
    Question(key="safety", kind="rating", low=1, high=5, dont_know=True),
    Question(key="contact", kind="choice", options=OPTIONS),
    Question(key="news", kind="choices", options=OPTIONS, dont_know=True),
    Question(key="years", kind="number", low=0, high=120, dont_know=True),
    Question(key="words", kind="text"),
    Question(key="home", kind="area"),
]
CHECKER = Checker(QUESTIONS, ["Northgate", "Tannery Hill"])


def read(**given_values):
    return CHECKER.read(given_values)


def test_each_kind_is_kept_in_its_own_way():
    answer = read(
        safety=["4"],
        contact=["never"],
        news=["often", "never"],
        years=[" 12 "],
        words=["  Two\r\nlines "],
        home=["Tannery Hill"],
    )

    assert answer.content == {
        "safety": 4,
        "contact": "never",
        "news": ["never", "often"],
        "years": 12,
        "words": "Two\nlines",
    }
    assert answer.area == "Tannery Hill"
    assert answer.errors == {}


def test_what_is_left_out_has_no_key():
    answer = read(safety=[""], contact=[], years=[""], words=["  \n "], home=[""])

    assert (answer.content, answer.area) == ({}, "")
    assert answer.says_nothing


def test_dont_know_is_said_by_one_value_where_it_is_offered():
    answer = read(safety=["?"], news=["?"], years=["", "?"])

    assert answer.content == {"safety": "?", "news": "?", "years": "?"}


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("safety", ["6"]),
        ("safety", ["four"]),
        ("safety", ["!"]),
        ("safety", ["1", "2"]),
        ("contact", ["sometimes"]),
        ("contact", ["?"]),
        ("news", ["often", "sometimes"]),
        ("news", ["often", "?"]),
        ("years", ["121"]),
        ("years", ["-1"]),
        ("years", ["1.5"]),
        ("years", ["٣"]),
        ("years", ["1234567890"]),
        ("years", ["7", "?"]),
        ("home", ["Elsewhere"]),
    ],
)
def test_what_the_question_does_not_offer_is_an_error(key, values):
    answer = read(**{key: values})

    assert list(answer.errors) == [key]
    assert answer.content == {}
    assert not answer.says_nothing


def test_dont_know_beside_an_answer_says_which_of_the_two_to_choose():
    answer = read(news=["often", "?"])

    assert answer.errors == {"news": "Choose either “Don't know” or other answers."}


def test_one_error_costs_no_other_answer():
    answer = read(safety=["9"], words=["More light."])

    assert answer.content == {"words": "More light."}
    assert answer.errors == {"safety": "Choose one of the answers offered here."}


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (1, 5, "Write a number from 1 to 5."),
        (1, None, "Write a number from 1 up."),
        (None, 5, "Write a number up to 5."),
    ],
)
def test_a_number_out_of_range_says_the_range(low, high, words):
    checker = Checker([Question(key="n", kind="number", low=low, high=high)], [])

    assert checker.read({"n": ["0" if low else "9"]}).errors == {"n": words}


def test_a_key_nobody_asked_is_not_kept():
    assert read(secret=["x"]).says_nothing


def test_own_words_are_cut_and_lose_what_cannot_be_seen():
    assert cleaned("a\x00b\x07c\u202ed\ufeff") == "abcd"
    assert cleaned("e\u0301") == "é"
    assert len(cleaned("x" * 5000)) == LONGEST_TEXT
    assert cleaned("one\ttwo\nthree") == "one\ttwo\nthree"


@given(
    st.dictionaries(st.sampled_from([q.key for q in QUESTIONS]), st.lists(st.text(), max_size=3))
)
def test_whatever_is_sent_is_kept_or_named(sent):
    answer = CHECKER.read(sent)

    assert not set(answer.errors) & set(answer.content)
    words = answer.content.get("words", "")
    assert not any(
        "\ud800" <= sign <= "\udfff" or (sign < " " and sign not in "\n\t") for sign in words
    )
    assert len(words) <= LONGEST_TEXT
