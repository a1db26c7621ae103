"""Answers by area: no tables of dashes, and nothing told that was hidden."""

from django.template.loader import render_to_string

from reports.area_tables import has_rows, readable
from reports.reading import Exhibit
from tests.reports.making import in_words

HIDDEN = {"percent": None, "count": None}


def row(area, *percents, mean=None):
    shares = [HIDDEN if p is None else {"percent": p, "count": None} for p in percents]
    return {"area": area, "n": 40, "shares": shares, "mean": mean}


def told(*rows, means=True):
    return {"columns": ["1", "2"], "rows": list(rows), "with_means": means}


def test_a_table_that_is_mostly_known_stays_as_it_is():
    table = readable(told(row("A", 10, 90, mean=1.9), row("B", None, 50, mean=1.5)))

    assert (len(table.columns), len(table.rows), table.too_few) == (2, 2, [])


def test_an_area_of_which_nothing_is_told_is_named_below():
    table = readable(told(row("A", 10, 90, mean=1.9), row("B", None, None)))

    assert [one["area"] for one in table.rows] == ["A"]
    assert table.too_few == ["B"]


def test_where_most_is_hidden_the_means_are_the_table():
    rows = (row("A", None, None, mean=1.9), row("B", None, 50, mean=1.5), row("C", None, 40))

    table = readable(told(*rows))

    assert (table.columns, table.too_few) == ([], ["C"])
    assert [(one["area"], one["mean"], one["shares"]) for one in table.rows] == [
        ("A", 1.9, []),
        ("B", 1.5, []),
    ]


def test_choices_have_no_mean_to_fall_back_on():
    table = readable(told(row("A", None, 12), row("B", None, None), means=False))

    assert (len(table.columns), table.in_words, table.too_few) == (2, False, ["B"])


def test_where_most_is_hidden_and_no_mean_is_known_the_rest_is_told_by_name():
    rows = ({**row("A", None, None, 62, None), "n": 13}, row("B", None, 0, None, None))
    rows[1]["shares"][2] = {"percent": None, "count": 7}
    by_choice = {**told(*rows, means=False), "columns": ["1 (Never)", "2", "3", "4"]}

    table = readable(by_choice)

    assert (table.columns, table.in_words) == ([], True)
    assert [one["known"] for one in table.rows] == [
        [("3", {"percent": 62, "count": None})],
        [("2", {"percent": 0, "count": None}), ("3", {"percent": None, "count": 7})],
    ]
    page = render_to_string(
        "reports/components/shares_by_area.html",
        {
            "exhibit": Exhibit("Asked", ["areas"], "By area", 2, "F1", told=by_choice),
            "printing": True,
        },
    )
    assert in_words(page).count("\N{EN DASH}") == 0
    assert "A 13 3: 62%" in in_words(page)
    assert "B 40 2: 0%, 3: 7 people" in in_words(page)


def test_a_question_of_which_no_area_tells_anything_is_no_numbered_figure():
    assert not has_rows(told(row("A", None, None), row("B", None, None), means=False))
    assert has_rows(told(row("A", None, 12), row("B", None, None), means=False))
