"""What a program's year held, gathered once and then read as it was (K-IV.D, P-III.C.2).

Sessions and who came, hours and money, what was heard there and what people said of it, each with
its records; the year before beside it; last year's promises; and what there is no data for, in
words, so that a gap is not taken for a nought.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from documents.frozen import Figure, Gathered, grouped
from policies.periods import Period
from programs.catalogue import citizens
from programs.catalogue.citizens import Asked
from programs.catalogue.sessions import topics_in
from programs.catalogue.years import PLACE, TOPIC, Year
from programs.evaluations import promises
from programs.models import Evaluation, Program

NO_CRIME = (
    "Crime: no counts of crime by area are kept yet, so nothing is said about crime where the "
    "program ran."
)
UNSETTLED = (
    "Surveys: “{title}” asked about it. Some of its answers are not decided on or not counted "
    "yet, so its results are not told."
)


@dataclass(frozen=True)
class Before:
    """The year before: its figures by key, and where they come from.

    `source` is "evaluation" (decided then), "records" (counted now), or "" where the program did
    not run yet.
    """

    period: Period
    values: Mapping[str, float]
    source: str
    evaluation: int | None = None


def gather(evaluation: Evaluation, at: datetime) -> Gathered:
    """Everything that is known of the program's year at this moment, to be frozen; writes nothing."""
    program, period = evaluation.program, evaluation.period
    year, before = Year(program, period), year_before(program, period)
    promised = promises.before(program, period)
    topics, by_topic = _by(TOPIC, "topic", year)
    places, by_place = _by(PLACE, "place", year)
    figures = _compared([*year.totals, *year.months, *year.cards.figures], year, before)
    surveys = citizens.surveys_about(program, period, at)
    return Gathered(
        figures=[*figures, *topics, *places, *promised.figures],
        records={**year.lists, "promises": promised.records},
        groups={
            "topic": by_topic,
            "place": by_place,
            "month": [f"month:{month.key()}" for month in period.by_month()],
            "came": [f"came:{month.key()}" for month in period.by_month()],
        },
        facts={
            "program": _described(program, period),
            "year": period.label,
            "year_before": before.period.label,
            "compared_with": before.source,
            "earlier_evaluation": before.evaluation,
            "months": [f"{month.first:%b}" for month in period.by_month()],
            "quotes": year.cards.quotes,
            "surveys": surveys.told,
            "last_decision": promised.decision,
            "missing": missing(year, before, surveys),
        },
    )


def year_before(program: Program, period: Period) -> Before:
    """Last year's figures as they were decided on; else as the records have them now."""
    earlier = period.previous()
    decided = Evaluation.objects.decided().for_period(earlier).filter(program=program).first()
    if decided:
        values = {f["key"]: f["value"] for f in decided.gathered.get("figures", [])}
        return Before(earlier, values, "evaluation", decided.pk)
    if program.started_on and program.started_on <= earlier.last:
        return Before(earlier, Year(program, earlier).values, "records")
    return Before(earlier, {}, "")


def missing(year: Year, before: Before, surveys: Asked) -> list[str]:
    """A sentence for everything this evaluation would be better with, and does not have."""
    when, earlier = year.period.label, before.period.label
    said = [
        (not year.sessions, f"Sessions: none was held for it in {when}."),
        (not year.hours, f"Staff hours: none were entered for {when}."),
        (not year.costs, f"Cost: none was entered for {when}."),
        (not year.cards.rows, f"Feedback: no cards were entered for {when}."),
        (
            not (surveys.told or surveys.unsettled),
            f"Surveys: none that closed in {when} asked about it.",
        ),
        *((True, UNSETTLED.format(title=title)) for title in surveys.unsettled),
        (
            before.source == "records",
            f"The year before: {earlier} has no decided evaluation; its figures are counted now.",
        ),
        (not before.source, f"The year before: the program did not run in {earlier} yet."),
    ]
    return [*(words for is_so, words in said if is_so), NO_CRIME]


def _by(column: int, prefix: str, year: Year) -> tuple[list[Figure], list[str]]:
    return grouped(year.sessions, column, prefix=prefix, records="sessions", before={})


def _described(program: Program, period: Period) -> dict[str, Any]:
    """What the program was when its year was gathered."""
    return {
        "name": program.name,
        "kind": program.get_kind_display(),
        "owner": program.owner.full_name,
        "audience": program.audience,
        "objectives": program.objectives,
        "partner": program.partner_agency,
        "areas": program.areas,
        "topics": list(dict.fromkeys(one.topic.name for one in topics_in(program, period))),
    }


def _compared(figures: Iterable[Figure], year: Year, before: Before) -> list[Figure]:
    """The figures with their values a year earlier, where there is a year to compare with."""
    if not before.source:
        return list(figures)
    months = zip(year.period.by_month(), before.period.by_month(), strict=True)
    earlier_month = {now.key(): then.key() for now, then in months}

    def compared(figure: Figure) -> Figure:
        kind, _, part = figure.key.partition(":")
        key = f"{kind}:{earlier_month[part]}" if part in earlier_month else figure.key
        return replace(figure, earlier=before.values.get(key, 0), earlier_report=before.evaluation)

    return [compared(figure) for figure in figures]
