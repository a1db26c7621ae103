"""Who was reminded of a record, among what else happened to it.

`about` is the key of a kind of open work (`outreach.open_work`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from outreach.models import Reminder
from records.wording import Entry, timeline


def happened_to(about: str, key: int, steps: Iterable[Any]) -> list[Entry]:
    """The steps of the record `key` with its reminders, newest first."""
    return among(about, key, timeline(steps))


def among(about: str, key: int, told: Iterable[Entry]) -> list[Entry]:
    """`told`, each with the moment it was, and the reminders of the record `key`, newest first."""
    made = Reminder.objects.filter(about=about, key=key).select_related("by", "to")
    found: list[Any] = [*told, *as_entries((one, "it") for one in made)]
    return sorted(found, key=lambda one: one.when)[::-1]


def as_entries(made: Iterable[tuple[Reminder, str]]) -> Iterator[Entry]:
    """Each reminder, with what it was of, as a line of the timeline."""
    for one, of in made:
        words = f"{one.to.short_name} was reminded of {of}."
        yield Entry("Reminded", one.at, one.by, words, "", "bell")
