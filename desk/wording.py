"""The sentence that counts what needs a member."""

from __future__ import annotations

from datetime import date

from desk.waiting.items import Waiting
from policies.periods import Period
from records.wording import day_words, in_words, number_words

# How many days before its end a period is spoken of.
CLOSING = 31


def needs_you(found: Waiting) -> str:
    """“Six things need you, two of them late.”"""
    count, late = len(found.items), len(found.late)
    if not count:
        return "Nothing needs you."
    if found.more:
        return f"More than {number_words(count - 1)} things need you, {_late(late)}."
    if count == 1:
        return "One thing needs you, and it is late." if late else "One thing needs you."
    things = f"{in_words(count).capitalize()} things need you"
    return f"{things}, {_late(late)}." if late else f"{things}."


def desk_words(found: Waiting, period: Period, day: date, *, closes: bool = False) -> str:
    """The sentence with what comes next: the end of the period once, as its date or, in its last
    month, as “closes in 12 days”; where something needs the member only if `closes` is true."""
    said, ending = needs_you(found), closing(period, day)
    if not found.items:
        return f"{said} {ending or f'The next date is {day_words(period.last)}.'}"
    return f"{said} {ending}".strip() if closes else said


def closing(period: Period, day: date) -> str:
    """“October to December 2026 closes in 12 days.”, in the last month of a period."""
    left = (period.last - day).days
    if left > CLOSING:
        return ""
    when = ("closes today", "closes tomorrow")[left] if left < 2 else f"closes in {left} days"
    return f"{period.label} {when}."


def _late(late: int) -> str:
    return f"{in_words(late)} of them late" if late else "none of them late"
