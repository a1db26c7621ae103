import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from documents.tables import csv_bytes, guarded, unguarded


def _read(file: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))


def test_a_file_opens_in_any_spreadsheet():
    file = csv_bytes(["Number", "Place"], [["C-2026-0047", "Peña, Weaver Street"]])

    assert file.startswith(b"\xef\xbb\xbf")
    assert file.decode("utf-8-sig") == ('Number,Place\r\nC-2026-0047,"Peña, Weaver Street"\r\n')


def test_numbers_stay_numbers_and_dates_are_written_out():
    opened_at = datetime(2026, 4, 1, 9, 5, tzinfo=UTC)
    row = [-3, 6.5, Decimal("-2.50"), True, False, None, date(2026, 4, 1), opened_at]

    file = csv_bytes(["a"] * 8, [row])

    assert _read(file)[1] == [
        "-3", "6.5", "-2.50", "yes", "no", "", "2026-04-01", "2026-04-01 09:05+00:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "formula",
    [
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "\0=1",
        '  "=1"',
        "'=1",
        "\u201c=1",
        "\ufeff=1",
        "\u200b=1",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff201",
        "\u22121",
    ],
)
def test_text_a_spreadsheet_might_run_is_disarmed(formula):
    file = csv_bytes(["Note"], [[formula]])

    cell = _read(file)[1][0]

    assert cell == "'" + formula
    assert unguarded(cell) == formula


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("Loud; =HYPERLINK(A1)", "Loud;' =HYPERLINK(A1)"),
        ("x\t=1+1;@SUM(A1)", "x\t'=1+1;'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("First\n=1", "First\n'=1"),
        ("=1;=1", "'=1;'=1"),
        ("Loud; very", "Loud; very"),
    ],
)
def test_what_begins_a_cell_where_another_separator_is_used_is_disarmed_too(text, cell):
    assert _read(csv_bytes(["Note"], [[text]]))[1][0] == cell
    assert unguarded(cell) == text


@pytest.mark.parametrize("phone", ["+1-919-555-0134", "+1 (919) 555-0134"])
def test_a_telephone_number_stays_readable(phone):
    cell = _read(csv_bytes(["Telephone"], [[phone]]))[1][0]

    assert phone in cell
    assert unguarded(cell) == phone


@pytest.mark.parametrize(
    "text", ["919-555-0134", "Weaver Street", "", "3 = three", "O'Brien", "'24"]
)
def test_ordinary_text_is_left_alone(text):
    assert guarded(text) == text


def test_not_a_number_is_text_like_any_other():
    assert _read(csv_bytes(["x"], [[float("-inf")]]))[1] == ["'-inf"]


@given(st.text())
@example("'")
@example("''=1")
@example("'\tx")
def test_every_text_comes_back_as_it_was(text):
    assert unguarded(guarded(text)) == text


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
def test_every_table_comes_back_as_it_was(rows):
    read = _read(csv_bytes(["a", "b"], rows))[1:]

    assert [[unguarded(cell) for cell in row] for row in read] == rows


@given(st.sampled_from("=+-@\uff1d\uff0b\uff0d\uff20"), st.text())
def test_no_cell_ever_begins_like_a_formula(start, rest):
    cell = _read(csv_bytes(["a", "b"], [[start + rest, "x"]]))[1][0]

    assert cell.startswith("'")
