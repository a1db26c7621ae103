"""Which reports the policy asks for: of the periods that have ended, the ones that matter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Min

from policies.current import department, policy
from policies.packs import ReportDefinition
from policies.periods import Period
from reports.models import Report
from reports.workflows.assembly import due_day

# How far back a report that was never begun is still asked for, in periods of its kind.
LOOK_BACK = 4


@dataclass(frozen=True)
class DueReport:
    """One report of one ended period: `report` is None while nobody has begun it."""

    definition: ReportDefinition
    period: Period
    report: Report | None

    @property
    def due_on(self) -> date:
        return due_day(self.definition, self.period)

    @property
    def title(self) -> str:
        return f"{self.definition.title}, {self.period.label}"


def ended_periods(definition: ReportDefinition, day: date) -> list[Period]:
    """The last periods of this report's kind that ended before `day`, latest first."""
    period = Period.of(definition.every, day, starts=department().year_starts)
    periods = []
    for _ in range(LOOK_BACK):
        period = period.previous()
        periods.append(period)
    return periods


def due_reports(day: date) -> list[DueReport]:
    """Every report of the last ended periods, begun or not, latest period first."""
    pack = policy(day)
    wanted = [
        (definition, period)
        for definition in pack.reports
        for period in ended_periods(definition, day)
    ]
    if not wanted:
        return []
    begun = {
        (report.kind, report.first_day): report
        for report in Report.objects.current().filter(
            policy__pack_key=pack.key, first_day__gte=min(period.first for _, period in wanted)
        )
    }
    lines = [DueReport(d, p, begun.get((d.key, p.first))) for d, p in wanted]
    return sorted(lines, key=lambda line: (line.period.last, line.definition.key), reverse=True)


def not_begun(day: date) -> list[DueReport]:
    """Reports nobody has put together yet: the latest period of each kind, and gaps since the first.

    Before the first report of a kind there is no gap: a department begins when it begins.
    """
    own = Report.objects.filter(policy__pack_key=policy(day).key).order_by()
    first_begun = dict(own.values_list("kind").annotate(Min("first_day")))
    lines = due_reports(day)
    latest = {line.definition.key: line.period for line in reversed(lines)}
    return [
        line
        for line in lines
        if line.report is None
        and (
            line.period == latest[line.definition.key]
            or line.period.first > first_begun.get(line.definition.key, date.max)
        )
    ]
