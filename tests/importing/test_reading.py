"""From bytes to rows: strict about text, clear about what is wrong, never guessing."""

from __future__ import annotations

import pytest

from importing.reading import CannotRead, Row, known_encoding, text_of
from importing.tables import Layout, open_table
from outreach.imports.samples import sample_of
from outreach.models import ImportFile


def rows_of(content: bytes, *, encoding: str = "", delimiter: str = ",") -> list[Row]:
    return list(open_table(content, Layout(encoding=encoding, delimiter=delimiter)).rows)


def header_of(content: bytes, *, encoding: str = "", delimiter: str = ",") -> tuple[str, ...]:
    return open_table(content, Layout(encoding=encoding, delimiter=delimiter)).header


def test_line_breaks_inside_quotes_stay_in_their_cell():
    content = b'id,units\r\n1,"A1\r\n"\r\n2,"A1\rA2"\r\n'

    rows = rows_of(content)

    assert [row.cells for row in rows] == [("1", "A1\r\n"), ("2", "A1\rA2")]


def test_rows_are_numbered_as_a_spreadsheet_numbers_them():
    content = b'id,said\n1,"two\nlines"\n\n2,one\n'

    rows = rows_of(content)

    assert [row.number for row in rows] == [2, 4]


def test_a_file_with_old_macintosh_line_ends_is_read():
    assert [row.cells for row in rows_of(b"id,place\r1,Mill Lane\r2,Oak Row")] == [
        ("1", "Mill Lane"),
        ("2", "Oak Row"),
    ]


@pytest.mark.parametrize("marks", [1, 2])
def test_a_byte_order_mark_is_not_part_of_the_header(marks):
    content = b"\xef\xbb\xbf" * marks + b"id,place\n1,Mill Lane\n"

    assert header_of(content) == ("id", "place")


def test_utf_16_with_its_mark_needs_no_encoding():
    content = b"\xff\xfe" + "id\tplace\r\n1\tCafé Row\r\n".encode("utf-16-le")

    [row] = rows_of(content, delimiter="\t")

    assert row.cells == ("1", "Café Row")


def test_a_byte_that_is_not_utf_8_is_named_with_its_position_and_the_remedy():
    content = b"id,place\n1,Caf\xe9 Row\n"

    with pytest.raises(CannotRead, match=r"Byte 14 \(0xE9, line 2\).*`encoding`.*cp1252"):
        text_of(content)


def test_the_position_is_right_beyond_the_first_piece(monkeypatch):
    monkeypatch.setattr("importing.reading.CHUNK", 7)
    content = "id,place\n1,Café Row".encode() + b"\xe9\n"

    with pytest.raises(CannotRead, match=f"Byte {len(content) - 2} "):
        text_of(content)


def test_a_letter_cut_by_two_pieces_is_no_fault(monkeypatch):
    monkeypatch.setattr("importing.reading.CHUNK", 1)

    [row] = rows_of("id,place\n1,Café Row\n".encode())

    assert row.cells == ("1", "Café Row")


def test_a_named_encoding_is_used():
    [row] = rows_of(b"id,place\n1,Caf\xe9 Row\n", encoding="cp1252")

    assert row.cells == ("1", "Café Row")


def test_utf_16_without_its_mark_is_refused_at_the_first_zero_byte():
    with pytest.raises(CannotRead, match=r"Byte 1 \(0x00"):
        text_of("id,place\n".encode("utf-16-le"))


def test_an_encoding_that_contradicts_the_mark_is_refused():
    with pytest.raises(CannotRead, match="mark of utf-8"):
        text_of(b"\xef\xbb\xbfid\n1\n", "cp1252")


@pytest.mark.parametrize("name", ["rot13", "idna", "nonsense", "unicode_escape", "x\0y"])
def test_only_encodings_of_text_files_are_known(name):
    with pytest.raises(ValueError, match="is not an encoding"):
        known_encoding(name)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"PK\x03\x04rest", "Excel workbook"),
        (b"%PDF-1.7", "PDF document"),
        (b"\n\n", "no header row"),
        (b'id,said\n1,"never closed\n2,x\n', "quotation mark"),
        (b'id,said\n1,"closed"early\n', "Row 2 is not CSV"),
        (b",".join(b"c%d" % n for n in range(201)), "more than 200 columns"),
    ],
)
def test_a_file_that_is_no_table_is_refused_as_a_whole(content, words):
    with pytest.raises(CannotRead, match=words):
        rows_of(content)


def test_a_quotation_mark_inside_a_cell_is_only_a_sign():
    [row] = rows_of(b'id,said\n1,6" pipe\n')

    assert row.cells == ("1", '6" pipe')


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr("importing.limits.MOST_ROWS", 3)

    assert len(rows_of(b"id\n1\n2\n3\n")) == 3
    with pytest.raises(CannotRead, match="more than 3 rows"):
        rows_of(b"id\n1\n2\n3\n4\n")


def test_a_file_that_is_too_large_is_refused_before_it_is_read(settings):
    settings.IMPORT_MAX_BYTES = 10

    with pytest.raises(CannotRead, match="11 bytes"):
        text_of(b"id\n12345678")


@pytest.mark.parametrize("start", [b"", b"\n", b'"two\nlines",'])
def test_too_many_columns_are_refused_before_they_are_cleaned(start, monkeypatch):
    monkeypatch.setattr("importing.tables.clean_line", lambda text: pytest.fail("cleaned"))

    with pytest.raises(CannotRead, match="more than 200 columns"):
        header_of(start + b"a," * 1_000_000)


def test_a_header_of_a_million_columns_is_not_taken_apart(monkeypatch):
    monkeypatch.setattr("importing.reading.csv.reader", lambda *a, **o: pytest.fail("read"))

    with pytest.raises(CannotRead, match="more than 200 columns"):
        header_of(b"a," * 1_000_000)


def test_commas_in_quotes_are_no_columns():
    name = ", ".join(["word"] * 300)

    assert header_of(f'id,"{name}"\n1,2\n'.encode()) == ("id", name)


def test_cells_beyond_the_header_are_not_sampled():
    file = ImportFile(content=b"id,place\n1,2" + b",3" * 1_000_000, delimiter=",")

    sample = sample_of(file)

    assert (sample.rows, sample.count) == ((("1", "2"),), 1)
