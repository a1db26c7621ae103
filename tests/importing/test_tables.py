"""Tables as programs write them into files: titles, separators, headers, sheets of workbooks."""

from __future__ import annotations

import os
import signal
import subprocess
from datetime import date, datetime, time

import pytest

from importing import limits
from importing.reading import CannotRead
from importing.tables import Layout, open_table
from tests.support import workbooks
from tests.support.workbooks import ods, packed, xlsx

PLAIN = Layout()


def cells(content: bytes, layout: Layout = PLAIN, **more) -> list[tuple[str, ...]]:
    return [row.cells for row in open_table(content, layout, **more).rows]


def test_title_rows_above_the_header_are_found_and_told():
    content = b"Calls for March 2026\nPrinted 04/01/2026\n\nid,day,kind\nT-1,2026-03-01,Noise\n"

    table = open_table(content, Layout(), wanted=["id", "day"])

    assert (table.header, table.header_row) == (("id", "day", "kind"), 4)
    assert [row.number for row in table.rows] == [5]
    assert table.remarks == [
        "The header was found in row 4, below: Calls for March 2026; Printed 04/01/2026"
    ]


@pytest.mark.parametrize(
    "title",
    [
        b"Calls for March 2026\n",
        b"Calls for March 2026,,\n",
        b'"Calls, day and night",,\n\n',
        b"City,March\n",
    ],
)
def test_a_title_is_told_from_a_header_before_anybody_has_named_columns(title):
    table = open_table(title + b"id,day,kind,place\nT-1,2026-03-01,Noise,Elm\n", Layout())

    assert table.header == ("id", "day", "kind", "place")


@pytest.mark.parametrize("content", [b"id\n1\n", b",name\n0,Elm\n", b"id,name\n1,\n2,\n"])
def test_a_header_in_the_first_row_stays_the_header(content):
    assert open_table(content, Layout()).header_row == 1


def test_a_named_row_is_the_header_whatever_stands_there():
    content = b"a,b\nc,d\nid,day\n1,2\n"

    assert open_table(content, Layout(header=3)).header == ("id", "day")
    assert open_table(content, Layout(header=1), wanted=["id"]).header == ("a", "b")
    with pytest.raises(CannotRead, match="Row 9"):
        open_table(content, Layout(header=9))


def test_without_a_header_columns_are_numbered_from_one():
    table = open_table(b"10062011,082905,NOISE\n10062011,083000,ALARM\n", Layout(header=False))

    assert table.header == ("1", "2", "3")
    assert [row.number for row in table.rows] == [1, 2]


@pytest.mark.parametrize(
    ("content", "delimiter"),
    [
        (b"sep=;\nid;day\nT-2;2026-03-01\n", ","),
        (b"sep=;\r\nid;day\r\nT-2;2026-03-01\r\n", ";"),
        (b'"sep=|"\nid|day\nT-2|2026-03-01\n', ","),
        (b"\xef\xbb\xbfSEP=\t\nid\tday\nT-2\t2026-03-01\n", ","),
        ("sep=;\nid;day\nT-2;2026-03-01\n".encode("utf-16"), ","),
    ],
)
def test_excels_own_way_to_name_the_delimiter_is_understood(content, delimiter):
    table = open_table(content, Layout(delimiter=delimiter))

    assert table.header == ("id", "day")
    assert [(row.number, row.cells) for row in table.rows] == [(3, ("T-2", "2026-03-01"))]
    assert "stand between the columns" in table.remarks[0]


def test_a_million_cells_in_one_of_the_first_rows_are_not_looked_into(monkeypatch):
    monkeypatch.setattr("importing.tables.folded", lambda text: text[:3])
    content = b"Title\nid,day\n1,2" + b",3" * 100_000 + b"\n"

    assert open_table(content, Layout(), wanted=["id", "day"]).header_row == 2


# ---- Workbooks


def test_a_sheet_gives_days_as_days_and_numbers_without_their_points():
    content = xlsx(
        {
            "Calls": [
                ["id", "day", "seen", "at", "lat", "urgent", "unit"],
                [
                    26000.0,
                    date(2026, 3, 1),
                    datetime(2026, 3, 1, 21, 30),
                    time(21, 30),
                    35.26,
                    True,
                    1,
                ],
                [260000000001, None, None, None, None, False, "#N/A"],
            ]
        }
    )

    assert cells(content) == [
        ("26000", "2026-03-01", "2026-03-01 21:30:00", "21:30:00", "35.26", "TRUE", "1"),
        ("260000000001", "", "", "", "", "FALSE", ""),
    ]


def test_the_first_sheet_that_shows_is_read_and_the_others_are_told():
    sheets = {name: [["id", "day"], [name, "2026-03-01"]] for name in ("Codes", "March", "April")}
    content = xlsx(sheets, hidden=["Codes"])

    table = open_table(content, Layout())

    assert next(table.rows).cells[0] == "March"
    assert table.remarks == ["The sheet “March” was read; the workbook also has “April”."]
    assert cells(content, Layout(sheet="April"))[0][0] == "April"
    assert cells(content, Layout(sheet="Codes"))[0][0] == "Codes"
    with pytest.raises(CannotRead, match="no sheet “May”; it has “Codes”, “March”, “April”"):
        open_table(content, Layout(sheet="May"))


def test_titles_empty_rows_and_merged_cells_of_a_sheet():
    rows = [
        ["Calls for March", None, None],
        [],
        ["id", "day", "kind"],
        [1, date(2026, 3, 1), "Noise"],
        [2, None, "Alarm"],
        [],
        [3, date(2026, 3, 2), "Noise"],
    ]
    table = open_table(xlsx({"S": rows}, merged=["A1:C1", "B4:B5"]), Layout())

    assert table.header_row == 3
    assert [(row.number, row.cells[1]) for row in table.rows] == [
        (4, "2026-03-01"),
        (5, "2026-03-01"),
        (7, "2026-03-02"),
    ]


def test_a_sheet_of_libreoffice_is_read_the_same():
    content = ods({"Blatt1": [["id", "day"], [1, date(2026, 3, 1)], [2.5, "“Elm” & Oak"]]})

    assert cells(content) == [("1", "2026-03-01"), ("2.5", "“Elm” & Oak")]


def damaged(how: str) -> bytes:
    whole = xlsx({"S": [["id"], ["1"]]})
    match how:
        case "cut":
            return whole[:300]
        case "flipped":
            place = whole.index(b"sheet1.xml") + 40
            return whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]
        case "old":
            return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
        case "shape":
            return packed({"town.shp": b"\0\0\x27\x0a", "town.dbf": b"\3"})
        case _:
            return packed({f"part{n}": "" for n in range(2_001)})


@pytest.mark.parametrize("how", ["cut", "flipped", "old", "shape", "parts"])
def test_a_workbook_that_is_none_is_refused_in_words(how):
    with pytest.raises(CannotRead, match="Excel workbook|2,001 parts"):
        open_table(damaged(how), Layout())


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_opened(monkeypatch):
    monkeypatch.setattr(limits, "MOST_UNPACKED", 1_000_000)
    monkeypatch.setattr("importing.workbooks._in_a_process_of_its_own", pytest.fail)

    with pytest.raises(CannotRead, match="more than 1 million bytes"):
        open_table(packed({"xl/worksheets/sheet1.xml": b" " * 5_000_000}), Layout())


def far_corner(place: str) -> bytes:
    def sheet(rows, merged):
        corner = f'<row r="{place[3:]}"><c r="{place}"><v>1</v></c></row>'
        first = '<row r="1"><c r="A1"><v>1</v></c></row>'
        return f'<worksheet xmlns="{workbooks.MAIN}"><sheetData>{first}{corner}</sheetData></worksheet>'

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workbooks, "_sheet", sheet)
        return xlsx({"S": []})


@pytest.mark.parametrize("place", ["XFD1048576", "ALL60000"])
def test_a_sheet_with_one_cell_far_away_costs_the_process_and_not_the_worker(place):
    with pytest.raises(CannotRead, match="more time or memory|at most 5,000,000 cells"):
        open_table(far_corner(place), Layout())


def test_too_many_rows_characters_or_columns_of_a_sheet_are_refused(monkeypatch):
    content = xlsx({"S": [["id", "day", "kind"]] + [["1" * 50, "2", "3"]] * 5})

    with pytest.raises(CannotRead, match="more than 2 columns"):
        open_table(content, Layout(), most_columns=2)
    monkeypatch.setattr(limits, "MOST_CHARACTERS", 100)
    with pytest.raises(CannotRead, match="more than 100 characters"):
        cells(content)
    monkeypatch.undo()
    monkeypatch.setattr(limits, "MOST_ROWS", 3)
    with pytest.raises(CannotRead, match="more than 3 rows"):
        cells(content)


def test_a_process_that_is_killed_is_told_in_words(monkeypatch):
    def killed(*arguments, **options):
        return subprocess.CompletedProcess([], -signal.SIGKILL, stdout=b"", stderr=b"")

    monkeypatch.setattr("importing.workbooks.subprocess.run", killed)

    with pytest.raises(CannotRead, match="more time or memory"):
        open_table(xlsx({"S": [["id"]]}), Layout())


def test_the_process_sees_none_of_our_secrets(monkeypatch):
    seen = {}
    monkeypatch.setenv("SECRET_KEY", "x")

    def run(arguments, **options):
        seen.update(options["env"])
        raise OSError("stopped")

    monkeypatch.setattr("importing.workbooks.subprocess.run", run)
    with pytest.raises(OSError, match="stopped"):
        open_table(xlsx({"S": [["id"]]}), Layout())

    assert set(seen) <= {"PATH", "LD_LIBRARY_PATH"} & set(os.environ)
