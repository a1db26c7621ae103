"""Months, quarters, years and pairs of years, for any month the reporting year begins in."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.periods import Every, NotAPeriod, Period, add_months

DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))
STARTS = st.integers(1, 12)
REPORTED = st.sampled_from([Every.MONTH, Every.QUARTER, Every.YEAR])
JULY = 7


def period(first: str, last: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("every", "expected"),
    [
        (Every.MONTH, period("2024-02-01", "2024-02-29")),
        (Every.QUARTER, period("2024-01-01", "2024-03-31")),
        (Every.YEAR, period("2024-01-01", "2024-12-31")),
        (Every.TWO_YEARS, period("2024-01-01", "2025-12-31")),
    ],
)
def test_a_day_falls_in_one_period_of_each_length(every: Every, expected: Period) -> None:
    assert Period.of(every, date(2024, 2, 29)) == expected


@pytest.mark.parametrize(
    ("every", "expected"),
    [
        (Every.MONTH, period("2026-03-01", "2026-03-31")),
        (Every.QUARTER, period("2026-01-01", "2026-03-31")),
        (Every.YEAR, period("2025-07-01", "2026-06-30")),
        (Every.TWO_YEARS, period("2024-07-01", "2026-06-30")),
    ],
)
def test_a_reporting_year_may_begin_in_july(every: Every, expected: Period) -> None:
    assert Period.of(every, date(2026, 3, 31), starts=JULY) == expected


def test_the_short_ways_to_a_period_agree_with_the_long_one() -> None:
    day = date(2026, 5, 17)

    assert Period.month_of(day) == Period.of(Every.MONTH, day)
    assert Period.quarter_of(day, starts=2) == Period.of(Every.QUARTER, day, starts=2)
    assert Period.year_of(day, starts=JULY) == Period.of(Every.YEAR, day, starts=JULY)


def test_the_first_and_last_day_of_a_reporting_year_belong_to_it() -> None:
    year = Period.year_of(date(2025, 7, 1), starts=JULY)

    assert date(2025, 6, 30) not in year
    assert date(2025, 7, 1) in year
    assert date(2026, 6, 30) in year
    assert date(2026, 7, 1) not in year


@pytest.mark.parametrize(
    ("words", "starts", "expected"),
    [
        ("2021", 1, period("2021-01-01", "2021-12-31")),
        ("2021", JULY, period("2021-07-01", "2022-06-30")),
        ("2021-Q4", 1, period("2021-10-01", "2021-12-31")),
        ("2021-Q4", JULY, period("2022-04-01", "2022-06-30")),
        ("2021-q1", JULY, period("2021-07-01", "2021-09-30")),
        ("2021-Q4", 12, period("2022-09-01", "2022-11-30")),
        ("2021-11", JULY, period("2021-11-01", "2021-11-30")),
        (" 2024-02 ", 1, period("2024-02-01", "2024-02-29")),
    ],
)
def test_a_period_is_read_from_its_short_name(words: str, starts: int, expected: Period) -> None:
    assert Period.parse(words, starts=starts) == expected


@pytest.mark.parametrize(
    "words", ["", "Q4", "2021-Q5", "2021-Q0", "2021-13", "2021-00", "2021-1", "21", "1899", "2201"]
)
def test_other_words_are_not_a_period(words: str) -> None:
    with pytest.raises(NotAPeriod, match="is not a period"):
        Period.parse(words)


@pytest.mark.parametrize(
    ("span", "label", "days_label"),
    [
        (period("2026-02-01", "2026-02-28"), "February 2026", "February 1 to February 28, 2026"),
        (
            period("2026-01-01", "2026-03-31"),
            "January to March 2026",
            "January 1 to March 31, 2026",
        ),
        (period("2026-01-01", "2026-12-31"), "2026", "January 1 to December 31, 2026"),
        (
            period("2025-07-01", "2026-06-30"),
            "July 2025 to June 2026",
            "July 1, 2025 to June 30, 2026",
        ),
        (
            period("2025-12-01", "2026-02-28"),
            "December 2025 to February 2026",
            "December 1, 2025 to February 28, 2026",
        ),
    ],
)
def test_a_period_has_words_for_a_title_and_for_a_cover(
    span: Period, label: str, days_label: str
) -> None:
    assert (span.label, span.days_label) == (label, days_label)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_months_are_added_to_the_same_day_or_the_last_one(
    day: date, months: int, expected: date
) -> None:
    assert add_months(day, months) == expected


@given(every=st.sampled_from(Every), day=DAYS, starts=STARTS)
def test_a_period_holds_its_day_and_is_as_long_as_it_says(
    every: Every, day: date, starts: int
) -> None:
    span = Period.of(every, day, starts=starts)

    assert day in span
    assert span.months_long == every.months
    assert span.first.day == span.next_day.day == 1
    assert (span.first.month - starts) % min(every.months, 12) == 0


@given(every=REPORTED, day=DAYS, starts=STARTS)
def test_a_short_name_is_read_back_as_the_same_period(every: Every, day: date, starts: int) -> None:
    span = Period.of(every, day, starts=starts)

    assert Period.parse(span.key(starts=starts), starts=starts) == span


@given(every=st.sampled_from(Every), day=DAYS, starts=STARTS)
def test_the_previous_period_ends_the_day_before(every: Every, day: date, starts: int) -> None:
    span = Period.of(every, day, starts=starts)
    before = span.previous()

    assert before.next_day == span.first
    assert before == Period.of(every, span.first - timedelta(days=1), starts=starts)


@given(every=st.sampled_from(Every), day=DAYS, starts=STARTS)
def test_the_months_of_a_period_cover_it_exactly(every: Every, day: date, starts: int) -> None:
    span = Period.of(every, day, starts=starts)
    months = list(span.by_month())

    assert len(months) == span.months_long
    assert (months[0].first, months[-1].last) == (span.first, span.last)
    assert all(one.next_day == next_one.first for one, next_one in pairwise(months))
