"""The order in which the demo's year is played: everybody's steps, one moment after another."""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import UTC, date, datetime, time, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

# What happens to one record: each value it yields is the moment its next step is taken at.
Course = Generator[datetime, None, Any]

SATURDAY = 5


class Diary:
    """Courses that run side by side, their steps taken in the order of their moments.

    Nothing happens after `until`: a course whose next step lies in the future stays where it is.
    """

    def __init__(self, until: datetime) -> None:
        self.until = until
        self._waiting: list[tuple[datetime, int, Course]] = []
        self._entered = count()

    def enter(self, course: Course) -> None:
        """Let `course` begin, up to the moment of its first step."""
        at = next(course, None)
        if at is None or at > self.until:
            course.close()
        else:
            heappush(self._waiting, (at, next(self._entered), course))

    def play(self, after_each: Callable[[datetime], None]) -> None:
        """Take every step that is due; `after_each` hears the moment of each.

        Raises ValueError for a course that would go back in time.
        """
        reached = datetime.min.replace(tzinfo=UTC)
        while self._waiting:
            at, _, course = heappop(self._waiting)
            if at < reached:
                raise ValueError(f"{course} goes back from {reached} to {at}")
            reached = at
            self.enter(course)
            after_each(at)


class Hours:
    """Moments of the department's days, in its zone and drawn from `rng`."""

    def __init__(self, zone: ZoneInfo, rng: Random) -> None:
        self.zone = zone
        self.rng = rng

    def on(self, day: date, first: int = 8, last: int = 17) -> datetime:
        """A moment of `day` between the hours `first` and `last`."""
        at = time(self.rng.randint(first, last - 1), self.rng.randrange(60))
        return datetime.combine(day, at, self.zone)

    def after(self, at: datetime, days: int, *, any_day: bool = False) -> datetime:
        """A moment about `days` later and always later than `at`; on a working day, if not any."""
        day = at.astimezone(self.zone).date() + timedelta(days=days)
        later = self.on(day if any_day else working_day(day))
        return max(later, at + timedelta(minutes=self.rng.randint(20, 90)))


def working_day(day: date) -> date:
    """`day`, or the Monday after it on a weekend."""
    over = day.weekday() - SATURDAY
    return day + timedelta(days=2 - over) if over >= 0 else day


def working_days_after(day: date, days: int) -> date:
    """The day that lies `days` working days after `day`."""
    for _ in range(days):
        day = working_day(day + timedelta(days=1))
    return day
