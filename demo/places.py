"""Millbrook, a town that exists nowhere; its map lies over open fields.

Places and corners are (east, north) on a grid of about a hundred yards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

NAME = "Millbrook Police Department"
SHORT_NAME = "Millbrook PD"
TOWN = "Millbrook, a fictional town"

WEST, SOUTH = -98.2200, 40.0900
EAST_STEP, NORTH_STEP = 0.0011, 0.00085

Spot = tuple[float, float]


@dataclass(frozen=True)
class Place:
    """Somewhere in town, and the key of the group it belongs to, if any."""

    name: str
    spot: Spot
    group: str = ""


@dataclass(frozen=True)
class Speaker:
    """A representative: years before today they began, and ended; None while they serve."""

    name: str
    position: str
    phone: str
    since: float
    until: float | None = None


@dataclass(frozen=True, kw_only=True)
class Group:
    """A group of the register. `corners` is its boundary, not closed."""

    name: str
    kind: str
    location: str
    meetings: str
    about: str
    speakers: tuple[Speaker, ...]
    corners: tuple[Spot, ...] = ()
    is_active: bool = True


def position(spot: Spot) -> tuple[float, float]:
    """(longitude, latitude) of a spot on the grid."""
    return round(WEST + spot[0] * EAST_STEP, 6), round(SOUTH + spot[1] * NORTH_STEP, 6)


def polygon(corners: tuple[Spot, ...]) -> dict[str, Any]:
    """The corners as a closed GeoJSON polygon."""
    ring = [list(position(corner)) for corner in (*corners, corners[0])]
    return {"type": "Polygon", "coordinates": [ring]}


PLACES = {
    place.name: place
    for place in (
        Place("Alder Street", (6, 21), "alder_hill"),
        Place("Quince Street", (10, 24), "alder_hill"),
        Place("Kiln Road", (12, 20), "alder_hill"),
        Place("Bellwether Drive", (5, 26), "alder_hill"),
        Place("Northfield Road", (20, 25), "northfield"),
        Place("Orchard Row", (26, 23), "northfield"),
        Place("Sycamore Court", (18, 27), "northfield"),
        Place("Tamarack Way", (24, 27), "northfield"),
        Place("Foundry Street", (26, 12), "foundry_row"),
        Place("Ropewalk", (30, 10), "foundry_row"),
        Place("Cooper Street", (24, 15), "foundry_row"),
        Place("the old foundry", (29, 14), "foundry_row"),
        Place("Market Street", (18, 14), "market"),
        Place("Bank Lane", (16, 12), "market"),
        Place("the market hall", (20, 13), "market"),
        Place("Station Square", (19, 7), "station"),
        Place("Railway Terrace", (17, 9), "station"),
        Place("the station parking lot", (21, 6), "station"),
        Place("Millrace Lane", (9, 11), "millrace"),
        Place("Weir Street", (12, 14), "millrace"),
        Place("Canal Walk", (13, 9), "millrace"),
        Place("Linden Avenue", (34, 22), "linden"),
        Place("Crossing Street", (37, 25), "linden"),
        Place("Linden Avenue School", (33, 21), "linden"),
        Place("Lake Road", (5, 4), "lakeside"),
        Place("Lakeside Commons", (8, 3), "lakeside"),
        Place("the ferry landing", (11, 5), "lakeside"),
        Place("Juniper Park", (28, 3), "juniper"),
        Place("Park Row", (25, 5), "juniper"),
        Place("Eastbank Road", (36, 10), "eastbank"),
        Place("the Eastbank allotments", (37, 13), "eastbank"),
        Place("Chapel Street", (15, 17.5), "chapel"),
        Place("Chapel Green", (17, 18), "chapel"),
        Place("County Road 9", (39, 2)),
    )
}
