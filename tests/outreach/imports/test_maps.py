"""The map file: what it may say, and what is said about one that is wrong."""

from __future__ import annotations

from datetime import datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importing.map_columns import DayColumn, TimeColumn
from importing.toml_maps import MapError, written_map
from outreach.imports.concern_maps import ConcernMap, read_map

MAP = """\
[source]
name = "Noise calls"
encoding = "Windows-1252"
delimiter = "semicolon"

[columns]
external_id = "case"
logged_on = { column = "date", format = "%m/%d/%y" }
time = { column = "received", format = "%H:%M" }
category = { column = "type", values = { "Loud party" = "noise", "Amplified  music" = "noise" } }
place = "address"
channel = { default = "call" }

[only]
type = ["Loud party", "Amplified music"]
beat = "7"
"""


def test_a_map_says_where_every_field_comes_from():
    concern_map = read_map(MAP)

    assert concern_map.source.encoding == "cp1252"
    assert concern_map.source.delimiter == ";"
    assert concern_map.columns.place.column == "address"
    assert concern_map.columns.category.values["Amplified music"] == "noise"
    assert concern_map.only == {"type": ("Loud party", "Amplified music"), "beat": ("7",)}
    assert set(concern_map.columns_named()) == {
        "case",
        "date",
        "received",
        "type",
        "address",
        "beat",
    }


def test_a_written_map_reads_back_the_same():
    concern_map = read_map(MAP)

    assert read_map(written_map(concern_map)).model_dump() == concern_map.model_dump()


@given(
    column=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20),
    word=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20),
)
def test_any_column_and_word_survive_being_written(column, word):
    concern_map = read_map(MAP)
    content = concern_map.model_dump()
    content["columns"]["place"] = {"column": f"c{column}", "default": ""}
    content["columns"]["category"]["values"] = {f"w{word}": "noise"}
    content["only"] = {f"o{column}": [word]}
    concern_map = type(concern_map).model_validate(content)

    assert read_map(written_map(concern_map)).model_dump() == concern_map.model_dump()


@pytest.mark.parametrize(
    ("line", "instead", "says"),
    [
        (2, "", r"noise\.toml, line 1, source\.name: is missing"),
        (3, 'encoding = "klingon"', r"line 3, source\.encoding: “klingon” is not an encoding"),
        (4, 'delimiter = "x"', r"line 4, source\.delimiter"),
        (7, "", r"line 6, columns\.external_id: is missing"),
        (8, 'logged_on = "date', "line 8"),
        (
            8,
            'logged_on = { column = "date", format = "%H" }',
            r"line 8, columns\.logged_on\.format",
        ),
        (8, 'logged_on = { column = "date", format = "%Q" }', "does not give year, month and day"),
        (9, 'time = { column = "received", format = "%d" }', "does not give hour and minute"),
        (10, "category = {}", r"line 10, columns\.category: name a `column`"),
        (10, "category = 7.5", r"line 10, columns\.category"),
        (11, 'palce = "address"', r"line 11, columns\.palce: is not a field.*place"),
        (11, 'latitude = "lat"', "latitude and longitude go together"),
        (14, "[olny]", r"line 14, olny: is not a field of the map; there are source"),
    ],
)
def test_a_wrong_map_is_refused_with_file_line_and_field(line, instead, says):
    lines = MAP.splitlines()
    lines[line - 1] = instead

    with pytest.raises(MapError, match=says):
        read_map("\n".join(lines), "noise.toml")


def test_a_map_that_is_not_utf_8_is_refused_with_its_line():
    written = MAP.replace("Noise", "Lärm").encode("cp1252")

    with pytest.raises(MapError, match=r"line 2, file: this line is not written in UTF-8"):
        read_map(written, "noise.toml")


@pytest.mark.parametrize(
    ("form", "text", "moment"),
    [
        ("%m/%d/%y", "09/14/21", datetime(2021, 9, 14)),
        ("%Y-%m-%d %H:%M:%S", "2021-09-14 23:10:05", datetime(2021, 9, 14, 23, 10, 5)),
        ("%d %b %Y", "14 Sep 2021", datetime(2021, 9, 14)),
    ],
)
def test_dates_are_read_as_the_map_says(form, text, moment):
    column = DayColumn(column="date", format=form)

    assert column.moment_in(text) == moment
    assert column.has_time == bool(moment.time() != time.min)


def test_times_are_read_as_the_map_says():
    assert TimeColumn(column="t", format="%I:%M %p").time_in("07:08 PM") == time(19, 8)


@pytest.mark.parametrize(
    "key",
    [
        "a" + ".a" * 8,
        "a" + " . a" * 8,
        "'a'" + '."a"' * 8,
        "[" + "a." * 8 + "a]",
        'b = ["""x"""", {' + "a." * 8 + 'a = "z"}]',
        "b = { # '\n" + "a." * 8 + "a = '' }",
    ],
)
def test_a_key_of_many_parts_is_refused_before_it_is_parsed(key, monkeypatch):
    monkeypatch.setattr("importing.toml_maps.tomllib.loads", lambda text: pytest.fail("parsed"))

    with pytest.raises(MapError, match="a name of more than 8 parts"):
        read_map(f"{key} = 1\n".encode())


def test_points_in_words_and_notes_are_no_parts_of_a_key():
    written = MAP.replace('"Loud party" =', '"L.o.u.d. p.a.r.t.y. ........" =')
    noted = f"# a.b.c.d.e.f.g.h.i.j\n{written}".replace("Noise calls", "N.o.i.s.e. c.a.l.l.s.")

    assert read_map(noted).source.name == "N.o.i.s.e. c.a.l.l.s."


def test_a_map_finished_in_the_browser_may_be_longer_than_one_that_is_brought():
    words = {f"{n:03} {'w' * 60}": "noise" for n in range(200)}
    content = read_map(MAP).model_dump(exclude_defaults=True)
    content["columns"]["category"]["values"] = words
    content["only"] = {"type": list(words)}
    kept = written_map(ConcernMap.model_validate(content))

    assert len(kept) > 20_000
    assert read_map(kept).columns.category.values == words
    with pytest.raises(MapError, match="longer than 20,000 bytes"):
        read_map(kept.encode())
