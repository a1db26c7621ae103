"""From a file of areas to entries, with what became of each feature."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from documents.spelling import folded
from importing.features import FeatureRefused
from importing.reading import CannotRead
from importing.tally import Tally
from outreach.imports.group_entries import NO_NAME, EntryReader, GroupEntry
from outreach.imports.group_files import features_of
from outreach.imports.group_maps import GroupMap, listed
from outreach.imports.guessing import Property, guessed, no_name_sentence, properties_in

# How many features are read before progress is told again.
EVERY = 200
# Where all corners are farther out than degrees go, the file is in another system.
PROJECTED = (
    "The coordinates of this file are no degrees (the first is {x:,.0f}, {y:,.0f}): {guess}. Save "
    "it in longitude and latitude (WGS 84, EPSG:4326) first; they are not converted here."
)
# As far as Web Mercator goes, in meters, and where it has the United States.
MERCATOR = 20_037_509
MERCATOR_US = (-20_037_509, 2_000_000, -6_500_000, 12_000_000)


@dataclass
class Features:
    """A file's entries by name in one spelling, by which map, and the tally of its features."""

    group_map: GroupMap
    tally: Tally = field(default_factory=lambda: Tally(overlaps=[]))
    entries: dict[str, GroupEntry] = field(default_factory=dict)


def read_features(
    content: bytes, group_map: GroupMap | None, progress: Callable[[int], None]
) -> Features:
    """Every feature by the map, or by what the properties seem to be. Raises CannotRead."""
    properties = properties_in(_whole(content))
    names = [one.name for one in properties]
    if group_map is not None:
        group_map.refuse_missing(names)
        found = Features(group_map)
    else:
        guess = guessed(properties)
        if guess is None and names:
            raise CannotRead(no_name_sentence(properties))
        found = Features(guess or GroupMap.model_validate({"properties": {"name": "name"}}))
        found.tally.remarks += _taken_for(found.group_map, properties)
    reader = EntryReader(found.group_map)
    heights = 0
    for row, feature in enumerate(features_of(content), start=1):
        _take(found, reader, row, feature)
        heights += _has_heights(feature)
        if row % EVERY == 0:
            progress(row)
    found.tally.remarks += _remarks(found, names, heights)
    return found


def _whole(content: bytes) -> Any:
    """The features, unless the first ones show that the file is in another system."""
    far, near = None, False
    for feature in features_of(content):
        if not near:
            corner = _first_corner(feature)
            near = corner is not None and max(map(abs, corner)) <= 360
            far = far or corner
        yield feature
    if far is not None and not near:
        raise CannotRead(PROJECTED.format(x=far[0], y=far[1], guess=_system_guess(*far)))


def _system_guess(x: float, y: float) -> str:
    west, south, east, north = MERCATOR_US
    if west <= x <= east and south <= y <= north:
        return "they look like Web Mercator, in meters"
    return "they look like State Plane or another grid, in feet or meters"


def _first_corner(feature: Any) -> tuple[float, float] | None:
    place = _first_position(feature)
    if place is None or len(place) < 2:
        return None
    x, y = place[:2]
    is_place = all(isinstance(n, int | float) and abs(n) < 1e12 for n in (x, y))
    return (float(x), float(y)) if is_place else None


def _first_position(feature: Any) -> list[Any] | None:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    place = geometry.get("coordinates") if isinstance(geometry, dict) else None
    while isinstance(place, list | tuple) and place and isinstance(place[0], list | tuple):
        place = place[0]
    return list(place) if isinstance(place, list | tuple) and place else None


def _has_heights(feature: Any) -> bool:
    place = _first_position(feature)
    return place is not None and len(place) > 2


def _take(found: Features, reader: EntryReader, row: int, feature: Any) -> None:
    tally = found.tally
    tally.read += 1
    try:
        entry = reader.entry(row, feature)
    except FeatureRefused as reason:
        tally.refuse(row, str(reason))
        return
    for note in entry.notes:
        tally.note(row, entry.name, note)
    earlier = found.entries.get(entry.key)
    if earlier:
        tally.repeated += 1
        if earlier.values() != entry.values():
            words = f"Stands twice in the file; this one is taken, not feature {earlier.row}."
            tally.note(row, entry.name, words)
    found.entries[entry.key] = entry


def _taken_for(group_map: GroupMap, properties: list[Property]) -> list[str]:
    """What each property was taken for, when nobody has said: nothing is guessed in silence."""
    named = dict(group_map.properties.named())
    said = [f"{field} from “{name}”" for field, name in named.items() if folded(name) != field]
    technical = [one.name for one in properties if one.is_technical]
    remarks = [f"Taken without a map: {', '.join(said)}."] if said else []
    if technical:
        remarks.append(f"Left out as the map program's own: {listed(technical)}.")
    return remarks


def _remarks(found: Features, names: list[str], heights: int) -> list[str]:
    remarks = []
    name = found.group_map.properties.name
    nameless = [one for one in found.tally.refused if one.reason == NO_NAME]
    if nameless:
        have = f"The properties of the file are {listed(names)}." if names else ""
        remarks.append(f"{count_words(len(nameless))} no name in “{name}”. {have}".strip())
    if heights:
        remarks.append(f"{count_words(heights)} corners with heights, which are left out.")
    return remarks


def count_words(count: int) -> str:
    """“1 feature has”, “1,200 features have”."""
    return "1 feature has" if count == 1 else f"{count:,} features have"
