"""Counts, percentages, means and intervals from plain cells, and the figures at the prompt."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from surveys.results.folding import fold
from surveys.results.intervals import wilson
from surveys.results.tabulation import Asked, count_of, counted, groups_by, summed
from tests.support.factories import make_member
from tests.support.surveys import answer, ask, make_survey

SAFE = Asked("safe", "rating", ("1", "2", "3", "4", "5"))
SEEN = Asked("seen", "choices", ("often", "never"))
YEARS = Asked("years", "number")
WORDS = Asked("words", "text")
EVERYTHING = [SAFE, SEEN, YEARS, WORDS]


def told(**content: object) -> tuple[str, str]:
    return "North", json.dumps(content)


# ---- Counting


def test_who_does_not_know_says_nothing_or_is_refused_is_in_no_base():
    answers = [told(safe=4), told(safe=2), told(safe="?"), told(safe="!"), told(years=3)]

    count = count_of(SAFE, counted(answers, EVERYTHING)["North"])

    assert (count.answers, count.n, count.mean) == (5, 2, 3)
    assert (count.dont_know, count.refused, count.no_answer) == (1, 1, 1)
    assert count.counts == {"1": 0, "2": 1, "3": 0, "4": 1, "5": 0}
    assert count.percent("4") == 50


def test_of_several_choices_each_counts_and_who_chose_is_the_base():
    answers = [told(seen=["often", "never"]), told(seen=["often"]), told(seen="?"), told(safe=1)]

    count = count_of(SEEN, counted(answers, EVERYTHING)["North"])

    assert count.counts == {"often": 2, "never": 1}
    assert (count.n, count.dont_know, count.no_answer, count.mean) == (2, 1, 1, None)
    assert count.percent("often") == 100


def test_numbers_stand_by_their_size_and_have_a_mean():
    answers = [told(years=10), told(years=9), told(years=-1), told(years=9)]

    count = count_of(YEARS, counted(answers, EVERYTHING)["North"])

    assert list(count.counts.items()) == [("-1", 1), ("9", 2), ("10", 1)]
    assert count.mean == 6.75


def test_own_words_count_as_written_whatever_they_are():
    answers = [told(words="?"), told(words="n"), told(words="More light")]

    count = count_of(WORDS, counted(answers, EVERYTHING)["North"])

    assert (count.n, count.dont_know, count.counts, count.mean) == (3, 0, {}, None)


def test_a_choice_called_n_is_a_choice():
    yes_or_no = Asked("owns", "choice", ("y", "n"))

    count = count_of(yes_or_no, counted([told(owns="n"), told(owns="y")], [yes_or_no])["North"])

    assert count.counts == {"y": 1, "n": 1}
    assert count.n == 2


def test_nobody_has_no_percentage_and_no_mean():
    count = count_of(SAFE, {})

    assert (count.answers, count.n, count.mean, count.percent("1")) == (0, 0, None, None)


ANSWERS = st.lists(
    st.tuples(
        st.sampled_from(["", "North", "South"]),
        st.fixed_dictionaries(
            {}, optional={"safe": st.sampled_from([1, 5, "?", "!"]), "years": st.integers(0, 9)}
        ).map(json.dumps),
    )
)


@given(ANSWERS)
def test_areas_add_up_to_all_answers(answers):
    by_area = counted(answers, EVERYTHING)

    together = count_of(SAFE, summed(by_area.values()))
    apart = [count_of(SAFE, cells) for cells in by_area.values()]

    assert together.answers == len(answers) == sum(one.answers for one in apart)
    assert together.n == sum(one.n for one in apart)
    assert together.no_answer == sum(one.no_answer for one in apart) >= 0
    everybody = [together.n, together.dont_know, together.refused, together.no_answer]
    assert sum(everybody) == len(answers)


def test_groups_by_a_question_hold_what_each_of_them_said():
    answers = [told(safe=1, years=2), told(safe=1, years=4), told(years=9), told(safe="?", years=1)]

    groups = groups_by(answers, EVERYTHING, "safe")

    assert {name: count_of(YEARS, cells).mean for name, cells in groups.items()} == {
        "1": 3,
        "": 9,
        "?": 1,
    }


# ---- Intervals


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [
        # Computed from the formula with 50 digits, and as in Newcombe (1998), tables I and II.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0000),
    ],
)
def test_the_interval_is_wilsons(count, n, low, high):
    assert [round(end, 4) for end in wilson(count, n)] == [low, high]


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share_and_stays_within_all(share):
    count, n = share

    low, high = wilson(count, n)

    assert 0 <= low <= count / n + 1e-12
    assert count / n - 1e-12 <= high <= 1
    other_low, other_high = wilson(n - count, n)
    assert (low, high) == pytest.approx((1 - other_high, 1 - other_low))


@pytest.mark.parametrize(("count", "n"), [(0, 0), (-1, 5), (6, 5)])
def test_what_is_no_share_has_no_interval(count, n):
    with pytest.raises(ValueError, match="is no share"):
        wilson(count, n)


# ---- At the prompt


@pytest.fixture
def survey(kinston):
    survey = make_survey(make_member(), key="spring", status="closed", areas=["South", "North"])
    ask(survey, "safe", dont_know=True)
    ask(survey, "seen", "choices")
    ask(survey, "words", "text")
    ask(survey, "home", "area")
    answer(survey, "North", safe=5, seen=["often", "never"], words="More light")
    answer(survey, "South", safe=4, seen=["often"])
    answer(survey, "South", safe=4)
    answer(survey, "", safe="?")
    answer(survey, "", mark="held", safe=1)
    fold(survey)
    return survey


def tabulated(capsys, *options: str) -> dict:
    call_command("tabulate", "spring", "--json", *options)
    return json.loads(capsys.readouterr().out)


def test_the_figures_hide_nothing(survey, capsys):
    printed = tabulated(capsys)

    assert printed["n"] == 4
    assert printed["questions"]["safe"] == {
        "n": 3,
        "dont_know": 1,
        "refused": 0,
        "mean": 4.3333,
        "counts": {"1": 0, "2": 0, "3": 0, "4": 2, "5": 1},
    }
    seen = printed["questions"]["seen"]
    assert (seen["n"], seen["mean"]) == (2, None)
    assert seen["counts"] == {"often": 2, "seldom": 0, "never": 1}
    assert printed["questions"]["words"]["n"] == 1
    assert printed["questions"]["home"]["counts"] == {"South": 2, "North": 1}


@pytest.mark.parametrize("by", ["area", "home"])
def test_by_area_each_question_has_its_groups_in_the_surveys_order(survey, capsys, by):
    groups = tabulated(capsys, "--by", by)["questions"]["safe"]["groups"]

    assert list(groups) == ["South", "North", ""]
    assert [group["n"] for group in groups.values()] == [2, 1, 0]
    assert [group["mean"] for group in groups.values()] == [4, 5, None]
    assert groups[""]["dont_know"] == 1


def test_by_a_question_the_groups_are_what_was_said_to_it(survey, capsys):
    questions = tabulated(capsys, "--by", "seen")["questions"]

    groups = questions["safe"]["groups"]
    assert {name: group["mean"] for name, group in groups.items()} == {
        "often": 4.5,
        "never": 5,
        "": 4,
    }
    assert questions["home"]["groups"]["often"]["counts"] == {"South": 1, "North": 1}


def test_for_people_it_is_a_table(survey, capsys):
    call_command("tabulate", "spring", "--by", "area")

    printed = capsys.readouterr().out
    assert "4 answers\n1 more are held for a look" in printed
    assert "safe: How about safe?\n  n 3, mean 4.3333, don't know 1, refused 0" in printed
    assert "             4        2  66.7 %" in printed
    assert "  (nothing said, or none of them)\n" in printed


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["winter"], "There is no survey “winter”."),
        (["spring", "--by", "years"], "“years” is no question of “spring”; there are area, safe"),
        (["spring", "--by", "words"], "own words, which make no groups"),
    ],
)
def test_what_cannot_be_tabulated_is_said(survey, options, words):
    with pytest.raises(CommandError, match=words):
        call_command("tabulate", *options)
