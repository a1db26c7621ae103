"""Where a group is: reading its GeoJSON, saying in words what is wrong, comparing (A-1.A.1).

Positions are longitude and latitude in degrees (WGS 84). shapely is imported where it is used,
because it costs a third of a second.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from analysis.overlaps import is_tangled

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


Ring = list[list[float]]
Polygon = list[Ring]
Box = tuple[float | None, float | None, float | None, float | None]

BOX_FIELDS = ("west", "south", "east", "north")
NO_BOX: Box = (None, None, None, None)
MOST_CORNERS = 20_000
# Beyond every way of writing a place in numbers; NaN is not within it either.
FARTHEST = 1e9
# Neighbors that a page looks at and draws beside a group.
MOST_NEAR = 50

# What shapely finds wrong, in words for the person who pasted it. {what} names the ring or part.
FAULTS = {
    "Self-intersection": "{what} crosses itself near {spot}.",
    "Ring Self-intersection": "{what} touches itself near {spot}.",
    "Too few points in geometry component": "{what} has too few corners to enclose anything.",
    "Hole lies outside shell": "{what} has a hole outside its outline, near {spot}.",
    "Holes are nested": "{what} has a hole inside another hole, near {spot}.",
    "Interior is disconnected": "{what} is cut in pieces by its holes, near {spot}.",
    "Nested shells": "One part lies inside another, near {spot}.",
    "Duplicate Rings": "{what} is there twice.",
}
RINGS_CROSS = "{what} and one of its holes cross near {spot}."
PARTS_OVERLAP = "Two parts overlap near {spot}."
TANGLED = (
    "Its outline goes back and forth too often to be checked. Simplify it, for example to the "
    "accuracy of a house."
)


class NotABoundary(ValueError):
    """The GeoJSON cannot be used; the message says why."""


@dataclass(frozen=True)
class Boundary:
    """A checked boundary: its GeoJSON geometry and box, or None and no box where it is unusable.

    `notes` say what is wrong with an unusable one, and what to look at in a usable one.
    """

    geometry: dict[str, Any] | None
    box: Box = NO_BOX
    notes: tuple[str, ...] = ()


def valid_boundary(geojson: Any) -> Boundary:
    """Check parsed GeoJSON: a Polygon, a MultiPolygon, or one Feature holding either.

    Never raises for what somebody may have typed: an unusable shape comes back as a Boundary
    without geometry whose notes name the ring and say where it goes wrong.
    """
    if geojson is None:
        return Boundary(None, notes=("No boundary is given.",))
    try:
        polygons, notes = _read(_geometry(geojson))
        _check(polygons)
    except NotABoundary as wrong:
        return Boundary(None, notes=(str(wrong),))
    box = _box(polygons)
    return Boundary(_written(polygons), box, (*notes, *notes_on(box)))


def _geometry(geojson: Any) -> Any:
    """The geometry itself, out of a FeatureCollection of one or a Feature."""
    if isinstance(geojson, dict) and geojson.get("type") == "FeatureCollection":
        features: Any = geojson.get("features")
        count = len(features) if isinstance(features, list) else 0
        if count != 1:
            raise NotABoundary(f"This holds {count} shapes. Paste the one shape of this group.")
        geojson = features[0]
    if isinstance(geojson, dict) and geojson.get("type") == "Feature":
        geojson = geojson.get("geometry")
    if not isinstance(geojson, dict):
        raise NotABoundary("This is not a GeoJSON shape: it names no Polygon with coordinates.")
    return geojson


def _read(geometry: dict[str, Any]) -> tuple[list[Polygon], tuple[str, ...]]:
    """Every ring as closed pairs of numbers, and a note for each that had to be closed."""
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        named = f"“{kind}”" if isinstance(kind, str) else "nothing known"
        raise NotABoundary(f"A boundary is a Polygon or a MultiPolygon; this is {named}.")
    written: Any = [coordinates] if kind == "Polygon" else coordinates
    polygons: list[Polygon] = []
    notes: list[str] = []
    for part, rings in enumerate(_list(written), 1):
        polygons.append([])
        for number, ring in enumerate(_list(rings)):
            name = _name(part, number, several=len(written) > 1)
            corners = [_position(corner, name) for corner in _list(ring)]
            if corners and corners[0] != corners[-1]:
                corners.append(corners[0])
                notes.append(f"{name} was not closed: its last corner is joined to its first.")
            polygons[-1].append(corners)
    corners_in_all = sum(len(ring) for ring in chain.from_iterable(polygons))
    if corners_in_all > MOST_CORNERS:
        raise NotABoundary(f"It has {corners_in_all:,} corners; {MOST_CORNERS:,} are the most.")
    return polygons, tuple(notes)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list | tuple) or not value:
        raise NotABoundary("Its coordinates are missing, or not lists of corners inside lists.")
    return list(value)


def _position(corner: Any, name: str) -> list[float]:
    if not isinstance(corner, list | tuple) or len(corner) < 2:
        raise NotABoundary(f"{name} has a corner that is not a longitude and a latitude.")
    x, y = corner[0], corner[1]
    if not all(isinstance(n, int | float) and not isinstance(n, bool) for n in (x, y)):
        raise NotABoundary(f"{name} has a corner that is not made of two numbers.")
    if not all(-FARTHEST <= n <= FARTHEST for n in (x, y)):
        raise NotABoundary(f"{name} has a corner that is not a place.")
    if abs(y) > 90 >= abs(x):
        raise NotABoundary(
            f"{name} has a corner at latitude {y:g}, which is beyond a pole. Latitude and "
            "longitude seem to be swapped: GeoJSON writes longitude first."
        )
    if abs(x) > 180 or abs(y) > 90:
        raise NotABoundary(
            f"{name} has a corner at {x:g}, {y:g}, which is not in degrees. Save the shape as "
            "WGS 84 longitude and latitude."
        )
    return [float(x), float(y)]


def _name(part: int, ring: int, *, several: bool) -> str:
    """“The outline”, “Hole 2”, “The outline of part 3”."""
    words = f"Hole {ring}" if ring else "The outline"
    return f"{words} of part {part}" if several else words


def _check(polygons: list[Polygon]) -> None:
    """Raise NotABoundary for the first thing that is wrong: ring, then part, then the whole."""
    from shapely.geometry import MultiPolygon as Whole
    from shapely.geometry import Polygon as Shape

    several = len(polygons) > 1
    for part, rings in enumerate(polygons, 1):
        for number, ring in enumerate(rings):
            if len({tuple(corner) for corner in ring}) < 3:
                name = _name(part, number, several=several)
                raise NotABoundary(FAULTS["Too few points in geometry component"].format(what=name))
    if is_tangled(Whole([Shape(rings[0], rings[1:]) for rings in polygons])):
        raise NotABoundary(TANGLED)
    for part, rings in enumerate(polygons, 1):
        for number, ring in enumerate(rings):
            _require_valid(Shape(ring), _name(part, number, several=several))
        named = f"Part {part}" if several else "The shape"
        _require_valid(Shape(rings[0], rings[1:]), named, crossing=RINGS_CROSS)
    if several:
        whole = Whole([Shape(rings[0], rings[1:]) for rings in polygons])
        _require_valid(whole, "The shape", crossing=PARTS_OVERLAP)


def _require_valid(shape: BaseGeometry, name: str, crossing: str = "") -> None:
    from shapely.validation import explain_validity

    if shape.is_valid:
        return
    said = explain_validity(shape)
    found = re.fullmatch(r"(.+?)\[(\S+) (\S+)\]", said)
    fault = found[1] if found else said
    spot = f"longitude {float(found[2]):.5f}, latitude {float(found[3]):.5f}" if found else ""
    words = FAULTS.get(fault, f"{{what}} is not a valid shape ({fault.lower()}) near {{spot}}.")
    if crossing and fault == "Self-intersection":
        words = crossing
    raise NotABoundary(words.format(what=name, spot=spot))


def _box(polygons: list[Polygon]) -> tuple[float, float, float, float]:
    """West, south, east, north."""
    corners = list(chain.from_iterable(chain.from_iterable(polygons)))
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _written(polygons: list[Polygon]) -> dict[str, Any]:
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def notes_on(box: Box) -> tuple[str, ...]:
    """What to look at in a boundary that was accepted.

    Latitude written first puts a place in the United States near the South Pole.
    """
    if None in box:
        return ()
    west, south, east, north = (float(side or 0) for side in box)
    x, y = (west + east) / 2, (south + north) / 2
    if not (15 <= x <= 72 and -90 <= y <= -60):
        return ()
    place = f"It lies at latitude {y:.2f}, in the Antarctic."
    return (f"{place} Latitude and longitude seem to be swapped: GeoJSON writes longitude first.",)
