"""One year of one program as plain rows, lists and figures, from the records as they are now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from documents.frozen import Figure, Records, Row
from outreach.models import Concern
from policies.periods import Period
from programs.catalogue import citizens
from programs.catalogue.sessions import sessions_in
from programs.models import Program

SESSION_COLUMNS = ("key", "Day", "Topic", "Audience", "Place", "Presenter", "Participants")
CONCERN_COLUMNS = ("key", "Number", "Concern", "Category", "Logged", "Status")
HOURS_COLUMNS = ("key", "Day", "Member", "Hours", "What was done")
COST_COLUMNS = ("key", "Day", "What", "Cost")
DAY, TOPIC, PLACE, PARTICIPANTS = 1, 2, 4, 6
SUMMED = 3


@dataclass(frozen=True)
class Year:
    """What one year of one program held, as plain rows."""

    program: Program
    period: Period

    @cached_property
    def sessions(self) -> list[Row]:
        held = sessions_in(self.program, self.period).select_related("topic", "presenter")
        return [
            (
                one.pk,
                one.held_on.isoformat(),
                one.topic.name,
                one.audience,
                one.place,
                one.presenter.short_name,
                one.participants,
            )
            for one in held
        ]

    @cached_property
    def concerns(self) -> list[Row]:
        """What was heard at its sessions and is not restricted to command."""
        heard = Concern.objects.reportable().filter(
            presentation__in=sessions_in(self.program, self.period).order_by()
        )
        fields = ("pk", "number", "summary", "category__name", "logged_on", "status")
        return [
            (pk, number, summary, category, day.isoformat(), status.words)
            for pk, number, summary, category, day, status in heard.order_by(
                "logged_on", "pk"
            ).values_list(*fields)
        ]

    @cached_property
    def hours(self) -> list[Row]:
        entered = self.program.hours.filter(struck_at=None, on__range=self.span)
        return [
            (one.pk, one.on.isoformat(), one.member.short_name, plain(one.hours), one.what)
            for one in entered.select_related("member").order_by("on", "pk")
        ]

    @cached_property
    def costs(self) -> list[Row]:
        entered = self.program.costs.filter(struck_at=None, on__range=self.span)
        return [
            (one.pk, one.on.isoformat(), one.what, plain(one.amount))
            for one in entered.order_by("on", "pk")
        ]

    @cached_property
    def cards(self) -> citizens.Cards:
        return citizens.cards_of(self.program, self.period)

    @property
    def span(self) -> tuple[date, date]:
        return self.period.first, self.period.last

    @property
    def lists(self) -> dict[str, Records]:
        return {
            "sessions": Records(
                "Sessions", SESSION_COLUMNS, self.sessions, link="outreach:presentation"
            ),
            "hours": Records("Staff hours", HOURS_COLUMNS, self.hours),
            "costs": Records("Cost", COST_COLUMNS, self.costs),
            "concerns": Records(
                "Concerns heard at its sessions",
                CONCERN_COLUMNS,
                self.concerns,
                "outreach:concern",
                1,
            ),
            "feedback": Records("Feedback cards", citizens.CARD_COLUMNS, self.cards.rows),
        }

    @property
    def totals(self) -> list[Figure]:
        return [
            _counted("sessions", "Sessions", "sessions", self.sessions),
            _came("participants", "Participants", self.sessions),
            _summed("hours", "Staff hours", "hours", self.hours, "hours"),
            _summed("cost", "Cost", "costs", self.costs, "dollars"),
            _counted("concerns", "Concerns heard", "concerns", self.concerns),
        ]

    @property
    def months(self) -> list[Figure]:
        """Sessions and participants of each month, under `month:2025-03` and `came:2025-03`."""
        figures = []
        for month in self.period.by_month():
            rows = [row for row in self.sessions if _falls_in(month, row[DAY])]
            key, words = month.key(), month.label
            figures += [
                _counted(f"month:{key}", f"Sessions in {words}", "sessions", rows),
                _came(f"came:{key}", f"Participants in {words}", rows),
            ]
        return figures

    @property
    def values(self) -> dict[str, float]:
        """Every figure that is compared with another year, by key."""
        figures = [*self.totals, *self.months, *self.cards.figures]
        return {figure.key: figure.value for figure in figures}


def plain(amount: Decimal) -> int | float:
    """A sum as JSON keeps it: 96 or 6.25."""
    return int(amount) if amount == int(amount) else float(amount)


def _counted(key: str, label: str, records: str, rows: Sequence[Row]) -> Figure:
    return Figure(key, label, records, [row[0] for row in rows])


def _came(key: str, label: str, sessions: Sequence[Row]) -> Figure:
    people = sum(row[PARTICIPANTS] for row in sessions)
    return Figure(key, label, "sessions", [row[0] for row in sessions], people)


def _summed(key: str, label: str, records: str, rows: Sequence[Row], unit: str) -> Figure:
    total = plain(sum((Decimal(str(row[SUMMED])) for row in rows), Decimal(0)))
    return Figure(key, label, records, [row[0] for row in rows], total, unit=unit)


def _falls_in(month: Period, day: str) -> bool:
    return month.first.isoformat() <= day <= month.last.isoformat()
