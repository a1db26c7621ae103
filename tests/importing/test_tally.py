"""Whatever stands in a file, every row of it is accounted for."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importing.features import FeatureRefused
from importing.tables import Layout, open_table
from importing.tally import CountsDisagree, Tally
from outreach.imports.concern_maps import read_map
from outreach.imports.concerns import Known, compared, entries_of
from outreach.imports.entries import RowReader
from outreach.imports.group_entries import EntryReader
from outreach.imports.group_maps import GroupMap

MAP = read_map("""
[source]
name = "Calls"
[columns]
external_id = "id"
logged_on = { column = "date", format = "%m/%d/%y" }
category = { column = "type", values = { "Loud party" = "noise" } }
place = "place"
latitude = "lat"
longitude = "lon"
[only]
beat = ["1", "2"]
""")
READER = EntryReader(GroupMap.model_validate({"properties": {"name": "name"}}))
HEADER = ("id", "date", "type", "place", "lat", "lon", "beat")
CELLS = st.one_of(
    st.sampled_from(
        ["", "1", "2", "3", "09/14/21", "14/09/21", "12/31/99", "Loud party", "noise", "91", "nan"]
    ),
    st.text(alphabet='ab",;\r\n\u00a0\t1/', max_size=8),
)
ROWS = st.lists(st.lists(CELLS, min_size=7, max_size=7) | st.lists(CELLS, max_size=9), max_size=12)


def written(rows: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([HEADER, *rows])
    return out.getvalue().encode()


def read(content: bytes):
    table = open_table(content, Layout(), wanted=MAP.columns_named())
    reader = RowReader(
        MAP,
        table.header,
        categories={"noise": "Noise"},
        zone=ZoneInfo("America/New_York"),
        today=date(2026, 5, 13),
    )
    return entries_of("Calls", reader, table.rows, mapped={"place", "category", "summary"})


def known_from(reading, *, edited: set[str]) -> dict[str, Known]:
    return {
        external_id: Known(
            SimpleNamespace(number="C-2021-0001"),
            entry.values() | ({"place": "by hand"} if external_id in edited else {}),
            entry.values(),
        )
        for external_id, entry in reading.entries.items()
    }


@given(first=ROWS, second=ROWS, edited=st.sets(st.sampled_from(["1", "2", "3"])))
def test_the_counts_add_up_for_any_file_over_any_other(first, second, edited):
    before, now = read(written(first)), read(written(second))

    tally = compared(now, known_from(before, edited=edited)).tally

    records = list(csv.reader(io.StringIO(written(second).decode(), newline="")))
    assert tally.read == len([record for record in records if record]) - 1
    assert tally.counted == tally.read
    assert len(tally.refused) == len({refusal.row for refusal in tally.refused})


@given(ROWS)
def test_a_file_over_itself_changes_nothing(rows):
    reading = read(written(rows))

    plan = compared(reading, known_from(reading, edited={"1"}))

    assert (plan.tally.new, plan.tally.changed) == (0, 0)
    assert plan.tally.same == len(reading.entries)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=12,
)
GEOMETRIES = JSON | st.fixed_dictionaries(
    {
        "type": st.sampled_from(["Polygon", "MultiPolygon", "Point", "LineString"]),
        "coordinates": JSON,
    }
)


@given(properties=JSON, geometry=GEOMETRIES, name=st.text(max_size=5))
def test_any_feature_is_taken_or_refused(properties, geometry, name):
    if isinstance(properties, dict):
        properties = {**properties, "name": name}
    feature = json.loads(json.dumps({"properties": properties, "geometry": geometry}))

    try:
        entry = READER.entry(1, feature)
    except FeatureRefused:
        return

    assert entry.name
    assert json.dumps(entry.values())


def test_a_row_without_an_account_is_a_fault_of_the_program():
    with pytest.raises(CountsDisagree, match="2 rows were read and 1 accounted for"):
        Tally(read=2, new=1).checked()


def test_a_tally_is_stored_and_read_again():
    tally = Tally(read=3, new=1, changed=1, overlaps=[])
    tally.refuse(7, "has no name")

    assert Tally.from_json(json.loads(json.dumps(tally.as_json()))) == tally
