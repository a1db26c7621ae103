"""The frame all sections of one report share: its period, its moment, the report before.

Rows of concerns are read once and shared, as plain tuples: a quarter may hold twelve thousand.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from functools import cached_property
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from documents.frozen import Figure
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

    @cached_property
    def voiced(self) -> list[ConcernRow]:
        return concern_rows(Concern.objects.reportable().voiced().logged_in(self.period))

    @cached_property
    def potential(self) -> list[ConcernRow]:
        return concern_rows(Concern.objects.reportable().potential().logged_in(self.period))

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

    def settled_on(self, row: ConcernRow) -> str:
        """The day it was settled, as known when the period ended; empty while it was open then."""
        day = row.settled_on or self.reopened_since.get(row.pk, "")
        return day if day <= self.last_day else ""

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
