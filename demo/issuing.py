"""Which reports the year has, and how far the latest ones have got."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from demo.diary import working_days_after
from demo.reports import Reporting
from demo.scene import Scene
from policies.packs import Pack, ReportDefinition
from policies.periods import Period

# A period that ended this lately is not begun; one that ended that long ago is issued by now.
FRESH, STALE = 8, 75
# Days ago that the latest report was begun at the earliest, and its correction handed in.
BEGUN, CORRECTED = 9, 6
# Working days after its period in which an issued report is found to need a correction.
FOUND_WRONG = 16


def ended_periods(
    definition: ReportDefinition, pack: Pack, today: date, periods: Mapping[int, int]
) -> list[Period]:
    """The last ended periods of this kind, latest first; `periods` says how many by months."""
    period = Period.of(definition.every, today, starts=pack.department.year_starts)
    ended = []
    for _ in range(periods[definition.every.months]):
        period = period.previous()
        ended.append(period)
    return ended


def first_day(pack: Pack, today: date, periods: Mapping[int, int]) -> date:
    """The day the earliest of all these periods begins."""
    kinds = (ended_periods(definition, pack, today, periods) for definition in pack.reports)
    return min(ended[-1].first for ended in kinds)


def enter_reports(scene: Scene, pack: Pack, today: date, periods: Mapping[int, int]) -> None:
    for place, definition in enumerate(pack.reports):
        ended = ended_periods(definition, pack, today, periods)
        reportings = [
            Reporting(scene, definition, period, len(ended) - number)
            for number, period in enumerate(ended)
        ]
        _enter_kind(scene, reportings, today, is_returned=place % 2 == 1)


def _enter_kind(
    scene: Scene, reportings: list[Reporting], today: date, *, is_returned: bool
) -> None:
    """The reports of one kind, latest first: the latest on its way, the others issued.

    Where the latest is not begun yet, or issued long ago, a correction is on its way instead.
    """
    latest, since = reportings[0], (today - reportings[0].period.last).days
    is_on_its_way = FRESH <= since <= STALE
    if is_on_its_way:
        begun = max(latest.period.last, today - timedelta(days=BEGUN))
        scene.diary.enter(latest.returned(begun) if is_returned else latest.waiting(begun))
    issued = reportings if since > STALE else reportings[1:]
    for number, reporting in enumerate(issued):
        scene.diary.enter(reporting.issued(acknowledged=number > 0))
    # The only issued report is corrected if nothing else waits for a decision.
    if len(issued) > 1 or (issued and not is_on_its_way):
        _enter_correction(scene, issued[:2][-1], today, is_decided=is_on_its_way)


def _enter_correction(scene: Scene, reporting: Reporting, today: date, *, is_decided: bool) -> None:
    """A correction of an issued report: decided soon after it was issued, or still waiting."""
    day = today - timedelta(days=CORRECTED)
    if is_decided:
        day = working_days_after(reporting.period.last, FOUND_WRONG)
    scene.diary.enter(reporting.revised(reporting.hours.on(day), is_decided=is_decided))
