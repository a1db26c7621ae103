"""What becomes of a proposal nobody decides: those who decide are reminded, then those above them
hear of it, and at last it lapses, so that nothing waits for ever."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

# Counted from the day it was to be decided by.
CLIMBS_AFTER, LAPSES_AFTER = timedelta(days=7), timedelta(days=14)


class Stage(StrEnum):
    """How long a proposal is overdue."""

    IN_TIME = ""
    LATE = "late"
    CLIMBED = "climbed"
    LAPSED = "lapsed"


def stage_on(day: date, decide_by: date) -> Stage:
    """Where a proposal that was to be decided by `decide_by` stands on `day`."""
    if day <= decide_by:
        return Stage.IN_TIME
    if day <= decide_by + CLIMBS_AFTER:
        return Stage.LATE
    return Stage.CLIMBED if day <= decide_by + LAPSES_AFTER else Stage.LAPSED


def lapses_on(decide_by: date) -> date:
    """The day on which it is over if nobody has decided it."""
    return decide_by + LAPSES_AFTER + timedelta(days=1)
