"""Which areas of a file overlap with one another and with those of the register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from analysis.boundaries import BOX_FIELDS
from analysis.overlaps import overlaps_among
from documents.spelling import folded
from importing.tally import Overlap
from outreach.groups.overlapping import meeting_box, shape_of
from outreach.imports.group_entries import GroupEntry
from outreach.models import CommunityGroup

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

# Groups of the register that are compared with a file, the first by name.
MOST_OTHERS = 20_000


@dataclass(frozen=True)
class Found:
    """The largest pairs by name, how many were counted, and whether there may be more."""

    named: list[Overlap] = field(default_factory=list)
    count: int = 0
    is_more: bool = False


def overlaps_with_register(entries: Sequence[GroupEntry], source: str) -> Found:
    """Pairs that share ground, at least one of them from this file, the largest share first.

    Groups of the same source that the file speaks of are taken as the file has them.
    """
    from shapely import from_geojson

    placed = [entry for entry in entries if entry.outline]
    if not placed:
        return Found()
    shapes = list(from_geojson([entry.outline for entry in placed]))
    names = [entry.name for entry in placed]
    for name, shape in _others(placed, {entry.key for entry in entries}, source):
        names.append(name)
        shapes.append(shape)
    found = overlaps_among(shapes, first=len(placed))
    named = [
        Overlap(names[pair.one], names[pair.other], round(pair.share, 4)) for pair in found.pairs
    ]
    return Found(named, found.count, found.is_more)


def _others(
    placed: Sequence[GroupEntry], own: set[str], source: str
) -> list[tuple[str, BaseGeometry]]:
    """Active groups near the file's areas that it does not speak of itself."""
    sides: Any = list(zip(*(entry.box for entry in placed), strict=True))
    box = (min(sides[0]), min(sides[1]), max(sides[2]), max(sides[3]))
    active = CommunityGroup.objects.active().filter(boundary__isnull=False)
    # Those whose box nobody has worked out may be anywhere.
    near = meeting_box(active, box) | active.filter(west=None)
    rows = near.only("name", "boundary", "source", "external_id", *BOX_FIELDS)[:MOST_OTHERS]
    return [
        (group.name, shape_of(group))
        for group in rows.iterator(200)
        if not (group.source == source and folded(group.external_id) in own)
    ]
