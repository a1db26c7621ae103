"""Long lists of concerns in order, without reading more than a list shows.

Three things keep a list quick among a million concerns. Only keys are put in order; what a row
shows is read for one page. A list that is shorter than MOST (`counting`) is read without an order and sorted
here: asked for an order and a limit, a database walks twenty years of concerns in that order,
hoping for a match. And where several things bring a concern into a list, each is asked by itself,
since only by itself has it an index.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import QuerySet

from outreach.concerns.lateness import (
    OWN_DAYS,
    answers_by_day,
    days_elsewhere,
    late_otherwise,
    others_by_day,
    own_day,
)
from outreach.models import Concern
from pages import counting
from pages.counting import CountUpToMost, count_up_to_most
from personnel.models import Member

Concerns = QuerySet[Concern]


class Days(NamedTuple):
    """When a concern was logged, and the first day that is due on it, as far as it says so itself."""

    logged: date
    due: date


class Read(NamedTuple):
    """What is known of a list, and the pieces of it that may hold more."""

    known: dict[int, Days]
    rest: list[Concerns]


@dataclass(frozen=True)
class Pieces:
    """The concerns of a list, and the same in pieces, which may overlap.

    Where a list is of what is late, `whole` is all that is seen: by the day due, what is late
    comes first in it.
    """

    whole: Concerns
    pieces: tuple[Concerns, ...]

    def narrowed(self, by: Callable[[Concerns], Concerns]) -> Pieces:
        return Pieces(by(self.whole), tuple(map(by, self.pieces)))


def in_one_piece(concerns: Concerns) -> Pieces:
    return Pieces(concerns, (concerns,))


def seen_by(member: Member) -> Pieces:
    """All that `member` may see."""
    every = Concern.objects.all()
    return Pieces(every.visible_to(member), every.pieces_visible_to(member))


def late_among(seen: Pieces, day: date) -> Pieces:
    """Those on which an answer, a review, a status check or an action was due before `day`."""
    unanswered = (piece.unanswered_on(day) for piece in seen.pieces)  # type: ignore[attr-defined]
    return Pieces(seen.whole, (*unanswered, *late_otherwise(seen.whole, day)))


def count_of(list_: Pieces) -> int:
    """How many a list holds, counted no further than MOST."""
    if len(list_.pieces) == 1:
        return count_up_to_most(list_.pieces[0])
    keys: set[int] = set()
    for piece in list_.pieces:
        keys.update(piece.order_by().values_list("pk", flat=True)[: counting.MOST])
        if len(keys) >= counting.MOST:
            return counting.MOST
    return len(keys)


def counts_of(lists: Mapping[str, Pieces], member: Member) -> dict[str, int]:
    """How many each list holds that `member` is shown: those in one piece with one question."""
    single = {key: list_ for key, list_ in lists.items() if len(list_.pieces) == 1}
    columns = [CountUpToMost(list_.pieces[0]) for list_ in single.values()]
    numbers = Member.objects.order_by().filter(pk=member.pk).values_list(*columns).get()
    asked = dict(zip(single, numbers, strict=True))
    return {key: asked[key] if key in asked else count_of(lists[key]) for key in lists}


class KeysInOrder(Sequence[int]):
    """The keys of a list's first MOST concerns: "newest", "oldest", or by the "next" day due.

    Then what is due first comes first, and what has no day comes last, the newest record first.
    Read as far as somebody looks: a page is a slice.
    """

    def __init__(self, list_: Pieces, order: str) -> None:
        self.list, self.order = list_, order

    def __len__(self) -> int:
        return min(len(self._read.known), counting.MOST)

    def __getitem__(self, wanted: Any) -> Any:
        """Keys by a slice, or one by its place."""
        if isinstance(wanted, slice):
            return self._first(wanted.indices(len(self))[1])[wanted]
        return self._first(range(len(self))[wanted] + 1)[wanted]

    @cached_property
    def _read(self) -> Read:
        """The list read without an order, until MOST are known."""
        known: dict[int, Days] = {}
        rest = []
        for piece in self.list.pieces:
            room = counting.MOST if len(known) < counting.MOST else 0
            rows = list(piece.order_by().values_list("pk", "logged_on", *OWN_DAYS)[:room])
            known.update((key, Days(logged, own_day(*own))) for key, logged, *own in rows)
            if len(rows) == room:
                rest.append(piece)
        return Read(known, rest)

    def _first(self, count: int) -> list[int]:
        if self.order == "next":
            return self._due_first(count)[:count]
        logged = {key: days.logged for key, days in self._read.known.items()}
        logged |= self._logged_first(count)
        back = self.order != "oldest"
        return sorted(logged, key=lambda key: (logged[key], key), reverse=back)[:count]

    def _logged_first(self, count: int) -> dict[int, date]:
        """Of each piece that was not read to its end the first by day of logging."""
        direction = "" if self.order == "oldest" else "-"
        first: dict[int, date] = {}
        for piece in self._read.rest:
            in_order = piece.order_by(f"{direction}logged_on", f"{direction}pk")
            first.update(in_order.values_list("pk", "logged_on")[:count])
        return first

    def _due_first(self, count: int) -> list[int]:
        due = self._due_soonest(count) if self._read.rest else self._due
        found = sorted(due, key=lambda key: (due[key], -key))
        if len(found) >= count:
            return found
        return found + sorted(self._newest(count) - due.keys(), reverse=True)

    @property
    def _due(self) -> dict[int, date]:
        """The day each concern of a list that is wholly known is due, or NEVER."""
        due = {key: days.due for key, days in self._read.known.items()}
        for key, day in days_elsewhere():
            if key in due:
                due[key] = min(day, due[key])
        return due

    def _due_soonest(self, count: int) -> dict[int, date]:
        """Of each kind of day the first: the first by all of them are among them."""
        due: dict[int, date] = {}
        answers = [answers_by_day(piece) for piece in self.list.pieces]
        for days in (*answers, *others_by_day(self.list.whole)):
            for key, day in days[:count]:
                due[key] = min(day, due.get(key, day))
        return due

    def _newest(self, count: int) -> set[int]:
        found = set(self._read.known)
        for piece in self._read.rest:
            found.update(piece.order_by("-pk").values_list("pk", flat=True)[:count])
        return found
