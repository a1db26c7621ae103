"""What the printed report says of hidden numbers is true of the numbers printed beside it."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from typing import Any, NamedTuple

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from surveys.models import Survey
from surveys.results.folding import fold
from surveys.results.suppression import FEWEST_IN_CELL, FEWEST_IN_GROUP
from surveys.results.words import HIDDEN, HIDING, WHOLE
from tests.reports.making import printed
from tests.reports.surveying import CLOSED, OPENED, issued_report_on
from tests.support.pdfs import attachments_of, text_of
from tests.support.surveys import answer, ask, make_survey

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PLACES = {"Foundry Row": 20, "Mill Lane": 21, "Northgate": 4, "Old Town": 11}


def everybody() -> list[tuple[str, dict[str, Any]]]:
    """Fifty-six people of four areas, and what they answered to questions of every shape."""
    return [
        (area, {key: said for key, said in _said(area, number).items() if said})
        for area, many in PLACES.items()
        for number in range(many)
    ]


def _said(area: str, number: int) -> dict[str, Any]:
    """One person's answers; what is empty was passed over."""
    in_some = {"Foundry Row": 4, "Mill Lane": 3 if number < 6 else 0, "Old Town": 5}
    return {
        "plain": {"Foundry Row": 4 if number < 12 else 2}.get(area, 5 if number % 2 else 1),
        "spread": number % 5 + 1,
        "some": in_some.get(area, 0),
        "few": 3 if area == "Mill Lane" and number < 7 else 0,
        "way": "seldom" if area == "Foundry Row" and number < 9 else "often",
        "ways": ["often", "never"] if number % 3 else ["seldom"],
    }


@pytest.fixture
def survey(officer) -> Survey:
    areas = list(PLACES)
    survey = make_survey(officer, status="closed", opened_on=OPENED, closed_on=CLOSED, areas=areas)
    for key in ("plain", "spread", "some", "few"):
        ask(survey, key, domain="other")
    ask(survey, "way", "choice", domain="other")
    ask(survey, "ways", "choices", domain="other")
    ask(survey, "area", "area")
    for area, said in everybody():
        answer(survey, area, **said)
    fold(survey)
    return survey


class Printed(NamedTuple):
    """One row of a printed table by area; None for what is hidden."""

    area: str
    n: int | None
    cells: list[str]


@pytest.fixture
def words(survey, officer, supervisor, commander) -> str:
    return text_of(printed(issued_report_on(survey, officer, supervisor, commander)))


def rows_by_area(words: str) -> dict[str, list[Printed]]:
    """The printed tables by area: of each question, its rows."""
    start = words.rindex("Percent of those who answered in the area.")
    end = words.index("Officer's account", start)
    return {
        found[1]: [_row(one) for one in re.finditer(ROW, re.sub(NAMED, _in_columns, found[2]))]
        for found in re.finditer(
            r"How about (\w+)\? Area Answered (.+?) Figure F", words[start:end]
        )
    }


NAMES = "|".join([*PLACES, "Other areas"])
CELL = rf"{HIDDEN}|\d+ (?:people|person)|(?:under )?\d+(?:\.\d+)?%?"
ROW = rf"({NAMES}) ({HIDDEN}|\d+)((?: (?:{CELL}))+)"

# A row of what is mostly hidden: the points of a scale that can be told, each by its name.
POINT = rf"(\d)(?: \([^)]*\))?: ({CELL})"
NAMED = rf"({NAMES}) ({HIDDEN}|\d+) ((?:{POINT}(?:, )?)+)"


def _in_columns(found: re.Match[str]) -> str:
    """The same row as one of five cells, where what is not named is hidden."""
    known = dict(re.findall(POINT, found[3]))
    return " ".join([found[1], found[2], *(known.get(point, HIDDEN) for point in "12345"), ""])


def _row(found: re.Match[str]) -> Printed:
    n = None if found[2] == HIDDEN else int(found[2])
    return Printed(found[1], n, re.findall(CELL, found[3]))


def truly(question: str, area: str) -> Counter[str]:
    """How many in the area, or in those that are told together, chose each value."""
    said = (one[question] for one in people_in(area) if question in one)
    return Counter(
        str(value)
        for answered in said
        for value in (answered if isinstance(answered, list) else [answered])
    )


def people_in(area: str) -> list[dict[str, Any]]:
    areas = {"Northgate", "Old Town"} if area == "Other areas" else {area}
    return [one for place, one in everybody() if place in areas]


def answered_in(question: str, area: str) -> int:
    return sum(question in one for one in people_in(area))


def told_of_few(question: str, area: str) -> bool:
    """Whether something in the area's row is a number of 1 to 4, or fewer than 10 answered."""
    answered = answered_in(question, area)
    numbers = [len(people_in(area)) - answered, *truly(question, area).values()]
    return answered < FEWEST_IN_GROUP or any(0 < n < FEWEST_IN_CELL for n in numbers)


def test_what_the_printed_page_says_of_dashes_is_true_of_its_tables(words):
    tables = rows_by_area(words)
    assert set(tables) == {"plain", "spread", "some", "way", "ways"}
    values = {"way": ["often", "seldom", "never"], "ways": ["often", "seldom", "never"]}
    whole = {key: sum((truly(key, area) for area in PLACES), Counter()) for key in tables}

    assert " ".join(HIDING[1:]) in words.replace(" or “not told”", "")
    for key, rows in tables.items():
        points = values.get(key, ["1", "2", "3", "4", "5"])
        is_few = any(told_of_few(key, area) for area in ("Foundry Row", "Mill Lane", "Other areas"))
        for row in rows:
            true = truly(key, row.area)
            for value, cell in zip(points, row.cells, strict=False):
                if cell == HIDDEN:
                    # A dash is few people, or covers few elsewhere in its table.
                    assert is_few
                elif cell.endswith("%"):
                    assert true[value] == 0 or true[value] >= FEWEST_IN_CELL
                    assert row.n is not None
                    assert abs(float(cell[:-1]) - 100 * true[value] / row.n) <= 0.5
                elif answered_in(key, row.area) < FEWEST_IN_GROUP:
                    assert whole[key][value] == 0
                else:
                    assert true[value] == 0


def test_no_printed_row_is_about_fewer_than_ten_people(words):
    for rows in rows_by_area(words).values():
        assert {row.area for row in rows} <= {"Foundry Row", "Mill Lane", "Other areas"}
        assert all(row.n is None or row.n >= FEWEST_IN_GROUP for row in rows)


def test_of_all_answers_dashes_stand_where_fewer_than_ten_answered(words):
    said = render_to_string("reports/components/hidden.html").strip()
    start = words.rindex(said)
    tables = re.findall(
        r"How about (\w+)\? Answer .+?interval (.+?) Figure F\d+\. (\d+) answered",
        words[start : words.index("Percent of those who answered in the area.", start)],
    )

    assert [key for key, _, _ in tables] == ["plain", "spread", "some", "few", "way", "ways"]
    for _, cells, n in tables:
        assert (HIDDEN in cells) == (int(n) < FEWEST_IN_GROUP)


def test_page_file_and_paper_tell_the_same_numbers(survey, officer, supervisor, commander, client):
    pdf = printed(issued_report_on(survey, officer, supervisor, commander))
    client.force_login(officer)
    file = rows_of(client.get(reverse("surveys:results-csv", args=[survey.key])).content)
    attached = rows_of(attachments_of(pdf)["survey-areas-2026-1.csv"])

    by_area = [row for row in file if row["Area"] != WHOLE]
    assert [
        (row["Asked"], row["Area"], row["Answered"], row["Answer"], row["Count"]) for row in by_area
    ] == [
        (row["Question"], row["Area"], row["Respondents"], row["Answer"], row["Answers"])
        for row in attached
    ]
    assert [_to_one_place(row["Mean"]) for row in by_area] == [
        _to_one_place(row["Mean"]) for row in attached
    ]
    printed_rows = rows_by_area(text_of(pdf))
    told = {
        (f"How about {key}?", row.area): row for key, rows in printed_rows.items() for row in rows
    }
    for row in by_area:
        if paper := told.get((row["Asked"], row["Area"])):
            assert str(paper.n or HIDDEN) == row["Answered"]


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def _to_one_place(mean: str) -> str:
    return f"{float(mean):.1f}" if mean[:1].isdigit() else mean


def test_where_areas_cannot_be_told_apart_the_paper_says_so(officer, supervisor, commander):
    survey = make_survey(officer, status="closed", opened_on=OPENED, closed_on=CLOSED)
    ask(survey, "plain", domain="other")
    ask(survey, "area", "area")
    for area, many in (("Foundry Row", 9), ("Mill Lane", 6)):
        for _ in range(many):
            answer(survey, area, plain=4)
    fold(survey)

    words = text_of(printed(issued_report_on(survey, officer, supervisor, commander)))

    assert "Too few answered in each area to tell areas apart." in words
    assert HIDING[1] not in words
    assert "Foundry Row" not in words
