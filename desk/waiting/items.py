"""What waits for a member, in the order a desk shows it: late, soon, later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from policies.reading import ClauseLink

# The rows of one kind that are read; whoever has more has other troubles than the hundred-first.
MOST = 100
SOON = timedelta(days=7)


@dataclass(frozen=True)
class WaitingItem:
    """One thing that needs a member, ready for components/row.html.

    `due` is the day it is due, None where the policy names none; `what` the duty in one word
    (“Review”), `action` the words of the row's button.
    """

    kind: str
    title: str
    sub: str
    url: str
    action: str
    due: date | None = None
    what: str = ""
    clause: ClauseLink | None = None
    # Where the button leads: to the form of the step; empty where the record itself is the place.
    act_url: str = ""

    @property
    def spoken(self) -> str:
        """The title as it is read aloud after the button's own words: not “Answer: Answer: …”."""
        return self.title.removeprefix(f"{self.action}: ")

    @property
    def due_words(self) -> str:
        """What the row says in place of a day."""
        return "" if self.due else "No date"


@dataclass(frozen=True)
class Waiting:
    """Everything that waits for a member on `day`, what is due first at the front."""

    items: tuple[WaitingItem, ...]
    day: date
    # One kind had more rows than are read: the count is “more than”.
    more: bool = False

    @property
    def late(self) -> tuple[WaitingItem, ...]:
        return tuple(item for item in self.items if item.due and item.due < self.day)

    @property
    def soon(self) -> tuple[WaitingItem, ...]:
        until = self.day + SOON
        return tuple(item for item in self.items if item.due and self.day <= item.due <= until)

    @property
    def later(self) -> tuple[WaitingItem, ...]:
        """What is due after seven days, and then what has no day."""
        until = self.day + SOON
        return tuple(item for item in self.items if not item.due or item.due > until)

    @property
    def groups(self) -> list[tuple[str, tuple[WaitingItem, ...]]]:
        """The groups that hold anything, with their headings."""
        named = [
            ("Late", self.late),
            ("In the next seven days", self.soon),
            ("Later", self.later),
        ]
        return [(heading, items) for heading, items in named if items]

    def of_kinds(self, kinds: frozenset[str]) -> Waiting:
        return Waiting(tuple(one for one in self.items if one.kind in kinds), self.day, self.more)

    def without(self, kinds: frozenset[str]) -> Waiting:
        return Waiting(
            tuple(one for one in self.items if one.kind not in kinds), self.day, self.more
        )


def in_order(found: Iterable[list[WaitingItem]], day: date) -> Waiting:
    """The rows of every kind as one list: earliest first, those without a day last."""
    lists = list(found)
    items = [item for rows in lists for item in rows]
    items.sort(key=lambda item: (item.due is None, item.due or day, item.title))
    return Waiting(tuple(items), day, any(len(rows) >= MOST for rows in lists))
