"""A GeoJSON file of groups as entries: names, descriptions, boundaries (A-1.A.1)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from outreach.boundaries import MOST_CORNERS, Boundary, valid_boundary
from outreach.imports.cleaning import clean_line, storable, without_markup
from outreach.imports.describing import Person, described
from outreach.imports.limits import MOST_IN_CELL
from outreach.imports.mending import corners_of, mended
from outreach.imports.reading import CannotRead, text_of

MOST_FEATURES = 20_000
LONGEST_NAME = 160
# The names longitude and latitude in degrees go by.
DEGREES = ("CRS84", "EPSG::4326", "EPSG:4326")
LEFT_OUT = "the group comes in without a boundary"


class FeatureRefused(Exception):
    """The feature cannot become a group, for the reason given."""


@dataclass(frozen=True, kw_only=True)
class GroupEntry:
    """What one feature says about one group; `row` is its number in the file, from 1."""

    row: int
    name: str
    location: str
    meetings: str
    about: str
    people: tuple[Person, ...]
    boundary: Boundary
    notes: tuple[str, ...] = ()

    @property
    def external_id(self) -> str:
        return self.name

    def values(self) -> dict[str, Any]:
        """The content as plain JSON values, the form in which it is remembered."""
        return {
            "location": self.location,
            "meetings": self.meetings,
            "about": self.about,
            "boundary": digest(self.boundary.geometry),
            "representatives": people_values(self.people),
        }


def features_of(content: bytes) -> list[Any]:
    """The features of a GeoJSON file. Raises CannotRead when it is none, or not in degrees."""
    try:
        found = json.loads(
            text_of(content).read(), parse_constant=_no_number, object_pairs_hook=_storable_object
        )
    except json.JSONDecodeError as broken:
        raise CannotRead(
            f"This is not GeoJSON: line {broken.lineno}, character {broken.colno}: {broken.msg}."
        ) from broken
    except (RecursionError, ValueError) as broken:
        raise CannotRead("This is not GeoJSON that can be read.") from broken
    if isinstance(found, dict) and found.get("type") == "Feature":
        found = {"type": "FeatureCollection", "features": [found]}
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list) or found.get("type") != "FeatureCollection":
        raise CannotRead("This is not GeoJSON: it is no FeatureCollection with features.")
    if len(features) > MOST_FEATURES:
        raise CannotRead(f"The file has {len(features):,} features; {MOST_FEATURES:,} are taken.")
    _refuse_other_systems(found.get("crs"))
    return features


def _storable_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object without what no database takes: JSON can write half a character as \\ud800."""
    return {
        storable(key): storable(value) if isinstance(value, str) else value for key, value in pairs
    }


def _no_number(name: str) -> float:
    raise ValueError(name)


def _refuse_other_systems(crs: Any) -> None:
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if crs is not None and not (isinstance(name, str) and name.endswith(DEGREES)):
        raise CannotRead(
            f"The coordinates are in “{name}”. Save the file in longitude and latitude (WGS 84, "
            "EPSG:4326) first; they are not converted here."
        )


def group_entry(row: int, feature: Any) -> GroupEntry:
    """What a feature says. Raises FeatureRefused with the reason."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        raise FeatureRefused("is not a feature with properties")
    if any(isinstance(value, str) and len(value) > MOST_IN_CELL for value in properties.values()):
        raise FeatureRefused(f"has a text longer than {MOST_IN_CELL:,} characters")
    called = {key.strip().casefold(): key for key in reversed(properties)}
    name = _name(properties.get(called.get("name", "")))
    says = properties.get(called.get("description", ""))
    description = described(says if isinstance(says, str) else "")
    known = [called.get("name"), called.get("description") if isinstance(says, str) else None]
    others = {key: value for key, value in properties.items() if key not in known}
    boundary, location, notes = _place(feature.get("geometry"))
    return GroupEntry(
        row=row,
        name=name,
        location=location,
        meetings="\n".join(description.meetings),
        about="\n".join([*description.about, *_words_of(others)]),
        people=tuple(description.people),
        boundary=boundary,
        notes=notes,
    )


def _name(given: Any) -> str:
    name = clean_line(without_markup(given)) if isinstance(given, str) else ""
    if not name:
        raise FeatureRefused("has no name")
    if len(name) > LONGEST_NAME:
        raise FeatureRefused(f"name: {len(name)} characters; {LONGEST_NAME} fit")
    return name


def _words_of(properties: dict[str, Any]) -> Iterator[str]:
    """What else the file says, as lines: “members: 40”."""
    for key, value in properties.items():
        if value in (None, "", [], {}):
            continue
        words = value if isinstance(value, str) else _written(value)
        yield f"{clean_line(key)}: {without_markup(words)}"


def _written(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError as deep:
        raise FeatureRefused("has properties nested too deeply") from deep


def _place(geometry: Any) -> tuple[Boundary, str, tuple[str, ...]]:
    """The boundary, a location in words where there is only a point, and what to know of both."""
    if geometry is None:
        return Boundary(None), "", (f"Has no geometry; {LEFT_OUT}.",)
    if isinstance(geometry, dict) and geometry.get("type") == "Point":
        return Boundary(None), _point_words(geometry), (f"Is a point, not an area; {LEFT_OUT}.",)
    if (corners := corners_of(geometry)) > MOST_CORNERS:
        raise FeatureRefused(f"has {corners:,} corners; {MOST_CORNERS:,} are the most")
    boundary = valid_boundary(geometry)
    if boundary.geometry is not None:
        return boundary, "", boundary.notes
    repaired = valid_boundary(mended(geometry))
    if repaired.geometry is not None:
        return repaired, "", (*boundary.notes, "The boundary was mended; look at it on the map.")
    return Boundary(None), "", (*boundary.notes, f"{LEFT_OUT.capitalize()}.")


def _point_words(geometry: dict[str, Any]) -> str:
    match geometry.get("coordinates"):
        case [int() | float() as x, int() | float() as y, *_] if abs(x) <= 180 and abs(y) <= 90:
            return f"{y:.5f}, {x:.5f}"
    return ""


def digest(geometry: dict[str, Any] | None) -> str | None:
    """A short stand-in for a boundary, the same for the same corners."""
    if geometry is None:
        return None
    written = json.dumps(geometry, sort_keys=True).encode()
    return hashlib.sha256(written).hexdigest()[:32]


def people_values(people: Any) -> list[list[str]]:
    """People, or representatives, in the form in which they are remembered and compared."""
    return sorted([each.name, each.position, each.phone, each.email] for each in people)
