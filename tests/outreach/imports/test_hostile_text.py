"""What a CSV costs whoever reads it is bounded by its rows, not by what is wrong with it."""

from __future__ import annotations

import tracemalloc

import pytest

from importing import limits
from importing.reading import CannotRead
from importing.tables import Layout, open_table

TOP = b"id,date,type\n"


def read(content: bytes) -> list[tuple[str, ...]]:
    return [row.cells for row in open_table(content, Layout()).rows]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (TOP + b"," * (limits.MOST_IN_ROW + 1), "A row has more than 4,000,000 characters"),
        (b'"' * (limits.MOST_IN_ROW + 1), "A row has more than 4,000,000 characters"),
        (TOP + b'"\n",' * (limits.MOST_IN_ROW // 3), "A row has more than 4,000,000 characters"),
        (b"sep=" + b"," * (limits.MOST_IN_ROW + 1), "A row has more than 4,000,000 characters"),
        (TOP + b"\n" * (limits.MOST_BLANK + 2), "more than 500,000 lines with nothing on them"),
    ],
    ids=["wide", "quotes", "over lines", "separator", "blank"],
)
def test_a_text_that_costs_more_than_its_rows_is_refused(content, words):
    with pytest.raises(CannotRead, match=words):
        read(content)


def test_rows_of_too_many_cells_are_kept_as_such_and_no_longer():
    wide = TOP + b"\n".join([b"," * 100_000] * 20)
    tracemalloc.start()

    rows = read(wide)

    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert {len(cells) for cells in rows} == {limits.MOST_COLUMNS + 1}
    assert most < 12_000_000


def test_rows_over_several_lines_and_blank_ones_between_come_in_as_ever():
    text = TOP + b'1,x,"a\nb"\n\n\n' * 1_000

    rows = read(text)

    assert rows == [("1", "x", "a\nb")] * 1_000


def test_a_long_file_of_ordinary_rows_is_not_one_long_row():
    rows = read(TOP + b"1,x,y\n" * (limits.MOST_ROWS - 1))

    assert len(rows) == limits.MOST_ROWS - 1
