"""What every course of the demo shares: the diary, the people, the register, the town's zone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from demo.diary import Diary, Hours
from demo.people import Cast
from outreach.models import CommunityGroup
from personnel.models import Member
from policies.models import Category
from records.verdicts import Verdict

# One seed for the whole demo: the same day gives the same year.
SEED = "Millbrook"


@dataclass(frozen=True)
class Scene:
    diary: Diary
    cast: Cast
    zone: ZoneInfo
    groups: dict[str, CommunityGroup]
    categories: dict[str, Category]

    def hours(self, name: str) -> Hours:
        """Chance and moments of the course called `name`, whatever else is played beside it."""
        return Hours(self.zone, Random(f"{SEED}:{name}"))

    def leader(self, may: Callable[[Member], Verdict]) -> Member:
        """The nearest leader who may: a division's supervisor, the unit's, the commander, the chief."""
        return next(member for member in self.cast.leaders if may(member))


def submission(rng: Random) -> UUID:
    """A form's key, from the demo's own chance."""
    return UUID(int=rng.getrandbits(128), version=4)
