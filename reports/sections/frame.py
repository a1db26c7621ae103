"""The frame all sections of one report share: its period, its moment, the report before.

Rows of concerns are read once and shared, as plain tuples: a quarter may hold twelve thousand.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import cached_property
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from documents.frozen import Figure
from outreach.concerns.models.queries import ConcernQuerySet
from outreach.models import Concern, ConcernStep
from policies.models import Category
from policies.periods import Period
from surveys.models import Survey

CONCERN_COLUMNS = (
    "key",
    "Number",
    "Concern",
    "Category",
    "Heard through",
    "Place",
    "Logged",
    "Status",
    "Answer by",
    "Answered",
    "Settled",
)
SETTLED = (Concern.Status.RESOLVED.value, Concern.Status.CLOSED.value)


class ConcernRow(NamedTuple):
    """One concern as a report tells it. It never holds who raised it."""

    pk: int
    number: str
    summary: str
    category: str
    channel: str
    place: str
    logged_on: str
    status: str
    answer_by: str
    answered_on: str
    settled_on: str


FIELDS = (
    "pk",
    "number",
    "summary",
    "category_id",
    "channel",
    "place",
    "logged_on",
    "status",
    "answer_by",
    "answered_on",
    "settled_on",
)


@dataclass
class Frame:
    """What sections gather for: the period, in the department's zone, at the moment `frozen_at`.

    `earlier` holds the figures of the report before of the same kind, by section and key.
    """

    period: Period
    frozen_at: datetime
    zone: ZoneInfo
    # What is reported: a kind of the policy, and the survey where it is the report on one.
    kind: str = ""
    survey: Survey | None = None
    of_note_most: int = 40
    of_note_proposed: int = 12
    earlier: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    earlier_report: int | None = None
    # Issued reports of the same kind before this one, the oldest first: the label of each period,
    # and its figures by section and key.
    history: Sequence[tuple[str, Mapping[str, Mapping[str, int]]]] = ()
    # The keys of the parts this report has, in the policy's order.
    parts: Sequence[str] = ()

    @cached_property
    def voiced(self) -> list[ConcernRow]:
        found = Concern.objects.reportable().voiced().logged_in(self.period)
        return self.as_they_stood(concern_rows(found))

    @cached_property
    def potential(self) -> list[ConcernRow]:
        found = Concern.objects.reportable().potential().logged_in(self.period)
        return self.as_they_stood(concern_rows(found))

    @cached_property
    def answers_due(self) -> list[ConcernRow]:
        """Concerns whose answer fell due in the period, whenever they were logged."""
        return self.as_they_stood(concern_rows(self._answers_due))

    @cached_property
    def answers_on_time(self) -> set[int]:
        """The keys of those among them that were answered no later than they were due."""
        return set(self._answers_due.answered_on_time().values_list("pk", flat=True))

    @property
    def _answers_due(self) -> ConcernQuerySet:
        today = self.frozen_at.astimezone(self.zone).date()
        return Concern.objects.all().answers_due_in(self.period, before=today)

    @cached_property
    def carried(self) -> list[ConcernRow]:
        """Logged before the period, and open when it began or reopened in it.

        Two questions, each answered by an index of its own: open still, and settled since. What
        was settled before the period and reopened after it was no business of this period.
        """
        reportable, first = Concern.objects.reportable(), self.period.first
        still_open = reportable.open().filter(logged_on__lt=first)
        rows = [*concern_rows(still_open), *concern_rows(reportable.carried_into(first))]
        then = self.reopened_since
        kept = [row for row in rows if then.get(row.pk, self.last_day) >= first.isoformat()]
        return self.as_they_stood(kept)

    @property
    def begins(self) -> datetime:
        """The first instant of the period, department time."""
        return datetime.combine(self.period.first, time.min, self.zone)

    @property
    def ends(self) -> datetime:
        """The first instant after the period."""
        return datetime.combine(self.period.next_day, time.min, self.zone)

    @property
    def last_day(self) -> str:
        return self.period.last.isoformat()

    def before(self, section: str) -> Mapping[str, int]:
        """The figures of `section` in the report before, by key; none where there is none."""
        return self.earlier.get(section, {})

    def with_earlier(self, section: str, figures: Iterable[Figure]) -> list[Figure]:
        """The figures with their values in the report before, where there is one."""
        known = self.earlier.get(section)
        if known is None:
            return list(figures)
        return [
            replace(figure, earlier=known.get(figure.key, 0), earlier_report=self.earlier_report)
            for figure in figures
        ]

    @cached_property
    def reopened_since(self) -> dict[int, str]:
        """Concerns reopened after the period that were settled when it ended, and since when."""
        again = ConcernStep.objects.filter(to_status=Concern.Status.REOPENED, at__gte=self.ends)
        last_steps: dict[int, tuple[str, datetime]] = {}
        steps = ConcernStep.objects.filter(concern__in=again.values("concern"), at__lt=self.ends)
        for concern, to_status, at in steps.values_list("concern_id", "to_status", "at"):
            if to_status != Concern.Status.CLOSED:  # settled on the day it was resolved
                last_steps[concern] = to_status, at
        return {
            concern: at.astimezone(self.zone).date().isoformat()
            for concern, (to_status, at) in last_steps.items()
            if to_status == Concern.Status.RESOLVED
        }

    @cached_property
    def moved_since(self) -> dict[int, str]:
        """Concerns that took a step after the period, and their status when it ended."""
        later = ConcernStep.objects.filter(at__gte=self.ends).values("concern")
        before = ConcernStep.objects.filter(concern__in=later, at__lt=self.ends)
        stood = dict.fromkeys(later.values_list("concern", flat=True), Concern.Status.LOGGED.value)
        stood |= dict(before.order_by("at", "pk").values_list("concern_id", "to_status"))
        return stood

    def as_they_stood(self, rows: Iterable[ConcernRow]) -> list[ConcernRow]:
        """The rows with the status they had when the period ended, whatever happened since.

        So a table never says something else than the figures above it, which are counted for the
        same moment.
        """
        return [row._replace(status=self._status(row)) for row in rows]

    def _status(self, row: ConcernRow) -> str:
        stood = self.moved_since.get(row.pk)
        if stood is None:
            return row.status
        if not self.is_open(row) and stood not in SETTLED:
            # Its outcome was written down later than the day it is dated to.
            stood = Concern.Status.RESOLVED.value
        return str(Concern.Status(stood).label)

    def settled_on(self, row: ConcernRow) -> str:
        """The day it was settled, as known when the period ended; empty while it was open then.

        What was reopened after the period was settled in it all the same, also where it has been
        settled a second time by now.
        """
        day = self.reopened_since.get(row.pk) or row.settled_on
        return day if day <= self.last_day else ""

    def days_open(self, row: ConcernRow) -> int:
        """Whole days from logging to settling, or to the end of the period while it is open."""
        until = date.fromisoformat(self.settled_on(row) or self.last_day)
        return (until - date.fromisoformat(row.logged_on)).days

    def is_open(self, row: ConcernRow) -> bool:
        """Open when the period ended, whatever happened since."""
        return not self.settled_on(row)


def concern_rows(concerns: QuerySet[Concern]) -> list[ConcernRow]:
    """The concerns as rows, in the order they were logged, labels in words, days in ISO form."""
    categories = dict(Category.objects.values_list("pk", "name"))
    channels = dict(Concern.Channel.choices)
    statuses = dict(Concern.Status.choices)
    # Sorted here: asked to sort, SQLite walks every concern ever logged by the index on its day.
    found = concerns.order_by().values_list(*FIELDS)
    rows = [
        ConcernRow(
            pk,
            number,
            summary,
            categories[category],
            channels[channel],
            place,
            day(logged),
            statuses[status],
            day(answer_by),
            day(answered),
            day(settled),
        )
        for (
            pk,
            number,
            summary,
            category,
            channel,
            place,
            logged,
            status,
            answer_by,
            answered,
            settled,
        ) in found.iterator(chunk_size=5000)
    ]
    return sorted(rows, key=lambda row: (row.logged_on, row.pk))


def day(value: Any) -> str:
    return value.isoformat() if value else ""


def figures_of(facts: str) -> dict[str, int]:
    """The values of a frozen part's figures, by key."""
    return {figure["key"]: figure["value"] for figure in json.loads(facts).get("figures", [])}
