"""Answers become numbers: nothing is lost, nothing counts twice, and no order is left."""

from __future__ import annotations

import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from django.db import connection, connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys.models import Answer, Survey
from surveys.results import folding
from surveys.results.folding import fold, mix, rebuild, reconcile
from surveys.results.tabulation import Asked, counted
from surveys.values import DONT_KNOW, REFUSED
from tests.support.factories import make_member
from tests.support.surveys import answer, ask, make_survey


@pytest.fixture
def survey(kinston) -> Survey:
    """Asks for a rating, some of several choices, a number and own words."""
    survey = make_survey(make_member(), status="open", areas=["North", "South"])
    ask_everything(survey)
    return survey


def ask_everything(survey: Survey) -> None:
    ask(survey, "safe", dont_know=True)
    ask(survey, "seen", "choices", dont_know=True)
    ask(survey, "years", "number")
    ask(survey, "words", "text")


def tally_of(survey: Survey) -> dict[tuple[str, str, str], int]:
    rows = survey.tallies.values_list("area", "question", "value", "n")
    return {tuple(cell): n for *cell, n in rows}


def test_every_value_counts_in_its_area(survey):
    answer(survey, "North", safe=4, seen=["never", "often"], years=12, words="More light")
    answer(survey, "North", safe=4, seen=DONT_KNOW, words="?")
    answer(survey, "", safe=DONT_KNOW, seen=["often"], years=REFUSED)

    assert fold(survey) == 3

    assert tally_of(survey) == {
        ("North", "", "n"): 2,
        ("North", "safe", "4"): 2,
        ("North", "seen", "n"): 1,
        ("North", "seen", "often"): 1,
        ("North", "seen", "never"): 1,
        ("North", "seen", "?"): 1,
        ("North", "years", "12"): 1,
        ("North", "words", "n"): 2,
        ("", "", "n"): 1,
        ("", "safe", "?"): 1,
        ("", "seen", "n"): 1,
        ("", "seen", "often"): 1,
        ("", "years", "!"): 1,
    }


def test_what_was_counted_is_not_counted_again(survey):
    answer(survey, safe=4)
    fold(survey)

    assert fold(survey) == 0

    assert tally_of(survey) == {("", "", "n"): 1, ("", "safe", "4"): 1}


def test_what_is_held_or_left_out_and_what_others_were_asked_does_not_count(survey):
    other = make_survey(survey.designed_by, status="open")
    answer(survey, mark="held", safe=1)
    answer(survey, mark="left_out", safe=2)
    answer(other, safe=3)

    assert fold(survey) == 0

    assert tally_of(survey) == {}
    assert other.answers.waiting().count() == 1


ANSWERS = st.lists(
    st.tuples(
        st.sampled_from(["", "North", "South"]),
        st.fixed_dictionaries(
            {},
            optional={
                "safe": st.sampled_from([1, 2, 3, 4, 5, DONT_KNOW, REFUSED]),
                "seen": st.one_of(
                    st.just(DONT_KNOW), st.sets(st.sampled_from(["often", "never"])).map(sorted)
                ),
                "years": st.integers(0, 99),
                "words": st.text(max_size=5).filter(bool),
            },
        ),
        # Whether what came in so far is counted before the next answer comes.
        st.booleans(),
    ),
    max_size=12,
)


@pytest.mark.slow
@given(arriving=ANSWERS)
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_in_whatever_order_answers_are_received_and_counted_the_tally_is_the_same(survey, arriving):
    one = make_survey(survey.designed_by, status="open")
    ask_everything(one)
    for area, content, fold_now in arriving:
        answer(one, area, **content)
        if fold_now:
            fold(one)
            mix(one)
    fold(one)
    folded = tally_of(one)

    rebuild(one)

    assert folded == tally_of(one)
    assert reconcile(one) == []
    assert sum(n for (_, question, _), n in folded.items() if not question) == len(arriving)


def test_a_tally_that_went_wrong_is_named_and_rebuilt(survey):
    answer(survey, "North", safe=4)
    fold(survey)
    survey.tallies.filter(question="safe").update(n=5)
    survey.tallies.create(area="South", question="safe", value="1", n=2)

    assert reconcile(survey) == [
        "North, safe, 4: 5 in the tally, 1 in the answers",
        "South, safe, 1: 2 in the tally, 0 in the answers",
    ]

    assert rebuild(survey) == 1
    assert reconcile(survey) == []


# ---- Two at once


def several_at_once(*works) -> None:
    """Carry out every work in a thread and on a connection of its own, begun together."""
    together = threading.Barrier(len(works))

    def carried_out(work):
        try:
            together.wait()
            work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as threads:
        for done in [threads.submit(carried_out, work) for work in works]:
            done.result()


def carelessly(survey: Survey) -> None:
    """As it is done without thinking: look, count, then say that it is counted."""
    waiting = list(survey.answers.waiting())
    found = counted(
        [(one.area, one.content) for one in waiting],
        [Asked.of(question) for question in survey.questions.all()],
    )
    ready.wait(timeout=10)
    folding._add(survey, found)
    survey.answers.waiting().filter(pk__in=[one.pk for one in waiting]).update(mark="counted")


ready = threading.Barrier(2)


@pytest.mark.django_db(transaction=True)
def test_two_who_count_while_others_answer_lose_nothing_and_count_nothing_twice(survey):
    for n in range(200):
        answer(survey, f"Area {n % 7}", safe=n % 5 + 1)

    def counts():
        for _ in range(10):
            fold(survey)
            mix(survey)

    def answers():
        for n in range(40):
            answer(survey, f"Area {n % 7}", safe=n % 5 + 1)

    several_at_once(counts, counts, answers, answers)
    fold(survey)

    assert sum(n for (_, question, _), n in tally_of(survey).items() if not question) == 280
    assert survey.answers.counted().count() == 280
    assert reconcile(survey) == []


@pytest.mark.django_db(transaction=True)
def test_without_the_one_update_two_would_count_the_same_answers(survey):
    for n in range(20):
        answer(survey, safe=n % 5 + 1)

    several_at_once(lambda: carelessly(survey), lambda: carelessly(survey))

    assert tally_of(survey)["", "", "n"] == 40


def rebuilt_while_an_answer_is_counted(survey: Survey, monkeypatch) -> None:
    """A tally is rebuilt, and right after it read the answers, another one is counted."""
    read, counted_too = threading.Event(), threading.Event()
    recounted = folding._recounted

    def slowly(survey):
        found = recounted(survey)
        read.set()
        # Whoever counts has to wait for the rebuilding, so this ends by itself.
        counted_too.wait(timeout=1)
        return found

    def counts():
        read.wait(timeout=10)
        fold(survey)
        counted_too.set()

    answer(survey, safe=1)
    fold(survey)
    answer(survey, safe=2)
    with monkeypatch.context() as slow:
        slow.setattr(folding, "_recounted", slowly)
        several_at_once(lambda: rebuild(survey), counts)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_tally_rebuilt_while_an_answer_is_counted_does_not_miss_it(survey, monkeypatch):
    rebuilt_while_an_answer_is_counted(survey, monkeypatch)

    assert tally_of(survey) == {("", "", "n"): 2, ("", "safe", "1"): 1, ("", "safe", "2"): 1}


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
def test_without_the_surveys_row_held_the_rebuilt_tally_would_miss_it(survey, monkeypatch):
    monkeypatch.setattr(folding, "_hold", lambda survey: None)

    rebuilt_while_an_answer_is_counted(survey, monkeypatch)

    assert tally_of(survey)["", "", "n"] == 1


# ---- No order is left


def order_of(survey: Survey) -> list[int]:
    """The arrival numbers of the answers in the order in which the database keeps them."""
    place = "ctid" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT content FROM surveys_answer WHERE survey_id = %s ORDER BY {place}",
            [survey.pk],
        )
        return [json.loads(content)["years"] for (content,) in cursor.fetchall()]


def in_a_row(order: list[int]) -> int:
    """How many answers stand right behind the one that came before them."""
    return sum(later == earlier + 1 for earlier, later in pairwise(order))


def answers_numbered(survey: Survey, first: int, many: int) -> None:
    for n in range(first, first + many):
        answer(survey, years=n)
    fold(survey)


def test_as_they_come_in_the_rows_stand_in_the_order_of_arrival(survey):
    for n in range(100):
        answer(survey, years=n)

    # PostgreSQL may fill a gap that another test's rows left.
    assert in_a_row(order_of(survey)) > 90


def test_mixed_answers_say_the_same_under_new_keys_in_no_order(survey):
    answers_numbered(survey, 0, 100)
    said = Counter(survey.answers.values_list("area", "content", "way", "mark"))
    keys = set(survey.answers.values_list("pk", flat=True))

    assert mix(survey) == 100

    assert in_a_row(order_of(survey)) < 15
    assert Counter(survey.answers.values_list("area", "content", "way", "mark")) == said
    assert keys.isdisjoint(survey.answers.values_list("pk", flat=True))
    assert reconcile(survey) == []


def test_new_answers_are_mixed_among_older_ones(survey):
    answers_numbered(survey, 0, 100)
    mix(survey)
    answers_numbered(survey, 100, 10)

    assert mix(survey) == 110

    assert set(order_of(survey)[-10:]) != set(range(100, 110))


@pytest.mark.parametrize("large", [10, 1_000])
@pytest.mark.parametrize(
    ("most", "least", "moved"), [(30, 2_000, 30), (100, 10, 40), (100, 50, 50), (100, 2_000, 80)]
)
def test_of_many_answers_some_are_mixed_at_a_time_and_all_the_new_ones_among_them(
    survey, monkeypatch, most, least, moved, large
):
    monkeypatch.setattr(folding, "LARGE", large)
    answers_numbered(survey, 0, 78)
    mix(survey)
    monkeypatch.setattr(folding, "MOST_MIXED", most)
    monkeypatch.setattr(folding, "LEAST_MIXED", least)
    answers_numbered(survey, 78, 2)
    before = set(survey.answers.values_list("pk", flat=True))

    assert mix(survey) == moved

    kept = survey.answers.filter(pk__in=before)
    assert kept.count() == 80 - moved
    assert all(json.loads(one.content)["years"] < 78 for one in kept)
    assert reconcile(survey) == []


def test_nothing_moves_when_nothing_came_in(survey):
    answers_numbered(survey, 0, 10)
    mix(survey)

    assert mix(survey) == 0


def test_what_is_held_or_waits_to_be_counted_stays_where_it_is(survey):
    answers_numbered(survey, 0, 3)
    held, new = answer(survey, mark="held", years=8), answer(survey, years=9)

    assert mix(survey) == 3

    assert {held, new} <= set(Answer.objects.all())


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="These marks are PostgreSQL's")
def test_the_databases_own_marks_do_not_tell_who_came_first(survey):
    for n in range(20):
        answers_numbered(survey, n, 1)
        mix(survey)

    with connection.cursor() as cursor:
        marks = "SELECT count(DISTINCT xmin::text) FROM surveys_answer WHERE survey_id = %s"
        cursor.execute(marks, [survey.pk])
        assert cursor.fetchone() == (1,)
