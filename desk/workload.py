"""Who has what: open work of every room by person, and the rows behind each number.

A supervisor sees the people of the own division, the unit's supervisor and command everybody; of
each only the records that the reader may know of. One grouped query for each kind of work.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from heapq import merge
from itertools import islice
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet

from outreach import open_work as outreach_work
from outreach.open_work import OpenWork
from pages.forms.fields import last_name_first
from personnel.left_behind import gone
from personnel.models import Division, Member
from personnel.roles import Role
from programs import open_work as programs_work
from records.verdicts import YES, Verdict, no
from surveys import open_work as surveys_work

ROOMS = (outreach_work, programs_work, surveys_work)
KINDS = {kind.key: kind for room in ROOMS for kind in room.KINDS}
WEEK = timedelta(days=7)
NOBODY = "nobody"
WHEN = {"open": "Open", "late": "Late", "week": "Due in the next seven days"}


def may_read_workload(member: Member) -> Verdict:
    """Who leads sees what the people they answer for have."""
    if not member.leads:
        return no("Supervisors and command see who has what.")
    if member.role == Role.DIVISION_SUPERVISOR and member.division_id is None:
        return no("You belong to no division yet.")
    return YES


@dataclass(frozen=True)
class Asked:
    """Whose work, and which of it: a division, a kind, who has it, and when it is due.

    `holder` is the key of a member, or NOBODY for all who take nothing any more.
    """

    division: Division | None = None
    kind: str = ""
    holder: int | str = ""
    when: str = "open"


@dataclass
class Load:
    """What one person has, or what those have who take nothing any more (`member` is None)."""

    member: Member | None
    counts: Counter[str] = field(default_factory=Counter)
    oldest: date | None = None

    @property
    def key(self) -> int | str:
        return self.member.pk if self.member else NOBODY

    def add(self, found: dict[str, Any]) -> None:
        self.counts.update({when: found[when] for when in WHEN})
        self.oldest = min((day for day in (self.oldest, found["oldest"]) if day), default=None)


def scope_of(member: Member) -> Division | None:
    """The division whose people a division's supervisor answers for; None for everybody."""
    return member.division if member.role == Role.DIVISION_SUPERVISOR else None


def loads(reader: Member, asked: Asked, day: date, named: str = "") -> list[Load]:
    """Everyone asked for, by last name, also who has nothing; before them what is nobody's."""
    people = {one.pk: Load(one) for one in _people(asked, named)}
    nobody = Load(None)
    left = set(gone().values_list("pk", flat=True))
    for rows in _rows_of_each(reader, asked).values():
        for found in _grouped(rows, day):
            if found["holder"] in left:
                nobody.add(found)
            elif load := people.get(found["holder"]):
                load.add(found)
    shown = sorted(people.values(), key=lambda load: last_name_first(load.member))  # type: ignore[arg-type]
    return [nobody, *shown] if nobody.counts["open"] and not named else shown


def _people(asked: Asked, named: str) -> QuerySet[Member]:
    people = Member.objects.working().select_related("division")
    if asked.division:
        people = people.filter(division=asked.division)
    return people.filter(name__icontains=named) if named else people


def _rows_of_each(reader: Member, asked: Asked) -> dict[str, QuerySet[Any]]:
    """The open rows of each kind asked for that `reader` may know of."""
    kinds = [KINDS[asked.kind]] if asked.kind in KINDS else list(KINDS.values())
    return {kind.key: _within(kind, kind.open_to(reader), asked) for kind in kinds}


def _within(kind: OpenWork, rows: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
    if asked.division:
        rows = rows.filter(**{f"{kind.path}__division": asked.division})
    if asked.holder == NOBODY:
        return rows.filter(**{f"{kind.path}__in": gone().values("pk")})
    if asked.holder:
        return rows.filter(**{kind.path: asked.holder})
    return rows


def _grouped(rows: QuerySet[Any], day: date) -> QuerySet[Any, dict[str, Any]]:
    """For each who has any: how many are open, late, and due soon, and the day of the oldest."""
    return (
        rows.order_by()
        .values("holder")
        .annotate(
            open=Count("pk"),
            late=Count("pk", filter=_due(day, "late")),
            week=Count("pk", filter=_due(day, "week")),
            oldest=Min("since"),
        )
    )


def _due(day: date, when: str) -> Q:
    """Late is what was due before `day`; “week” what is due on it or in the seven days after."""
    if when == "late":
        return Q(due__lt=day)
    if when == "week":
        return Q(due__gte=day, due__lte=day + WEEK)
    return Q()


@dataclass(frozen=True)
class Row:
    """One open record with its kind: what is due first at the front, what has no day last."""

    kind: OpenWork
    record: Any

    @property
    def holder(self) -> Member:
        return self.kind.holder_of(self.record)

    @property
    def title(self) -> str:
        return self.kind.title(self.record)

    @property
    def url(self) -> str:
        return self.kind.url(self.record)

    @property
    def is_hidden(self) -> bool:
        return self.kind.hidden(self.record)


class OpenRows(Sequence[Row]):
    """The rows behind a number of the workload, as a paginator takes them: counted, and sliced."""

    def __init__(self, reader: Member, asked: Asked, day: date) -> None:
        found = _rows_of_each(reader, asked)
        due = _due(day, asked.when)
        self._rows = {
            key: rows.filter(due).order_by(F("due").asc(nulls_last=True), "pk")
            for key, rows in found.items()
        }

    def __len__(self) -> int:
        return sum(rows.order_by().count() for rows in self._rows.values())

    def __getitem__(self, part: Any) -> Any:
        """The rows of a slice: their keys in order first, then each kind's records in one query."""
        wanted = list(islice(merge(*self._in_order(part.stop)), part.start, part.stop))
        records = {
            key: self._records(key, [pk for _, which, pk in wanted if which == key])
            for key in {which for _, which, _ in wanted}
        }
        return [Row(KINDS[which], records[which][pk]) for _, which, pk in wanted]

    def _in_order(self, most: int) -> Iterator[list[tuple[tuple[bool, date], str, int]]]:
        for key, rows in self._rows.items():
            days = rows.values_list("due", "pk")[:most]
            yield [((due is None, due or date.max), key, pk) for due, pk in days]

    def _records(self, key: str, keys: list[int]) -> dict[int, Any]:
        path = KINDS[key].path
        return {one.pk: one for one in self._rows[key].select_related(path).filter(pk__in=keys)}
