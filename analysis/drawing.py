"""A boundary as a picture and as a size in words. No map library: the server draws it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

from analysis.boundaries import Box, Ring

Geometry = dict[str, Any]

MILES_PER_DEGREE = 69.1
FEET_PER_MILE = 5280


def size_words(box: Box) -> str:
    """“about 0.8 miles wide and 0.5 miles high”; feet below a fifth of a mile."""
    west, south, east, north = (float(side or 0) for side in box)
    high = (north - south) * MILES_PER_DEGREE
    wide = (east - west) * MILES_PER_DEGREE * math.cos(math.radians((north + south) / 2))
    return f"about {_length_words(wide)} wide and {_length_words(high)} high"


def _length_words(miles: float) -> str:
    if miles < 0.2:
        return f"{max(round(miles * FEET_PER_MILE, -1), 10):,.0f} feet"
    return f"{miles:.1f} miles" if miles < 10 else f"{miles:,.0f} miles"


@dataclass(frozen=True)
class Drawing:
    """A boundary as SVG paths in a picture of `width` by `height`; `others` are its neighbors'."""

    width: int
    height: int
    outline: str
    others: tuple[str, ...] = ()


def drawing(
    boundary: Geometry | None, box: Box, others: Iterable[Geometry | None] = ()
) -> Drawing | None:
    """A boundary within its box and its neighbors' drawn flat, north up; None without a boundary.

    Boundaries are GeoJSON geometries, as `boundaries.valid_boundary` gives them.
    """
    if not boundary or None in box:
        return None
    onto = _Paper(box)
    paths = tuple(onto.path(other) for other in others if other)
    return Drawing(onto.width, onto.height, onto.path(boundary), paths)


class _Paper:
    """From degrees to a picture: equal lengths east and north, a margin all around."""

    width, lowest, highest, margin = 320, 140, 320, 20

    def __init__(self, box: Box) -> None:
        self.west, south, east, self.north = (float(side or 0) for side in box)
        self.squeeze = math.cos(math.radians((south + self.north) / 2))
        wide = max((east - self.west) * self.squeeze, 1e-6)
        high = max(self.north - south, 1e-6)
        room = self.width - 2 * self.margin
        self.scale = min(room / wide, (self.highest - 2 * self.margin) / high)
        self.height = max(round(high * self.scale) + 2 * self.margin, self.lowest)
        self.left = (self.width - wide * self.scale) / 2
        self.top = (self.height - high * self.scale) / 2

    def path(self, geometry: Geometry) -> str:
        polygons = geometry["coordinates"]
        if geometry["type"] == "Polygon":
            polygons = [polygons]
        return "".join(self._ring(ring) for ring in chain.from_iterable(polygons))

    def _ring(self, ring: Ring) -> str:
        corners: list[str] = []
        for x, y, *_ in ring:
            across = self.left + (x - self.west) * self.squeeze * self.scale
            down = self.top + (self.north - y) * self.scale
            corner = f"{across:.1f} {down:.1f}"
            if not corners or corners[-1] != corner:
                corners.append(corner)
        return f"M{'L'.join(corners)}Z"
