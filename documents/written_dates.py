"""Days and times as files write them, read by a format that a person typed.

Plain: text and a format in the words of `strptime` go in, a datetime comes out. Everything in the
product that reads by a typed format comes through here, so that what one Python warns of or reads
otherwise than another is settled in one place.
"""

from __future__ import annotations

import re
from datetime import datetime

# Stands in where a format names no year. A leap year, so that February 29 is a day of it.
YEAR_LEFT_OUT = 2000
# What these mean depends on the language of the machine; here they mean the same everywhere.
SPELLED_OUT = {"c": "%a %b %d %H:%M:%S %Y", "x": "%m/%d/%y", "X": "%H:%M:%S"}
YEARS = frozenset("YyG")
DIRECTIVE = re.compile(r"%(.)", re.DOTALL)


def read_moment(text: str, form: str) -> datetime:
    """The moment `text` gives when it is read by `form`, such as %m/%d/%Y %H:%M.

    Without a year in the format it is in YEAR_LEFT_OUT, without a day on January 1, without a time
    at midnight; it has a zone only where the format reads one (%z). Raises ValueError for text
    that is written otherwise, and for a format that cannot be read by.
    """
    form = DIRECTIVE.sub(lambda found: SPELLED_OUT.get(found[1], found[0]), form)
    if not YEARS & set(DIRECTIVE.findall(form)):
        text, form = f"{YEAR_LEFT_OUT} {text}", f"%Y {form}"
    try:
        return datetime.strptime(text, form)
    except (OverflowError, re.error) as fault:  # re.error: a part that is named twice
        raise ValueError(f"“{form}” cannot be read by: {fault}") from fault


def read_back(moment: datetime, form: str) -> datetime | None:
    """What is left of `moment` when it is written by `form` and read again, without its zone.

    None where the format cannot be written or read by. What a format leaves out is what differs.
    """
    try:
        return read_moment(moment.strftime(form), form).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None
