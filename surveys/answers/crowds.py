"""Held answers that came together: many from one network on a day, or many within one hour.

The name of a crowd says neither which network nor which hour (`portal.networks` makes it with a
key of the day). A few answers are no crowd: told apart by network or hour, one of them could be
somebody's.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from surveys.models import Survey
from surveys.results.suppression import FEWEST_IN_CELL

OF_A_NETWORK, OF_AN_HOUR = "n", "h"
WORDS = {
    OF_A_NETWORK: "from one network on one day",
    OF_AN_HOUR: "within one hour",
}
# What else sends many that are so alike.
ALSO = {
    OF_A_NETWORK: "A library, a school or a phone company sends many from one network too.",
    OF_AN_HOUR: "After a meeting or a notice in the news many write in one hour too.",
}


@dataclass(frozen=True)
class Crowd:
    """A crowd of held answers: its name, how many they are, what they have in common."""

    name: str
    n: int

    @property
    def words(self) -> str:
        return WORDS.get(self.name[:1], "together")

    @property
    def also(self) -> str:
        """Whom such a crowd may be of, other than a program."""
        return ALSO.get(self.name[:1], "")


def crowds_of(survey: Survey) -> list[Crowd]:
    """The crowds among the survey's held answers, the largest first."""
    rows = survey.answers.held().exclude(crowd="").values_list("crowd").order_by()
    found = [Crowd(name, n) for name, n in rows.annotate(n=Count("pk"))]
    large = [crowd for crowd in found if crowd.n >= FEWEST_IN_CELL]
    return sorted(large, key=lambda crowd: (-crowd.n, crowd.name))


def forget_small_crowds(survey: Survey) -> int:
    """Take the names of crowds off answers that are too few for one; says how many answers."""
    large = [crowd.name for crowd in crowds_of(survey)]
    return survey.answers.held().exclude(crowd="").exclude(crowd__in=large).update(crowd="")
