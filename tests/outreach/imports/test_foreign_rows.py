"""Rows as spreadsheets, portals and record systems spoil them: what comes in, and what is told."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from importing.toml_maps import MapError, written_map
from outreach.imports.concern_maps import read_map
from outreach.imports.concern_records import bring_in
from outreach.imports.concerns import read_concerns
from outreach.models import Concern
from tests.support.factories import NOON
from tests.support.workbooks import xlsx

pytestmark = pytest.mark.usefixtures("officer")
MAP = """
[source]
name = "Log"

[columns]
external_id = "id"
logged_on = { column = "day", format = "%Y-%m-%d" }
category = { column = "kind", values = { "Loud Party" = "noise" }, default = "other" }
place = "place"
"""
HEADER = "id,day,kind,place\n"


def read(*rows: str, map_text: str = MAP, header: str = HEADER):
    return read_concerns((header + "\n".join(rows) + "\n").encode(), read_map(map_text), at=NOON)


def said(reading) -> str:
    return "\n".join(reading.tally.remarks)


@pytest.mark.parametrize("word", ["Loud Party", "LOUD PARTY", "loud  party", " Loud\u00a0party "])
def test_a_word_of_the_map_means_the_same_however_it_is_spelled(word):
    reading = read(f"L-1,2026-03-01,{word},1 Kiln St")

    assert reading.entries["L-1"].category == "noise"
    assert not reading.tally.remarks


def test_words_of_only_are_compared_the_same_way():
    mapped = MAP + '[only]\nkind = ["Café Noise"]\n'

    reading = read("L-1,2026-03-01,CAFE NOISE,x", "L-2,2026-03-01,Theft,x", map_text=mapped)

    assert list(reading.entries) == ["L-1"]
    assert reading.tally.left_out == 1


def test_two_spellings_of_one_word_for_two_things_are_refused():
    mapped = MAP.replace('{ "Loud Party" = "noise" }', '{ "Loud" = "noise", "LOUD" = "traffic" }')

    with pytest.raises(MapError, match=r"line 8, columns\.category: “LOUD” stands twice"):
        read("L-1,2026-03-01,Loud,x", map_text=mapped)


def test_columns_are_found_in_any_spelling_unless_two_are_alike():
    assert read("L-1,2026-03-01,Noise,x", header="ID,Day,KIND,Place \n").entries
    with pytest.raises(MapError, match="two columns “id”"):
        read("L-1,2026-03-01,Noise,x", header="ID,Id,DAY,kind,place\n")


def test_rows_that_fell_to_the_default_are_counted_with_their_words():
    reading = read(
        "L-1,2026-03-01,Parade,x",
        "L-2,2026-03-01,Parade,x",
        "L-3,2026-03-01,,x",
        "L-4,2026-99-01,Refused,x",
    )

    assert said(reading) == (
        "3 rows fell to the category’s default, other: “Parade” (2), nothing (1)."
    )


@pytest.mark.parametrize("identifier", ["2.6E+11", "2,6E+11", "2.6e+11", "3E+10", "1.23457E+18"])
def test_an_id_that_a_spreadsheet_has_rounded_is_refused(identifier):
    reading = read(f'"{identifier}",2026-03-01,Noise,x')

    assert not reading.entries
    assert "a spreadsheet has rounded" in reading.tally.refused[0].reason


@pytest.mark.parametrize("identifier", ["26E11A", "C-2.6E+11", "E11", "260000000000", "2.6"])
def test_an_id_that_only_looks_like_it_is_taken(identifier):
    assert list(read(f"{identifier},2026-03-01,Noise,x").entries) == [identifier]


def test_a_long_id_of_a_workbook_that_lost_its_last_digits_is_refused():
    content = xlsx(
        {"S": [["id", "day", "kind", "place"], [1.23457e18, date(2026, 3, 1), "x", "y"]]}
    )

    reading = read_concerns(content, read_map(MAP), at=NOON)

    assert "a spreadsheet has rounded" in reading.tally.refused[0].reason


def test_rows_of_one_id_that_differ_are_listed():
    reading = read(
        "C-1,2026-03-01,Noise,1 Kiln St",
        "C-1,2026-03-02,Noise,2 Quay St",
        "C-2,2026-03-01,Noise,3 Elm St",
        "C-2,2026-03-01,Noise,3 Elm St",
    )

    [note] = reading.tally.notes
    assert (note.row, note.name) == (3, "C-1")
    assert note.note == "Row 2 has this id too, with another logged on, place; this row counts."
    assert "“id” does not tell the rows apart: 1 number stands in several rows" in said(reading)
    assert reading.tally.repeated == 2


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('"=""00123"""', "00123"),
        ("'00123", "00123"),
        ("'-5", "-5"),
        ("O'Neil", "O'Neil"),
        ("'til dawn", "'til dawn"),
    ],
)
def test_what_keeps_a_number_as_text_is_no_part_of_it(cell, text):
    assert list(read(f"{cell},2026-03-01,Noise,x").entries) == [text]


@pytest.mark.parametrize("nothing", ["#N/A", "#REF!", "NULL", "(null)", "<Null>", "\\N", "\u00a0"])
def test_what_programs_write_for_nothing_is_nothing(nothing):
    reading = read(f"L-1,2026-03-01,{nothing},{nothing}")

    assert (reading.entries["L-1"].place, reading.entries["L-1"].category) == ("", "other")
    assert read(f"{nothing},2026-03-01,Noise,x").tally.refused


@pytest.mark.parametrize(
    "row",
    ["Total,,,45", "TOTAL: 45,,,", "id,day,kind,place", "ID,Day,Kind,Place", "Page 2 of 5,,,"]
    + ["45 records,,,", "Printed on 04/01/2026,,,", ",,,Grand Total"],
)
def test_totals_notes_and_repeated_headers_are_left_out_and_told(row):
    reading = read("L-1,2026-03-01,Noise,x", row, "L-2,2026-03-01,Noise,x")

    assert (reading.tally.left_out, reading.tally.refused) == (1, [])
    assert "repeated headers are left out: row 3" in said(reading)


def test_a_record_whose_id_is_a_word_is_a_record():
    assert read("Total-1,2026-03-01,Noise,x", "Page,2026-03-01,Noise,x").tally.left_out == 0


def test_empty_cells_beyond_the_header_are_nothing_and_others_are_refused():
    reading = read("L-1,2026-03-01,Noise,x,,", "L-2,2026-03-01,Noise,x,more")

    assert list(reading.entries) == ["L-1"]
    assert reading.tally.refused[0].reason == "has 5 cells where the header has 4"


def test_a_row_may_end_before_columns_that_nobody_asked_for():
    reading = read("L-1,2026-03-01,Noise,x", header="id,day,kind,place,units\n")

    assert list(reading.entries) == ["L-1"]


def test_html_becomes_lines_and_characters_in_every_text():
    mapped = MAP + 'said = "details"\nsummary = "title"\n'
    reading = read(
        'C-1,2026-03-01,Loud&nbsp;Party,Oak &amp; Elm,"&nbsp;&nbsp;Music&nbsp;&amp;&nbsp;more<br />Third'
        ' time",<b>Loud</b> &lt;again&gt;',
        "C-2,2026-03-01,Noise,x,Ann <ann@example.org> says 5 < 6,<script>alert(1)</script>Once",
        map_text=mapped,
        header="id,day,kind,place,details,title\n",
    )
    first, second = reading.entries["C-1"], reading.entries["C-2"]

    assert (first.category, first.place) == ("noise", "Oak & Elm")
    assert first.said == "Music & more\nThird time"
    assert first.summary == "Loud <again>"
    assert (second.said, second.summary) == ("Ann ann@example.org says 5 < 6", "Once")


# ---- Days, times and zones


def test_a_day_without_its_time_comes_in_and_is_counted():
    mapped = MAP.replace("%Y-%m-%d", "%m/%d/%y %H:%M")

    reading = read(
        "M-1,03/01/26 21:30,Noise,x", "M-2,03/02/26,Noise,x", "M-3,03/03/26 07:05,Noise,x",
        map_text=mapped,
    )  # fmt: skip

    assert [entry.time for entry in reading.entries.values()] == [time(21, 30), None, time(7, 5)]
    assert "1 row gave a day and no time." in said(reading)


def test_a_column_may_name_several_formats():
    mapped = MAP.replace('format = "%Y-%m-%d"', 'formats = ["%m/%d/%Y", "%d %b %Y"]')

    reading = read("M-1,03/01/2026,Noise,x", "M-2,2 Mar 2026,Noise,x", map_text=mapped)

    assert [entry.logged_on.day for entry in reading.entries.values()] == [1, 2]


def test_the_short_offset_of_a_portal_is_turned_into_the_departments_day():
    mapped = MAP.replace("%Y-%m-%d", "%Y/%m/%d %H:%M:%S%z")

    reading = read(
        "H-1,2026/03/01 02:30:00+00,Noise,x", "H-2,2026/03/01 17:00:00+00,Noise,x", map_text=mapped
    )

    assert [(entry.logged_on, entry.time) for entry in reading.entries.values()] == [
        (date(2026, 2, 28), time(21, 30)),
        (date(2026, 3, 1), time(12)),
    ]


def test_an_offset_that_a_format_passes_over_is_refused_unless_the_zone_is_named():
    mapped = MAP.replace("%Y-%m-%d", "%Y/%m/%d %H:%M:%S+00")
    row = "H-1,2026/03/01 02:30:00+00,Noise,x"

    with pytest.raises(MapError, match=r"line 7, columns\.logged_on: .* Write %z"):
        read(row, map_text=mapped)
    kept = written_map(read_map(mapped.replace('"Log"', '"Log"\nzone = "local"')))
    local = read(row, map_text=kept)
    moved = read(row, map_text=mapped.replace('"Log"', '"Log"\nzone = "UTC"'))

    assert local.entries["H-1"].logged_on == date(2026, 3, 1)
    assert moved.entries["H-1"].logged_on == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("zone", "logged_at"),
    [
        ("local", datetime(2026, 3, 1, 7, 30, tzinfo=UTC)),
        ("utc", datetime(2026, 3, 1, 2, 30, tzinfo=UTC)),
        ("America/Denver", datetime(2026, 3, 1, 9, 30, tzinfo=UTC)),
    ],
)
def test_times_are_in_the_zone_the_map_names_also_in_a_column_of_their_own(
    officer, zone, logged_at
):
    mapped = MAP.replace('"Log"', f'"Log"\nzone = "{zone}"') + 'time = "at"\n'
    reading = read("H-1,2026-03-01,Noise,x,02:30", map_text=mapped, header="id,day,kind,place,at\n")

    bring_in(reading, by=officer, at=NOON)

    assert Concern.objects.get().logged_at == logged_at


def test_a_day_without_a_time_stays_the_day_in_any_zone():
    mapped = MAP.replace('"Log"', '"Log"\nzone = "UTC"')

    assert read("H-1,2026-03-01,Noise,x", map_text=mapped).entries["H-1"].logged_on == date(
        2026, 3, 1
    )


def test_a_zone_that_is_none_is_refused_with_its_line():
    with pytest.raises(MapError, match=r"line 4, source\.zone: “Mars/North” is not a time zone"):
        read_map(MAP.replace('"Log"', '"Log"\nzone = "Mars/North"'))


# ---- Files without a header, fields of several columns


def test_columns_are_named_by_number_where_there_is_no_header():
    mapped = """
    [source]
    name = "CAD"
    header = false
    [columns]
    identifier = 1
    logged_on = { columns = [2, 3], format = "%m%d%Y %H%M%S" }
    category = { column = 4, default = "other" }
    place = { columns = [5, 6] }
    """

    reading = read("110,03012026,082905,NOISE,100,ELM ST", map_text=mapped, header="")

    entry = reading.entries["110"]
    assert (entry.logged_on, entry.time) == (date(2026, 3, 1), time(8, 29, 5))
    assert (entry.category, entry.place, entry.row) == ("noise", "100 ELM ST", 1)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('external_id = "id"', 'external_id = "id"\nidentifier = "id"'), "is not a field"),
        (('"Log"', '"Log"\nheader = "x"'), r"source\.header: is not true, false or the number"),
        (('"Log"', '"Log"\nheader = 0'), r"source\.header"),
        (('format = "%Y-%m-%d"', 'formats = ["%d"]'), "does not give year, month and day"),
        (('column = "day",', 'column = "day", formats = ["%Y-%m-%d"],'), "not both"),
        (('place = "place"', 'place = { column = "a", columns = ["b"] }'), "not both"),
    ],
)
def test_a_map_that_says_two_things_is_refused(change, words):
    with pytest.raises(MapError, match=words):
        read_map(MAP.replace(*change))


def test_a_workbook_comes_in_by_the_same_map_as_its_csv():
    rows = [["id", "day", "kind", "place"], [41.0, date(2026, 3, 1), "LOUD PARTY", "1 Kiln St"]]

    [entry] = read_concerns(xlsx({"Calls": rows}), read_map(MAP), at=NOON).entries.values()

    assert (entry.external_id, entry.logged_on, entry.category) == ("41", date(2026, 3, 1), "noise")
