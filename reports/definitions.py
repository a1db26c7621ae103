"""What the policy says about a report: which one, due when, past whom, under which number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from outreach.models import NumberSeries
from personnel.models import Member
from personnel.roles import Role
from policies.current import department, pack_of, setting, version_on
from policies.models import PolicyVersion
from policies.packs import AnyDefinition, ReportDefinition, ResultsReport
from policies.periods import Period
from records.history import StepRefused
from reports.models import Report
from surveys.models import Survey

# One letter for each kind, so that a number says what it numbers: Q-2026-1.
LETTERS = {"monthly": "M", "quarterly": "Q", "annual": "A", "evaluation": "E"}
SURVEY, SURVEY_LETTER = ResultsReport.key, "S"

# After how many days a survey's results are due where the policy names no number for it.
RESULTS_DUE_DAYS = 45


class NotRequired(StepRefused):
    """The policy in force does not ask for a report of this kind."""


def definition_for(kind: str, period: Period) -> tuple[PolicyVersion, ReportDefinition]:
    """The policy version that ruled in `period`, and its report of this kind.

    Raises NotRequired, naming the kinds that policy does ask for.
    """
    version = version_on(period.last)
    pack = pack_of(version)
    definition = pack.report(kind)
    if definition is None:
        kinds = ", ".join(report.key for report in pack.reports)
        raise NotRequired(f"{pack.policy.number} asks for no {kind} report. It asks for: {kinds}.")
    if period.months_long != definition.every.months:
        raise NotRequired(
            f"The {kind} report covers {definition.every.months} months; "
            f"{period.label} is {period.months_long}."
        )
    return version, definition


def results_definition_for(survey: Survey) -> tuple[PolicyVersion, ResultsReport]:
    """The policy version that ruled when `survey` closed, and its report on results.

    Raises NotRequired.
    """
    version = version_on(period_of(survey).last)
    pack = pack_of(version)
    if pack.survey_results is None:
        raise NotRequired(f"{pack.policy.number} asks for no report on a survey's results.")
    return version, pack.survey_results


def period_of(survey: Survey) -> Period:
    """The days a closed survey was open. Raises StepRefused."""
    if not (survey.is_closed and survey.opened_on and survey.closed_on):
        raise StepRefused("Results are told when the survey has closed.")
    return Period(survey.opened_on, survey.closed_on)


def results_policy(survey: Survey) -> PolicyVersion:
    """The policy whose domains the survey had to cover; that of its last day for one from a file."""
    return survey.policy or version_on(period_of(survey).last)


def definition_of(report: Report) -> AnyDefinition:
    """What the policy it was begun under says about this report. Raises NotRequired."""
    pack = pack_of(report.policy)
    definition = pack.survey_results if report.survey_id else pack.report(report.kind)
    if definition is None:
        raise NotRequired(f"{report.policy} asks for no {report.kind} report.")
    return definition


def required_parts(report: Report) -> int:
    """How many parts it has to have; what stands only when there is something to tell is more."""
    return sum(not element.optional for element in definition_of(report).elements)


def due_day(
    definition: AnyDefinition, period: Period, known: Mapping[str, int] | None = None
) -> date:
    """The day the report of `period` is due; `known` are the department's numbers, if read."""
    if not definition.due:
        return period.last + timedelta(days=RESULTS_DUE_DAYS)
    days = setting(definition.due) if known is None else known[definition.due]
    return period.last + timedelta(days=days)


def chain_above(definition: AnyDefinition, author: Member) -> list[str]:
    """The roles that approve what `author` wrote: a stage of the author's own role is passed by.

    What the last stage's own role wrote goes to the chief: nobody approves own work (floor 1).
    """
    chain = [str(role) for role in definition.chain]
    if author.role not in chain:
        return chain
    return chain[chain.index(author.role) + 1 :] or [str(Role.CHIEF)]


def number_of(definition: AnyDefinition, period: Period) -> str:
    """“Q-2026-1”, “M-2026-03”, “A-2026”, in the department's reporting year.

    Reports on surveys are counted through the year, “S-2026-1”: call it inside the transaction
    that uses the number.
    """
    starts = department().year_starts
    if definition.key != SURVEY:
        return f"{LETTERS[definition.key]}-{period.key(starts=starts).replace('Q', '')}"
    year = Period.year_of(period.last, starts=starts).key(starts=starts)
    [taken] = NumberSeries.objects.take(SURVEY_LETTER, int(year))
    return f"{SURVEY_LETTER}-{year}-{int(taken.rpartition('-')[2])}"
