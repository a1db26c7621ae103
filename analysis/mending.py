"""Mending a broken shape: the areas it encloses, as far as it can be done while a page waits.

What it costs grows with the square of how often the lines cross, so a scribble is left alone. The
crossings are counted before anything is mended, and only up to the limit.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from analysis.overlaps import edges_of

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

MOST_MENDED_CORNERS = 2_000
MOST_CROSSINGS = 100
# How many edges are looked at before the count is compared with the limit.
EDGES_AT_ONCE = 100
# An edge meets itself and its two neighbors.
ALWAYS_MET = 3


def corners_of(geometry: Any) -> int:
    """How many corners a geometry has, however they are nested: in lists, as JSON is parsed, or in
    tuples, as shapefiles are read."""
    count, left = 0, [geometry]
    while left:
        part = left.pop()
        if isinstance(part, dict):
            left.extend(part.values())
        elif (
            isinstance(part, list | tuple) and part and not isinstance(part[0], list | tuple | dict)
        ):
            count += 1
        elif isinstance(part, list | tuple):
            left.extend(part)
    return count


def mended(geometry: Any) -> dict[str, Any] | None:
    """The areas a broken shape encloses, without lines and points left over.

    None where there is no area, or where mending would take too long.
    """
    from shapely import get_parts, make_valid, union_all
    from shapely.errors import ShapelyError
    from shapely.geometry import mapping, shape

    if corners_of(geometry) > MOST_MENDED_CORNERS:
        return None
    try:
        broken = shape(geometry)
        if _is_scribble(broken):
            return None
        parts = get_parts(get_parts(make_valid(broken)))
        area = union_all([part for part in parts if part.geom_type == "Polygon"])
    except (
        ShapelyError,
        OverflowError,
        RecursionError,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        IndexError,
    ):
        return None
    return None if area.is_empty else json.loads(json.dumps(mapping(area)))


def _is_scribble(shape: BaseGeometry) -> bool:
    """Whether the outlines cross each other or themselves more often than is mended."""
    from shapely import STRtree

    edges = edges_of(shape)
    tree, met = STRtree(edges), 0
    for start in range(0, len(edges), EDGES_AT_ONCE):
        some = edges[start : start + EDGES_AT_ONCE]
        met += tree.query(some, predicate="intersects").shape[1] - ALWAYS_MET * len(some)
        if met > 2 * MOST_CROSSINGS:
            return True
    return False
