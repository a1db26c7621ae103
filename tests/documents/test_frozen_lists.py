"""Frozen rows as a table: each column in its place, an address where the record has a page."""

import pytest

from documents.frozen import Figure, Gathered, Records
from documents.frozen_lists import behind, columns_of, csv_of, line

CONCERNS = Records(
    "Concerns",
    ("key", "Number", "Concern", "Place", "Logged", "Status"),
    [
        (1, "C-2026-0001", "Cars speed", "Elm St", "2026-03-01", "Logged"),
        (2, "C-2026-0002", "Music", "Oak St", "2026-03-02", "Closed"),
    ],
    link="outreach:concern",
    link_by=1,
)
HOURS = Records(
    "Hours",
    ("key", "Day", "Member", "Hours", "What was done"),
    [(7, "2026-03-01", "Officer Okoye", 2.5, "Walk")],
)


def frozen(records=CONCERNS):
    """(facts, lists) as data, with one figure that counts the first row."""
    gathered = Gathered([Figure("some", "Some", "list", [records.rows[0][0]])], {"list": records})
    figure = gathered.figures[0].frozen()
    return {"figures": [figure]}, {"list": records.frozen()}


def test_behind_a_figure_are_the_rows_it_counted():
    found = behind(*frozen(), "some")

    assert [row[1] for row in found.rows] == ["C-2026-0001"]
    assert (found.figure["value"], found.figure["unit"]) == (1, "")


@pytest.mark.parametrize("key", ["other", ""])
def test_a_figure_that_is_not_there_is_an_error(key):
    with pytest.raises(KeyError):
        behind(*frozen(), key)


def test_a_row_is_called_by_its_words_with_its_number_under_them():
    columns = columns_of(CONCERNS.frozen())

    shown = line(CONCERNS.frozen(), CONCERNS.rows[0], columns, {"C-2026-0001"})

    assert (columns.lead, columns.under) == ("Concern", "Number")
    assert columns.others == ["Place", "Logged", "Status"]
    assert (shown.lead, shown.under) == ("Cars speed", "C-2026-0001")
    assert shown.url == "/concerns/C-2026-0001/"


def test_a_page_the_reader_may_not_see_has_no_address():
    columns = columns_of(CONCERNS.frozen())

    shown = line(CONCERNS.frozen(), CONCERNS.rows[0], columns, {"C-2026-0002"})

    assert (shown.lead, shown.url) == ("Cars speed", "")


def test_the_panel_leaves_out_what_it_has_no_room_for():
    assert columns_of(CONCERNS.frozen(), in_panel=True).others == ["Logged", "Status"]


def test_cells_know_what_they_hold():
    columns = columns_of(CONCERNS.frozen())

    place, logged, status = line(
        CONCERNS.frozen(), CONCERNS.rows[0], columns, {"C-2026-0001"}
    ).cells

    assert (place.is_day, logged.is_day, status.is_status) == (False, True, True)


def test_what_has_no_page_of_its_own_has_no_address():
    columns = columns_of(HOURS.frozen())

    shown = line(HOURS.frozen(), HOURS.rows[0], columns, set())

    assert (shown.lead, shown.under, shown.url) == ("Officer Okoye", "", "")
    assert [cell.unit for cell in shown.cells] == ["", "hours", ""]


def test_a_list_without_any_known_name_is_called_by_its_first_column():
    columns = columns_of({"columns": ["key", "Street", "Lamps"], "link_by": 0})

    assert (columns.lead, columns.others) == ("Street", ["Lamps"])


def test_as_a_file_it_holds_every_column_but_the_keys():
    lines = csv_of(CONCERNS.frozen()).decode("utf-8-sig").splitlines()

    assert lines[0] == "Number,Concern,Place,Logged,Status"
    assert len(lines) == 3


def test_the_file_holds_the_rows_that_were_asked_for():
    lines = csv_of(CONCERNS.frozen(), CONCERNS.rows[1:]).decode("utf-8-sig").splitlines()

    assert lines[1:] == ["C-2026-0002,Music,Oak St,2026-03-02,Closed"]
