"""Boundaries of groups beside each other: which meet, and how much of each they share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.overlaps import is_tangled, overlaps_among

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from shapely.geometry.base import BaseGeometry

    from outreach.models import CommunityGroup
from analysis.boundaries import MOST_NEAR, Box


def meeting_box(groups: QuerySet[CommunityGroup], box: Box) -> QuerySet[CommunityGroup]:
    """Those of `groups` whose box meets `box`: the only ones that can overlap with it."""
    west, south, east, north = box
    return groups.filter(west__lte=east, east__gte=west, south__lte=north, north__gte=south)


@dataclass(frozen=True)
class Overlap:
    """Two groups whose areas overlap; `of_one` and `of_other` are the shares of their areas, 0 to 1."""

    one: CommunityGroup
    other: CommunityGroup
    of_one: float
    of_other: float

    @property
    def words(self) -> str:
        """“Old Mill Watch: 12% of this area is also theirs”, as seen from `one`."""
        return f"{self.other}: {self.share_words}"

    @property
    def share_words(self) -> str:
        if self.of_one > 0.995:
            share = "all"
        else:
            share = f"{self.of_one:.0%}" if self.of_one >= 0.005 else "less than 1%"
        return f"{share} of this area is also theirs"


def overlaps_of(group: CommunityGroup, others: Iterable[CommunityGroup]) -> list[Overlap]:
    """How `group` overlaps with the others, seen from `group`, the largest first.

    At most MOST_NEAR of them are looked at and named, so that a page costs little.
    """
    placed = [other for other in others if other.boundary and other.pk != group.pk]
    if not group.boundary or not placed:
        return []
    shapes = [shape_of(one) for one in (group, *placed)]
    found = overlaps_among(shapes, first=1, named=MOST_NEAR)
    return [Overlap(group, placed[p.other - 1], p.of_one, p.of_other) for p in found.pairs]


def shape_of(group: CommunityGroup) -> BaseGeometry:
    """The group's area; one stored before it was checked is repaired for comparing, or none where
    that would take too long."""
    from shapely import make_valid
    from shapely.geometry import Polygon as Nothing
    from shapely.geometry import shape

    found = shape(group.boundary)
    if is_tangled(found):
        return Nothing()
    return found if found.is_valid else make_valid(found)
