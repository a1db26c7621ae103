"""What the policy asks for that nobody has begun: reports of ended periods, results, surveys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max, Min, Q
from django.urls import reverse

from policies.current import department, numbers, policy, setting
from policies.packs import AnyDefinition, Pack, ReportDefinition
from policies.periods import Every, Period, add_months
from programs.models import Program
from reports.definitions import due_day, period_of
from reports.models import Report
from reports.sections.programs import EVALUATION
from surveys.models import Survey

# How far back a report that was never begun is still asked for, in periods of its kind.
LOOK_BACK = 4
# A survey that comes every other year is asked for so long before its day.
AHEAD = timedelta(days=90)


@dataclass(frozen=True)
class DueReport:
    """One report of one ended period, or on one closed survey: no `report` while nobody began it."""

    definition: AnyDefinition
    period: Period
    due_on: date
    report: Report | None
    survey: Survey | None = None

    @property
    def title(self) -> str:
        return f"{self.definition.title}, {self.period.label}"

    @property
    def url(self) -> str:
        """Where it is put together."""
        if self.survey:
            return reverse("reports:survey-report-new", args=[self.survey.key])
        key = self.period.key(starts=department().year_starts)
        return reverse("reports:report-new", args=[self.definition.key, key])


def ended_periods(definition: ReportDefinition, day: date, *, starts: int) -> list[Period]:
    """The last periods of this report's kind that ended before `day`, latest first.

    `starts` is the month in which the reporting year begins.
    """
    period = Period.of(definition.every, day, starts=starts)
    periods = []
    for _ in range(LOOK_BACK):
        period = period.previous()
        periods.append(period)
    return periods


def due_reports(day: date) -> list[DueReport]:
    """Every report of the last ended periods, begun or not, latest period first."""
    pack, starts = policy(day), department().year_starts
    wanted = [
        (definition, period)
        for definition in pack.reports
        for period in ended_periods(definition, day, starts=starts)
    ]
    begun = {
        (report.kind, report.first_day): report
        for report in Report.objects.current().filter(
            policy__pack_key=pack.key, first_day__gte=min(period.first for _, period in wanted)
        )
    }
    known = numbers(pack)
    lines = [
        DueReport(d, p, due_day(d, p, known), begun.get((d.key, p.first)))
        for d, p in _with_something(wanted)
    ]
    return sorted(lines, key=lambda line: (line.period.last, line.definition.key), reverse=True)


def _with_something(
    wanted: list[tuple[ReportDefinition, Period]],
) -> list[tuple[ReportDefinition, Period]]:
    """Without the evaluation reports of years in which no program ran (K-IV.D)."""
    if not any(definition.key == EVALUATION for definition, _ in wanted):
        return wanted
    begun = Program.objects.filter(started_on__isnull=False)
    spans = list(begun.order_by().values_list("started_on", "ended_on"))
    return [
        (definition, period)
        for definition, period in wanted
        if definition.key != EVALUATION or any(_ran_in(period, *span) for span in spans)
    ]


def _ran_in(period: Period, started_on: date | None, ended_on: date | None) -> bool:
    began = started_on is not None and started_on <= period.last
    return began and (ended_on is None or ended_on >= period.first)


def not_begun(day: date) -> list[DueReport]:
    """Reports nobody has put together yet: of periods that ended, and on surveys that closed."""
    return [*_periods_not_begun(day), *results_not_begun(day)]


def _periods_not_begun(day: date) -> list[DueReport]:
    """The latest period of each kind, and gaps since the first.

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


def results_not_begun(day: date) -> list[DueReport]:
    """Reports on surveys asked here that have closed, where the policy wants one (C-6, P-V.B)."""
    pack = policy(day)
    definition = pack.survey_results
    if definition is None:
        return []
    closed = Survey.objects.filter(
        status=Survey.Status.CLOSED, source=Survey.Source.ASKED, closed_on__lte=day, reports=None
    )
    periods = [(period_of(survey), survey) for survey in closed.order_by("-closed_on", "-pk")]
    known = numbers(pack) if periods else {}
    return [
        DueReport(definition, period, due_day(definition, period, known), None, survey)
        for period, survey in periods
    ]


@dataclass(frozen=True)
class DueSurvey:
    """A survey the policy asks for: `last` was the day the one before it opened, if there is one.

    `due_on` is the last day to open it; none where no survey is on record to count from.
    """

    clause: str
    due_on: date | None
    last: date | None


def surveys_due(day: date, pack: Pack) -> DueSurvey | None:
    """The survey that has to be opened soon or is overdue on `day` (K-IV.U, C-5, P-V.A).

    None while one is open, where the last one is recent enough, or where the policy says nothing.
    """
    if pack.survey is None or Survey.objects.open().exists():
        return None
    if pack.survey.every == Every.MONTH:
        return _due_this_month(day, pack.survey.clause)
    every = pack.survey.every
    if every is None and "survey_every_days" not in pack.settings:
        return None
    last = _last_opened(day)
    if last is None:
        return DueSurvey(pack.survey.clause, None, None)
    if "survey_every_days" in pack.settings:
        due_on = last + timedelta(days=setting("survey_every_days"))
    else:
        assert every is not None
        due_on = add_months(last, every.months)
    return DueSurvey(pack.survey.clause, due_on, last) if due_on - day <= AHEAD else None


def _due_this_month(day: date, clause: str) -> DueSurvey | None:
    """Nothing when one was open in the month; else it is due by the month's last day."""
    month = Period.month_of(day)
    kept = Survey.objects.filter(opened_on__lte=month.last).filter(
        Q(closed_on=None) | Q(closed_on__gte=month.first)
    )
    return None if kept.exists() else DueSurvey(clause, month.last, _last_opened(day))


def _last_opened(day: date) -> date | None:
    opened = Survey.objects.filter(opened_on__lte=day)
    found: date | None = opened.aggregate(last=Max("opened_on"))["last"]
    return found
