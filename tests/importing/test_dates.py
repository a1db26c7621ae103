"""Days and times as other programs write them: read where nothing can be mistaken, else refused."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importing.dates import (
    day_read,
    example,
    gives_a_day,
    gives_a_time,
    has_literal_offset,
    time_read,
)

HUB = "%Y/%m/%d %H:%M:%S%z"


@pytest.mark.parametrize(
    "offset",
    ["+00", "+0000", "+00:00", "+00:00:00", "Z", "z", " +00", " UTC", "GMT", " UTC+00:00", "+0"],
)
def test_an_offset_of_any_length_is_one(offset):
    read = day_read(f"2026/03/01 02:30:00{offset}", (HUB,))

    assert read.moment == datetime(2026, 3, 1, 2, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("offset", "hours"), [("-05", -5), ("-0500", -5), ("+05:30", 5.5), ("\u221205:00", -5)]
)
def test_an_offset_is_read_with_its_sign(offset, hours):
    read = day_read(f"2026/03/01 02:30:00{offset}", (HUB,))

    assert read.moment == datetime(2026, 3, 1, 2, 30, tzinfo=timezone(timedelta(hours=hours)))


def test_the_end_of_a_day_is_no_offset():
    assert day_read("2026-03-01", ("%Y-%m-%d %H:%M%z",)).moment == datetime(2026, 3, 1)


@pytest.mark.parametrize(
    ("text", "forms", "moment", "has_time"),
    [
        ("03/02/26", ("%m/%d/%y %H:%M",), datetime(2026, 3, 2), False),
        ("3/2/2026", ("%m/%d/%Y %I:%M:%S %p",), datetime(2026, 3, 2), False),
        ("3/2/2026 12:00:00 AM", ("%m/%d/%Y %I:%M:%S %p",), datetime(2026, 3, 2), True),
        ("3/2/2026 9:05 p.m.", ("%m/%d/%Y %I:%M %p",), datetime(2026, 3, 2, 21, 5), True),
        ("02.03.2026", ("%m/%d/%Y", "%d.%m.%Y"), datetime(2026, 3, 2), False),
        ("2026-03-02T21:30:00.0000000", ("%Y-%m-%dT%H:%M:%S",), datetime(2026, 3, 2, 21, 30), True),
        ("2026-03-02 21:30", ("%m/%d/%y",), datetime(2026, 3, 2, 21, 30), True),
        ("2026-03-02", ("%m/%d/%y",), datetime(2026, 3, 2), False),
        ("46083", ("excel",), datetime(2026, 3, 2), False),
        ("46083.8958333333", ("excel",), datetime(2026, 3, 2, 21, 30), True),
        ("1772487000000", ("epoch",), datetime(2026, 3, 2, 21, 30, tzinfo=UTC), True),
        ("1772487000", ("epoch",), datetime(2026, 3, 2, 21, 30, tzinfo=UTC), True),
        ("46083", ("%m/%d/%Y", "excel"), datetime(2026, 3, 2), False),
    ],
)
def test_a_day_is_read_by_the_first_form_that_fits(text, forms, moment, has_time):
    read = day_read(text, forms)

    assert (read.moment, read.has_time) == (moment, has_time)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("13/04/26", "%m/%d/%y"),
        ("03/04/2026", "%m/%d/%y"),
        ("03/04/26", "%m/%d/%Y"),
        ("March", "%m/%d/%Y"),
        ("2026-3", "%m/%d/%Y"),
        ("12", "excel"),
        ("12", "epoch"),
        ("1e9", "epoch"),
        ("9" * 400, "epoch"),
        ("03/04/2026 25:00", "%m/%d/%Y %H:%M"),
    ],
)
def test_what_is_written_otherwise_is_refused_with_an_example(text, form):
    with pytest.raises(ValueError, match="is not written like"):
        day_read(text, (form,))


def test_examples_are_words_of_people():
    assert example("%m/%d/%Y %I:%M:%S %p") == "11/28/2019 03:42:36 PM"
    assert "%" not in example("excel") + example("epoch")


@pytest.mark.parametrize(
    ("text", "forms", "clock"),
    [
        ("07:08 PM", ("%I:%M %p",), time(19, 8)),
        ("19:08:30.5", ("%H:%M:%S",), time(19, 8, 30)),
        ("19:08:30", ("%I:%M %p",), time(19, 8, 30)),
        ("1908", ("%H:%M", "%H%M"), time(19, 8)),
    ],
)
def test_a_time_is_read_too(text, forms, clock):
    assert time_read(text, forms) == clock


@pytest.mark.parametrize(
    "form",
    [
        "%Y/%m/%d %H:%M:%S+00",
        "%Y-%m-%dT%H:%M:%SZ",
        "%Y-%m-%dT%H:%M:%S.000Z",
        "%Y-%m-%d %H:%M-0500",
        "%Y-%m-%d %H:%M UTC",
        "%m/%d/%Y %I:%M %p EST",
    ],
)
def test_an_offset_that_a_form_passes_over_is_noticed(form):
    assert has_literal_offset(form)
    assert gives_a_day(form)


@pytest.mark.parametrize("form", ["%Y-%m-%d %H:%M:%S%z", "%m-%d-%Y", "%H:%M %d-%m-%Y", "%d.%m.%y"])
def test_other_forms_pass_over_none(form):
    assert not has_literal_offset(form)


@given(st.text(max_size=40), st.sampled_from([HUB, "%m/%d/%y", "excel", "epoch", "%d %b %Y %H:%M"]))
def test_any_text_is_a_day_or_a_value_error(text, form):
    try:
        day_read(text, (form,))
    except (ValueError, OverflowError):
        return
    assert gives_a_day(form)


def test_a_form_of_a_day_need_not_give_a_time():
    assert not gives_a_time("%m/%d/%Y")
    assert gives_a_time("epoch")
