"""The sentence that counts what needs a member."""

from __future__ import annotations

from datetime import date

from desk.waiting.items import Waiting
from personnel.wording import day_words, in_words, number_words
from policies.periods import Period

# How many days before its end a period is spoken of.
CLOSING = 31


def needs_you(found: Waiting, next_day: date | None = None) -> str:
    """“Six things need you, two of them late.” `next_day` is named when nothing needs them."""
    count, late = len(found.items), len(found.late)
    if not count:
        after = f" The next date is {day_words(next_day)}." if next_day else ""
        return f"Nothing needs you.{after}"
    if found.more:
        return f"More than {number_words(count - 1)} things need you, {_late(late)}."
    if count == 1:
        return "One thing needs you, and it is late." if late else "One thing needs you."
    things = f"{in_words(count).capitalize()} things need you"
    return f"{things}, {_late(late)}." if late else f"{things}."


def closing(period: Period, day: date) -> str:
    """“October to December 2026 closes in 12 days.”, in the last month of a period."""
    left = (period.last - day).days
    if left > CLOSING:
        return ""
    when = ("closes today", "closes tomorrow")[left] if left < 2 else f"closes in {left} days"
    return f"{period.label} {when}."


def _late(late: int) -> str:
    return f"{in_words(late)} of them late" if late else "none of them late"
