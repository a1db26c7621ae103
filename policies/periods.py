"""The spans of time reports are made for: months, quarters, years, two years.

A period is two local days, both included. Nothing here knows a time zone or the clock:
callers turn an instant into a local day first (`policies.current.local_day`).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Every(StrEnum):
    """How often a duty or a report falls due."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    TWO_YEARS = "two_years"

    @property
    def months(self) -> int:
        return {"month": 1, "quarter": 3, "year": 12, "two_years": 24}[self.value]


class NotAPeriod(ValueError):
    """The words do not name a month, a quarter or a year."""


@dataclass(frozen=True, order=True)
class Period:
    """From `first` to `last`, both local days and both included."""

    first: date
    last: date

    @classmethod
    def month_of(cls, day: date) -> Period:
        return cls.starting(day.replace(day=1), months=1)

    @classmethod
    def quarter_of(cls, day: date, *, starts: int = 1) -> Period:
        """The quarter `day` falls in, when the reporting year starts in month `starts`."""
        return cls._of(day, months=3, starts=starts)

    @classmethod
    def year_of(cls, day: date, *, starts: int = 1) -> Period:
        return cls._of(day, months=12, starts=starts)

    @classmethod
    def of(cls, every: Every, day: date, *, starts: int = 1) -> Period:
        """The month, quarter, year or pair of years that `day` falls in."""
        return cls._of(day, months=every.months, starts=starts)

    @classmethod
    def starting(cls, first: date, *, months: int) -> Period:
        return cls(first, add_months(first, months) - timedelta(days=1))

    @classmethod
    def parse(cls, words: str, *, starts: int = 1) -> Period:
        """`2021`, `2021-Q4` or `2021-11`; a year is the reporting year that begins in it.

        Raises NotAPeriod when the words are none of these.
        """
        found = re.fullmatch(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?", words.strip().upper())
        if not found or not 1900 <= int(found[1]) <= 2200:
            raise NotAPeriod(f"“{words}” is not a period. Write 2021, 2021-Q4 or 2021-11.")
        year_first = date(int(found[1]), starts, 1)
        if found[2]:
            return cls.starting(add_months(year_first, 3 * (int(found[2]) - 1)), months=3)
        if found[3]:
            return cls.month_of(date(int(found[1]), int(found[3]), 1))
        return cls.starting(year_first, months=12)

    @classmethod
    def _of(cls, day: date, *, months: int, starts: int) -> Period:
        # Counted from year 0, so that a pair of years always begins in an even one.
        since = day.year * 12 + day.month - starts
        begins = since - since % months + starts - 1
        return cls.starting(date(begins // 12, begins % 12 + 1, 1), months=months)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def months_long(self) -> int:
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    @property
    def next_day(self) -> date:
        return self.last + timedelta(days=1)

    def previous(self) -> Period:
        """The period of the same length that ends the day before this one begins."""
        months = self.months_long
        return Period.starting(add_months(self.first, -months), months=months)

    def by_month(self) -> Iterator[Period]:
        """Every month of the period, in order."""
        first = self.first
        while first <= self.last:
            month = Period.month_of(first)
            yield month
            first = month.next_day

    def key(self, *, starts: int = 1) -> str:
        """The short name `parse` reads back: `2021-11`, `2021-Q4`, `2021`."""
        if self.months_long == 1:
            return f"{self.first:%Y-%m}"
        into_year = (self.first.month - starts) % 12
        year = self.first.year - (self.first.month < starts)
        return f"{year}-Q{into_year // 3 + 1}" if self.months_long == 3 else str(year)

    @property
    def label(self) -> str:
        """As a report's title says it: “January to March 2026”."""
        if self.months_long == 1:
            return f"{self.first:%B %Y}"
        if self.first.year == self.last.year:
            if self.months_long == 12:
                return str(self.first.year)
            return f"{self.first:%B} to {self.last:%B %Y}"
        return f"{self.first:%B %Y} to {self.last:%B %Y}"

    @property
    def short_label(self) -> str:
        """“Mar 2026”, “Jan-Mar 2026”, “2026”: what finds room below one column of a chart."""
        if self.first.month == 1 and self.last.month == 12 and self.first.year == self.last.year:
            return str(self.first.year)
        months = dict.fromkeys((f"{self.first:%b}", f"{self.last:%b}"))
        return f"{'-'.join(months)} {self.last.year}"

    @property
    def days_label(self) -> str:
        """As the cover says it: “January 1 to March 31, 2026”."""
        first = f"{self.first:%B} {self.first.day}"
        if self.first.year != self.last.year:
            first = f"{first}, {self.first.year}"
        return f"{first} to {self.last:%B} {self.last.day}, {self.last.year}"


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later; the last day where the month is shorter."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
