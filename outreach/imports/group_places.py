"""Where a feature says its group is: an area, or a point in words, and what is worth a look."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from analysis.boundaries import MOST_CORNERS, Boundary, valid_boundary
from analysis.mending import corners_of, mended
from importing.features import FeatureRefused

LEFT_OUT = "the group comes in without a boundary"
LINES = ("LineString", "MultiLineString")
# How deep collections of shapes stand in one another, at most.
DEEPEST = 5
# Corners are the same within about a centimeter.
DECIMALS = 7

Place = tuple[Boundary, str, tuple[str, ...]]


def place_of(geometry: Any) -> Place:
    """The boundary, a location in words where there is only a point, and what to know of both.

    Raises FeatureRefused for a shape of too many corners.
    """
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if geometry is None:
        return Boundary(None), "", (f"Has no geometry; {LEFT_OUT}.",)
    if (corners := corners_of(geometry)) > MOST_CORNERS:
        raise FeatureRefused(f"has {corners:,} corners; {MOST_CORNERS:,} are the most")
    if kind in ("Point", "MultiPoint"):
        return Boundary(None), _point_words(geometry), (f"Is a point, not an area; {LEFT_OUT}.",)
    if kind in LINES:
        return Boundary(None), "", (f"Is a line, not an area; {LEFT_OUT}.",)
    if kind == "GeometryCollection":
        return _collected(geometry)
    return _area(geometry)


def _area(geometry: Any) -> Place:
    boundary = valid_boundary(geometry)
    if boundary.geometry is not None:
        return boundary, "", boundary.notes
    repaired = valid_boundary(mended(geometry))
    if repaired.geometry is not None:
        return repaired, "", (*boundary.notes, "The boundary was mended; look at it on the map.")
    return Boundary(None), "", (*boundary.notes, f"{LEFT_OUT.capitalize()}.")


def _collected(geometry: dict[str, Any]) -> Place:
    """The areas of a collection as one boundary; its points and lines are left out."""
    parts = _areas_in(geometry)
    if not parts:
        return Boundary(None), "", (f"Is a collection of shapes without an area; {LEFT_OUT}.",)
    boundary, where, notes = _area({"type": "MultiPolygon", "coordinates": parts})
    return boundary, where, ("Is a collection of shapes; its areas are taken.", *notes)


def _areas_in(geometry: Any, depth: int = 0) -> list[Any]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    inside = geometry.get("coordinates") if kind else None
    if kind == "Polygon":
        return [inside]
    if kind == "MultiPolygon" and isinstance(inside, list):
        return inside
    members = geometry.get("geometries") if kind == "GeometryCollection" else None
    if not isinstance(members, list) or depth >= DEEPEST:
        return []
    return [area for member in members for area in _areas_in(member, depth + 1)]


def _point_words(geometry: dict[str, Any]) -> str:
    place = geometry.get("coordinates")
    if geometry.get("type") == "MultiPoint" and isinstance(place, list) and place:
        place = place[0]
    match place:
        case [int() | float() as x, int() | float() as y, *_] if abs(x) <= 180 and abs(y) <= 90:
            return f"{y:.5f}, {x:.5f}"
    return ""


def digest(geometry: dict[str, Any] | None) -> str | None:
    """A short stand-in for a boundary, the same for the same area.

    Wherever its rings begin, whichever way round they go, in whatever order its parts stand, and
    however many digits beyond a centimeter its corners have.
    """
    if geometry is None:
        return None
    polygons = geometry["coordinates"]
    polygons = [polygons] if geometry["type"] == "Polygon" else polygons
    parts = sorted(
        [_ring(rings[0]), *sorted(_ring(ring) for ring in rings[1:])] for rings in polygons
    )
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def _ring(corners: list[list[float]]) -> list[tuple[float, float]]:
    """The corners of a closed ring from the smallest one on, the shorter way round first."""
    rounded = [
        (round(x, DECIMALS) + 0.0, round(y, DECIMALS) + 0.0) for x, y in corners[:-1] or corners
    ]
    start = rounded.index(min(rounded))
    there = rounded[start:] + rounded[:start]
    back = [there[0], *reversed(there[1:])]
    return min(there, back)


def exact_digest(geometry: dict[str, Any] | None) -> str | None:
    """The stand-in as earlier versions remembered it, to be compared with those."""
    if geometry is None:
        return None
    return hashlib.sha256(json.dumps(geometry, sort_keys=True).encode()).hexdigest()[:32]
