"""Nobody can work out what few people said, whatever else is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from surveys.models import Question
from surveys.results import hiding, suppression
from surveys.results.results import QuestionResult, SurveyResults, results_from
from surveys.results.suppression import Hidden, Table, could_differ, shown_groups
from tests.surveys.results.attacking import Known, known_from

APART = {"?": "dont_know", "!": "refused"}
# What a cell holds: often nobody, often few, sometimes just enough.
FEW = st.sampled_from([0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 9, 12])


def rating(**facts: Any) -> Question:
    return Question(key="q", kind="rating", low=1, high=3, text={"en": "How?"}, **facts)


def choices() -> Question:
    options = [{"value": value, "text": {"en": value}} for value in "abc"]
    return Question(key="q", kind="choices", options=options, text={"en": "Which?"})


def of_rating(*rows: Sequence[int]) -> SurveyResults:
    """Results of areas, each given as ratings of 1, 2 and 3, don't know, no answer, refused."""
    by_area = {}
    for n, row in enumerate(rows):
        said = dict(zip("123?.!", row, strict=False))
        cells = {("q", value): count for value, count in said.items() if count and value != "."}
        by_area[f"Area {n}"] = cells | {("", "n"): sum(row)}
    return results_from([rating()], by_area)


def of_choices(*rows: Sequence[str]) -> SurveyResults:
    """Results of areas, each given as what each person there chose; "" for nothing, "?"."""
    by_area = {}
    for n, row in enumerate(rows):
        cells = Counter(("q", value) for said in row for value in said)
        cells["q", "n"] = sum(said not in ("", "?") for said in row)
        by_area[f"Area {n}"] = cells | Counter({("", "n"): len(row)})
    return results_from([choices()], by_area)


def worked_out(results: SurveyResults) -> list[Any]:
    """The hidden numbers somebody can tell exactly from what is published."""
    question = results.questions[0]
    known = known_from(results, question)
    return [name for name in known.hidden() if len(known.possible(name)) < 2]


# ---- The attack


RATINGS = st.lists(st.lists(FEW, min_size=6, max_size=6), min_size=1, max_size=4)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(rows=RATINGS)
@example(rows=[[1, 12, 0, 0, 0, 0], [0, 20, 0, 0, 0, 0]])
@example(rows=[[10, 0, 0, 0, 0, 0], [0, 0, 11, 0, 0, 0], [0, 9, 0, 0, 0, 0]])
@example(rows=[[4, 3, 2, 1, 0, 0], [12, 12, 12, 0, 0, 0], [12, 12, 12, 0, 0, 0]])
@example(rows=[[12, 12, 12, 2, 0, 0], [12, 12, 12, 0, 0, 0]])
@example(rows=[[12, 12, 12, 0, 3, 0], [12, 12, 12, 0, 12, 0]])
@example(rows=[[3, 3, 3, 9, 0, 0], [12, 12, 12, 0, 0, 0]])
@example(rows=[[0, 0, 0, 12, 0, 0], [12, 1, 12, 0, 0, 0], [9, 9, 9, 9, 9, 9]])
@example(rows=[[1, 1, 12, 0, 0, 0], [1, 1, 12, 0, 0, 0]])
@example(rows=[[2, 12, 0, 1, 1, 1], [0, 0, 0, 0, 0, 12]])
def test_no_hidden_rating_can_be_worked_out(rows):
    assert worked_out(of_rating(*rows)) == []


PEOPLE = st.lists(
    st.sampled_from(["a", "b", "c", "ab", "abc", "bc", "", "?"]), min_size=6, max_size=16
)


@settings(max_examples=100, deadline=None)
@given(rows=st.lists(PEOPLE, min_size=1, max_size=3))
@example(rows=[["a"] * 10 + ["b"] * 2, ["a"] * 8 + ["b"] * 4])
@example(rows=[["a"] * 12, ["a"] * 12 + ["b"]])
@example(rows=[["abc"] * 12, ["abc"] * 11 + ["ab"]])
@example(rows=[["a"] * 10 + ["?"] * 2, ["ab"] * 10 + [""] * 3])
@example(rows=[["a"] * 2 + ["b"] * 5 + ["c"] * 6, ["a"] * 3 + ["b"] * 6 + ["c"] * 7])
@example(rows=[["b"] * 5 + ["c"] * 6 + ["?"] * 2, ["b"] * 6 + ["c"] * 7 + ["?"] * 3])
def test_no_hidden_choice_can_be_worked_out(rows):
    assert worked_out(of_choices(*rows)) == []


@settings(max_examples=150, deadline=None)
@given(rows=RATINGS)
def test_what_is_hidden_of_a_rows_values_is_not_few_people_again(rows):
    question = of_rating(*rows).questions[0]

    for area in question.areas:
        shown = [share.count for share in area.shares if not share.is_hidden]
        if area.n is not None and len(shown) < len(area.shares):
            left = area.n - sum(shown)
            assert left >= 5 or area.n < 5


@settings(max_examples=150, deadline=None)
@given(rows=RATINGS)
def test_no_small_cell_is_shown_and_no_mean_beside_a_hidden_one(rows):
    results = of_rating(*rows)

    question = results.questions[0]
    for area in question.areas:
        apart = [area.dont_know, area.no_answer, area.refused]
        assert not {1, 2, 3, 4} & {share.count for share in area.shares}
        assert not {1, 2, 3, 4} & set(apart)
        hides = area.n is None or any(share.is_hidden for share in area.shares)
        assert area.mean is None or not hides
        assert all((s.percent is None) == (s.is_hidden or not area.n) for s in area.shares)
    if not question.too_few:
        assert sum(share.count for share in question.shares) == question.n


def test_without_what_covers_them_the_small_cells_are_worked_out(monkeypatch):
    rows = [[2, 12, 12, 0, 0, 0], [12, 12, 12, 0, 0, 0]]
    assert worked_out(of_rating(*rows)) == []

    monkeypatch.setattr(hiding, "concealed", only_the_small_ones)

    assert worked_out(of_rating(*rows)) == [(0, "1")]


def only_the_small_ones(table: Table, also: Any = ()) -> Hidden:
    return Hidden({*suppression._small(table), *also})


@given(rows=RATINGS)
@settings(max_examples=50, deadline=None)
def test_the_attacker_finds_what_the_own_check_says_is_not_covered(rows):
    """Both judge the same bare table, by different ways."""
    width = 6
    table = Table(rows=rows, blocks=[0] * width)
    hidden = only_the_small_ones(table)
    known = Known()
    for row, counts in enumerate(rows):
        for column, n in enumerate(counts):
            known.number((row, column), None if (row, column) in hidden.cells else n, sum(counts))
        known.add([(row, column) for column in range(width)], sum(counts))
    for column in range(width):
        names = [(row, column) for row in range(len(rows))]
        known.add(names, sum(row[column] for row in rows))

    found = {cell for cell in hidden.cells if len(known.possible(cell)) > 1}

    assert found == {cell for cell in hidden.cells if could_differ(table, hidden, cell)}


# ---- Edges


def test_one_area_has_no_table_by_area():
    results = of_rating([12, 3, 0, 0, 0, 0])

    assert results.areas == []
    assert results.questions[0].areas == []
    assert [share.count for share in results.questions[0].shares] == [12, 3, 0]


def test_a_survey_nobody_answered_shows_nothing():
    results = results_from([rating()], {})

    assert (results.n, results.areas, results.questions[0].areas) == (0, [], [])
    assert all(share.is_hidden for share in results.questions[0].shares)


@pytest.mark.parametrize(("many", "shown"), [(9, False), (10, True)])
def test_what_all_said_is_shown_from_ten_answers_on(many, shown):
    question = of_rating([many, 0, 0, 0, 0, 0]).questions[0]

    assert question.n == many
    assert (question.mean is not None) == shown
    assert [share.is_hidden for share in question.shares] == [not shown] * 3


def test_a_question_few_answered_is_not_shown_by_area_though_many_answered_the_survey():
    question = of_rating([4, 0, 5, 0, 20, 0], [0, 0, 0, 0, 20, 0]).questions[0]

    assert (question.n, question.no_answer) == (9, 40)
    assert question.too_few
    assert question.areas == []


def test_areas_where_few_answered_a_question_show_nothing_of_it():
    question = of_rating([9, 0, 0, 0, 5, 0], [12, 12, 12, 0, 5, 0], [9, 9, 9, 0, 9, 0]).questions[0]

    first = question.areas[0]
    assert first.n == 9
    assert first.mean is None
    assert all(share.is_hidden for share in first.shares)


def test_where_everybody_said_the_same_all_of_it_is_shown():
    question = of_rating([12, 0, 0, 0, 0, 0], [0, 0, 15, 0, 0, 0]).questions[0]

    assert [[s.count for s in area.shares] for area in question.areas] == [[12, 0, 0], [0, 0, 15]]
    assert [area.mean for area in question.areas] == [1, 3]


# ---- Which areas are shown


@pytest.mark.parametrize(
    ("sizes", "groups"),
    [
        ({}, []),
        ({"A": 40}, []),
        ({"A": 9, "B": 9}, []),
        ({"A": 10, "B": 10}, [("A",), ("B",)]),
        ({"A": 11, "B": 10, "C": 9}, [("A",), ("C", "B")]),
        ({"A": 9, "B": 11, "C": 12}, [("C",), ("A", "B")]),
        ({"A": 9, "B": 1, "C": 12}, [("C",), ("B", "A")]),
        ({"A": 5, "B": 4, "C": 12}, []),
        ({"A": 5, "B": 4, "C": 12, "D": 40}, [("D",), ("B", "A", "C")]),
        ({"A": 0, "B": 12, "C": 12}, [("B",), ("C",)]),
    ],
)
def test_areas_with_fewer_than_ten_answers_are_merged_with_the_next_smallest(sizes, groups):
    assert shown_groups(sizes) == groups


@given(st.dictionaries(st.sampled_from("ABCDEFGH"), st.integers(0, 30)))
def test_every_answer_stands_in_one_group_of_ten_or_more(sizes):
    groups = shown_groups(sizes)

    names = [name for group in groups for name in group]
    assert not groups or sorted(names) == sorted(name for name in sizes if sizes[name])
    assert all(sum(sizes[name] for name in group) >= 10 for group in groups)
    assert len(groups) != 1


# ---- Numbers


def of_numbers(*areas: Sequence[int]) -> QuestionResult:
    by_area = {}
    for n, said in enumerate(areas):
        cells = Counter(("q", str(value)) for value in said)
        by_area[f"Area {n}"] = cells | Counter({("", "n"): max(len(said), 10)})
    question = Question(key="q", kind="number", text={"en": "How many?"})
    return results_from([question], by_area).questions[0]


def test_of_numbers_only_the_mean_is_shown():
    question = of_numbers([1] * 10, [3] * 30)

    assert (question.mean, question.shares) == (2.5, [])
    assert [(area.n, area.mean) for area in question.areas] == [(10, 1), (30, 3)]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.integers(0, 9), max_size=25), min_size=2, max_size=4))
def test_what_two_means_leave_over_is_no_mean_of_few_people(areas):
    question = of_numbers(*areas)

    hidden = [n for n, area in enumerate(question.areas) if area.mean is None and areas[n]]
    people = sum(len(areas[n]) for n in hidden)
    others = [n for n in range(len(question.areas)) if areas[n] and n not in hidden]
    assert not hidden or not others or (len(hidden) > 1 and people >= 10)
    assert all(area.mean is None or area.n >= 10 for area in question.areas)
