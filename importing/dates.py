"""Days and times as spreadsheets, portals and record systems write them.

A map says how a column is written, in one form or several (`%m/%d/%Y %H:%M`). Three things are read
in any of them, because no two programs agree on them and none can be mistaken: a time that was not
known and is left out, an offset from UTC of any length, and fractions of seconds. A day that is
written year first (2026-03-01, also with a time) is read whatever the form says: a workbook's days
come like that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from documents.written_dates import read_back, read_moment

# A day and a moment whose parts cannot be mistaken for one another.
SAMPLE_DAY = datetime(2019, 11, 28, 15, 42, 36, tzinfo=UTC)
# Forms that are no text: what a program counts, since when.
COUNTED = {
    "epoch": "seconds or milliseconds since 1970 (UTC)",
    "excel": "Excel’s number of days since 1900",
}
# Excel's day 0; it believes in a February 29, 1900, which the first two months do not see.
EXCEL_BEGAN = datetime(1899, 12, 30)
EXCEL_FIRST, EXCEL_LAST = 61, 2_958_465
# 1973 to 2286 in seconds; a thousand times that in milliseconds.
EPOCH_FIRST, EPOCH_LAST = 100_000_000, 9_999_999_999
NUMBER = re.compile(r"-?\d{1,15}(?:\.\d+)?")

TIME_PARTS = re.compile(r"%[HIMSpfzZX]")
# From the first part of a time on, with the T, the comma or the blanks before it.
TIME_OF_FORM = re.compile(r"[\sT,;@]*%[HI].*$", re.DOTALL)
# A clock, and after it the offset that a form reads as %z.
OFFSET = re.compile(
    r"(?P<clock>\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:\s*[ap]\.?m\.?)?)\s*"
    r"(?P<zone>Z|(?:UTC|GMT)?\s*(?P<sign>[+\-\u2212])(?P<hours>\d{1,2}):?(?P<minutes>\d\d)?(?::?\d\d)?"
    r"|UTC|GMT)\s*$",
    re.IGNORECASE,
)
FRACTION = re.compile(r"(:\d\d)[.,]\d+")
AM_PM = re.compile(r"\b([ap])\.\s?m\.", re.IGNORECASE)
# What stands for an offset in a form but reads none: the times would pass for local ones.
LITERAL_OFFSET = re.compile(
    r"%[SMfpTRX]\s*(?:\.0+)?\s*(?:Z|(?:UTC|GMT)?[+\-]\d{1,2}(?::?\d\d)?|UTC|GMT|[ECMP][SD]T)\s*$",
    re.IGNORECASE,
)
YEAR_FIRST = re.compile(r"\d{4}-\d\d?-\d\d?(?:[T ]+\d.*)?$")
YEAR_FIRST_FORMS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H:%M:%S%z",
    "%Y-%m-%d %H:%M%z",
    "%Y-%m-%d",
)


@dataclass(frozen=True)
class Read:
    """What a cell says: a moment, at midnight where it has no time; with a zone where it says one."""

    moment: datetime
    has_time: bool


def gives_a_day(form: str) -> bool:
    """Whether the form says year, month and day."""
    read = read_back(SAMPLE_DAY, form)
    return form in COUNTED or (read is not None and read.date() == SAMPLE_DAY.date())


def gives_a_time(form: str) -> bool:
    """Whether the form says hour and minute."""
    read = read_back(SAMPLE_DAY, form)
    clock = (SAMPLE_DAY.hour, SAMPLE_DAY.minute)
    return form in COUNTED or (read is not None and (read.hour, read.minute) == clock)


def has_literal_offset(form: str) -> bool:
    """Whether the form passes over an offset or a zone instead of reading it."""
    return LITERAL_OFFSET.search(form) is not None


def day_read(text: str, forms: tuple[str, ...]) -> Read:
    """What `text` says by the first of the forms that fits. Raises ValueError when none does."""
    for form in forms:
        if (read := _by(text, form)) is not None:
            return read
    if YEAR_FIRST.match(text):
        for form in YEAR_FIRST_FORMS:
            if (read := _by(text.replace("T", " "), form)) is not None:
                return read
    raise ValueError(f"“{text[:40]}” is not written like {said_like(forms)}")


def is_written_as(text: str, form: str) -> bool:
    """Whether `text` is written in this form and no other: nothing left out, nothing more."""
    if form in COUNTED:
        return _counted(text, form) is not None
    try:
        read_moment(_plain_clock(text, form), form)
    except ValueError:
        return False
    return True


def time_read(text: str, forms: tuple[str, ...]) -> time:
    """The time of day `text` says. Raises ValueError."""
    plain = _plain_clock(text, "")
    for form in (*forms, "%H:%M:%S"):
        try:
            return read_moment(plain, form).time().replace(microsecond=0)
        except ValueError:
            continue
    raise ValueError(f"“{text[:40]}” is not written like {said_like(forms)}")


def said_like(forms: tuple[str, ...]) -> str:
    """The forms as examples that people can read: “11/28/2019 03:42 PM”."""
    return " or ".join(dict.fromkeys(example(form) for form in forms))


def example(form: str) -> str:
    """A day or time in this form; which part is the month can be seen from it."""
    return COUNTED.get(form) or SAMPLE_DAY.strftime(form)


def _by(text: str, form: str) -> Read | None:
    if form in COUNTED:
        return _counted(text, form)
    with_time = TIME_PARTS.search(form) is not None
    tries = [(form, with_time)]
    if with_time and (day_only := TIME_OF_FORM.sub("", form)) != form and gives_a_day(day_only):
        tries.append((day_only, False))
    plain = _plain_clock(text, form)
    for tried, has_time in tries:
        try:
            return Read(read_moment(plain, tried), has_time)
        except ValueError:
            continue
    return None


def _plain_clock(text: str, form: str) -> str:
    """The text with its clock as `strptime` reads one: offset +0500, no fractions, AM and PM."""
    if "%f" not in form:
        text = FRACTION.sub(r"\1", text)
    text = AM_PM.sub(r"\1m", text)
    if "%z" not in form or (found := OFFSET.search(text)) is None:
        return text
    if not found["sign"]:
        zone = "+0000"
    else:
        sign = "+" if found["sign"] == "+" else "-"
        zone = f"{sign}{found['hours']:0>2}{found['minutes'] or '00'}"
    blank = " " if re.search(r"\s%z", form) else ""
    return text[: found.end("clock")] + blank + zone


def _counted(text: str, form: str) -> Read | None:
    if not NUMBER.fullmatch(text):
        return None
    number = float(text)
    if form == "excel":
        if not EXCEL_FIRST <= number <= EXCEL_LAST:
            return None
        moment = EXCEL_BEGAN + timedelta(seconds=round(number * 86_400))
        return Read(moment, has_time=number != int(number))
    seconds = number / 1000 if abs(number) > EPOCH_LAST else number
    if not EPOCH_FIRST <= seconds <= EPOCH_LAST:
        return None
    return Read(datetime.fromtimestamp(seconds, UTC).replace(microsecond=0), has_time=True)
