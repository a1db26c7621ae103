"""What page, report and file say of hidden numbers is true of the numbers they show.

Each sentence has a test of its own against random tables; a sentence without one is found, too.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.packs import load_pack
from reports.sections.surveys import _areas_of, _shares_of
from surveys.models import Question
from surveys.results.results import AreaResult, QuestionResult, SurveyResults, results_from
from surveys.results.suppression import FEWEST_IN_CELL, FEWEST_IN_GROUP
from surveys.results.tabulation import Asked, Count, count_of, counted, summed
from surveys.results.words import COLUMNS, HIDDEN, HIDING, WHOLE, rows_of

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"
AREAS = ("Foundry Row", "Mill Lane", "Northgate", "Old Town")


class Town(NamedTuple):
    """Random answers, and what is published of them."""

    questions: list[Question]
    cells: dict[str, Counter[tuple[str, str]]]
    results: SurveyResults


def questions() -> list[Question]:
    facts: dict[str, Any] = {"text": {"en": "How?"}, "domain": "other"}
    options = [{"value": value, "text": {"en": value}} for value in ("car", "foot", "bus")]
    return [
        Question(key="safe", kind="rating", low=1, high=5, dont_know=True, **facts),
        Question(key="way", kind="choice", options=options, **facts),
        Question(key="ways", kind="choices", options=options, **facts),
        Question(key="years", kind="number", **facts),
    ]


PERSON = st.fixed_dictionaries(
    {"area": st.sampled_from(["", *AREAS])},
    optional={
        "safe": st.sampled_from([1, 2, 2, 4, 4, 5, "?"]),
        "way": st.sampled_from(["car", "car", "foot", "bus"]),
        "ways": st.lists(st.sampled_from(["bus", "car", "foot"]), min_size=1, unique=True),
        "years": st.integers(0, 60),
    },
)


@st.composite
def towns(draw: Any) -> Town:
    """Some dozens of people in up to five areas, of whom some leave questions out."""
    asked = questions()
    people = draw(st.lists(PERSON, min_size=8, max_size=90))
    answers = [
        (person["area"], json.dumps({key: said for key, said in person.items() if key != "area"}))
        for person in people
    ]
    cells = counted(answers, [Asked.of(one) for one in asked])
    return Town(asked, cells, results_from(asked, cells, AREAS))


def by_area(town: Town) -> Iterator[tuple[QuestionResult, AreaResult, Count, Count]]:
    """Every line of every table by area: what is told, what is true there, and over all."""
    together = summed(town.cells.values())
    for one, question in zip(town.results.questions, town.questions, strict=True):
        asked = Asked.of(question)
        for area, group in zip(one.areas, town.results.areas, strict=False):
            own = summed(town.cells[name] for name in group.names)
            yield one, area, count_of(asked, own), count_of(asked, together)


def whole_is_shown(town: Town) -> None:
    for one in town.results.questions:
        if one.n >= FEWEST_IN_GROUP:
            assert not [share for share in one.shares if share.is_hidden]
            if one.kind in ("rating", "number"):
                assert one.mean is not None
    for row in rows_of(town.results, load_pack("kinston")):
        told = dict(zip(COLUMNS, row, strict=True))
        if told["Area"] == WHOLE and int(str(told["Answered"])) >= FEWEST_IN_GROUP:
            assert HIDDEN not in row
    for one in town.results.questions:
        if one.n >= FEWEST_IN_GROUP:
            assert not [row for row in _shares_of(one) if HIDDEN in row]


def a_dash_is_few_or_covers_few(town: Town) -> None:
    dashes: dict[str, bool] = {}
    few: dict[str, bool] = {}
    for one, area, true, _ in by_area(town):
        values = {share.value: share.count for share in area.shares}
        apart = {name: getattr(area, name) for name in ("dont_know", "no_answer", "refused")}
        shown = [*values.values(), *apart.values()]
        assert not [n for n in shown if n is not None and 0 < n < FEWEST_IN_CELL], one.key
        dashes[one.key] = dashes.get(one.key, False) or area.hides or area.mean is None
        truly = [
            *(true.counts[value] for value in values),
            *(getattr(true, name) for name in apart),
        ]
        if one.kind == "choices":
            # Who did not choose it is as easily told.
            truly += [true.n - true.counts[value] for value in values]
        is_few = any(0 < n < FEWEST_IN_CELL for n in truly) or true.n < FEWEST_IN_GROUP
        few[one.key] = few.get(one.key, False) or is_few
    for key, dash in dashes.items():
        assert few[key] or not dash, key


def small_areas_stand_with_others(town: Town) -> None:
    assert all(group.n >= FEWEST_IN_GROUP for group in town.results.areas)
    for one in town.results.questions:
        assert all(area.answers >= FEWEST_IN_GROUP for area in one.areas)


def few_answers_tell_no_more_than_all_do(town: Town) -> None:
    for one, area, true, whole in by_area(town):
        if not 0 < true.n < FEWEST_IN_GROUP:
            continue
        assert area.mean is None
        for share in area.shares:
            if share.count is not None:
                assert whole.counts[share.value] in (0, whole.n), (one.key, share)


TRUE_OF: dict[str, Callable[[Town], None]] = dict(
    zip(
        HIDING,
        (
            whole_is_shown,
            a_dash_is_few_or_covers_few,
            small_areas_stand_with_others,
            few_answers_tell_no_more_than_all_do,
        ),
        strict=True,
    )
)


@pytest.mark.parametrize("sentence", HIDING)
@settings(deadline=None)
@given(town=towns())
def test_the_sentence_is_true_of_the_numbers(sentence, town):
    TRUE_OF[sentence](town)


@settings(deadline=None)
@given(town=towns())
def test_the_file_hides_what_the_page_hides(town):
    shown = {
        (one.key, str(area.name), share.value): share.count
        for one in town.results.questions
        for area in one.areas
        for share in area.shares
    }
    for row in rows_of(town.results, load_pack("kinston")):
        told = dict(zip(COLUMNS, row, strict=True))
        if (cell := (told["Question"], told["Area"], told["Value"])) in shown:
            assert told["Count"] == (HIDDEN if shown[cell] is None else shown[cell])


@settings(deadline=None)
@given(town=towns())
def test_the_report_hides_what_the_page_hides(town):
    for one in town.results.questions:
        told = [row[4] for row in _areas_of(one)]
        assert told == [
            HIDDEN if share.count is None else share.count
            for area in one.areas
            for share in area.shares
        ]


def test_the_report_says_what_the_page_says():
    said = render_to_string("reports/components/hidden_by_area.html").strip()

    assert "or “not told”" in said  # what paper has where a page has a dash
    assert said.replace(" or “not told”", "") == " ".join(HIDING[1:])


def test_no_page_says_anything_else_of_what_is_hidden():
    """The sentences stand in one place; a template with words of its own could contradict them."""
    own = {
        path.relative_to(TEMPLATES).as_posix()
        for path in TEMPLATES.rglob("*.html")
        if "1 to 4" in path.read_text() or "fewer than 10" in path.read_text().lower()
    }

    assert own == {
        "reports/components/hidden.html",
        "reports/components/hidden_by_area.html",
        "surveys/results/about.html",
        "surveys/results/question.html",
    }
