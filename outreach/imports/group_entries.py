"""What one feature says about one group, read by the map (A-1.A.1)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from analysis.boundaries import NO_BOX, Boundary, Box
from documents.spelling import folded
from importing.area_limits import MOST_IN_PROPERTY, MOST_PROPERTIES, MOST_WORDS
from importing.cleaning import clean_line, clean_text, without_markup
from importing.features import FeatureRefused
from importing.technical import is_technical
from outreach.imports.describing import (
    LONGEST_EMAIL,
    LONGEST_PHONE,
    Description,
    Person,
    contact_in,
    described,
)
from outreach.imports.group_maps import GroupMap, Properties
from outreach.imports.group_places import digest, place_of

LONGEST_NAME = 160
LONGEST_LOCATION = 200
LONGEST_POSITION = 80
CONTACT = "Contact"
NO_NAME = "has no name"


@dataclass(frozen=True, kw_only=True)
class GroupEntry:
    """What one feature says about one group; `row` is its number in the file, from 1.

    The outline is kept as text, which takes a tenth of the memory of lists of corners.
    """

    row: int
    name: str
    location: str
    meetings: str
    about: str
    people: tuple[Person, ...]
    outline: str = ""
    box: Box = NO_BOX
    digest: str | None = None
    status: str = ""
    notes: tuple[str, ...] = ()

    @property
    def external_id(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """What makes it the same group: its name in one spelling."""
        return folded(self.name)

    @property
    def boundary(self) -> dict[str, Any] | None:
        return json.loads(self.outline) if self.outline else None

    def values(self) -> dict[str, Any]:
        """The content as plain JSON values, the form in which it is remembered."""
        return {
            "location": self.location,
            "meetings": self.meetings,
            "about": self.about,
            "boundary": self.digest,
            "representatives": people_values(self.people),
        }


class EntryReader:
    """Reads features by a map. `words` of a status nobody has given a meaning are refused."""

    def __init__(self, group_map: GroupMap) -> None:
        self.properties: Properties = group_map.properties
        named = list(self.properties.named())
        self.used = {folded(name) for field, name in named if field != "about"}
        about = self.properties.about
        self.about = None if about is None else {folded(name) for name in about}

    def entry(self, row: int, feature: Any) -> GroupEntry:
        """What a feature says. Raises FeatureRefused with the reason."""
        if isinstance(feature, FeatureRefused):
            raise feature
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            raise FeatureRefused("is not a feature with properties")
        given = _Given(properties)
        name = self._name(given)
        description = described(given.text(self.properties.description))
        self._add_contact(description, given)
        boundary, location, notes = place_of(feature.get("geometry"))
        meetings, about = self._words(description, given)
        return GroupEntry(
            row=row,
            name=name,
            location=given.line(self.properties.location, LONGEST_LOCATION) or location,
            people=tuple(description.people),
            status=self._status(given),
            meetings=meetings,
            about=about,
            notes=notes,
            **_outline(boundary),
        )

    def _name(self, given: _Given) -> str:
        name = clean_line(without_markup(given.text(self.properties.name)))
        if not name:
            raise FeatureRefused(NO_NAME)
        if len(name) > LONGEST_NAME:
            raise FeatureRefused(f"name: {len(name)} characters; {LONGEST_NAME} fit")
        return name

    def _status(self, given: _Given) -> str:
        status = self.properties.status
        word = given.line(status.property) if status else ""
        if status is None or not word:
            return ""
        meant = status.meaning(word)
        if meant is None:
            raise FeatureRefused(
                f"status: “{word[:60]}” is neither active nor inactive; say in the map which it is"
            )
        return meant

    def _add_contact(self, description: Description, given: _Given) -> None:
        """Who the contact properties name; without a name, how to reach them stays in words."""
        said = given.line(self.properties.contact)
        phone, email = given.line(self.properties.phone), given.line(self.properties.email)
        found = contact_in(said, said).person if said else Person("")
        person = replace(
            found,
            name=found.name or (said if not (found.phone or found.email) else ""),
            phone=(phone or found.phone)[:LONGEST_PHONE],
            email=(email or found.email)[:LONGEST_EMAIL],
            position=found.position or _position(self.properties.contact),
        )
        if person.name and len(person.name) <= LONGEST_NAME - LONGEST_PHONE:
            same = [one for one in description.people if folded(one.name) == folded(person.name)]
            for one in same:
                description.people.remove(one)
                person = replace(
                    person, position=one.position, phone=person.phone or one.phone,
                    email=person.email or one.email,
                )  # fmt: skip
            description.people.append(person)
        elif said or phone or email:
            description.about.append(f"Contact: {', '.join(filter(None, (said, phone, email)))}")

    def _words(self, description: Description, given: _Given) -> tuple[str, str]:
        """What is kept of meetings and of all else. Raises FeatureRefused for too much."""
        meetings = [clean_text(given.text(self.properties.meetings)), *description.meetings]
        about = "\n".join([*description.about, *self._others(given)])
        told = "\n".join(filter(None, meetings))
        if (length := len(told) + len(about)) > MOST_WORDS:
            raise FeatureRefused(f"says {length:,} characters in all; {MOST_WORDS:,} fit")
        return told, about

    def _others(self, given: _Given) -> Iterator[str]:
        """What else the file says, as lines: “members: 40”."""
        for key, value in given.properties.items():
            named = folded(key)
            if named in self.used or (self.about is not None and named not in self.about):
                continue
            if self.about is None and is_technical(key, value):
                continue
            if words := without_markup(_written(value)):
                yield f"{clean_line(key)}: {words}"


class _Given:
    """The properties of one feature, found by name in any spelling."""

    def __init__(self, properties: dict[str, Any]) -> None:
        """Raises FeatureRefused for too many of them, or one that says too much."""
        if len(properties) > MOST_PROPERTIES:
            raise FeatureRefused(f"has {len(properties):,} properties; {MOST_PROPERTIES} fit")
        for key, value in properties.items():
            if len(key) > MOST_IN_PROPERTY or len(_written(value)) > MOST_IN_PROPERTY:
                raise FeatureRefused(
                    f"{clean_line(key[:60])}: has more than {MOST_IN_PROPERTY:,} characters"
                )
        self.properties = properties
        self._called = {folded(key): key for key in reversed(properties)}

    def text(self, name: str | None) -> str:
        key = self._called.get(folded(name)) if name else None
        return "" if key is None else _written(self.properties[key])

    def line(self, name: str | None, longest: int = MOST_IN_PROPERTY) -> str:
        return clean_line(without_markup(self.text(name)))[:longest]


def _written(value: Any) -> str:
    """A value in words: numbers without the digits that only rounding made, lists as JSON."""
    if isinstance(value, str):
        return value
    if value is None or value in ([], {}):
        return ""
    if isinstance(value, float):
        rounded = round(value, 6)
        return f"{rounded:.0f}" if rounded.is_integer() and abs(value) < 1e15 else repr(rounded)
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError as deep:
        raise FeatureRefused("has properties nested too deeply") from deep


def _position(name: str | None) -> str:
    """What a property's name says a contact is: “PRESIDENT” is a president."""
    words = folded(name or "").replace("_", " ").replace("name", "").strip()
    return words.capitalize()[:LONGEST_POSITION] if words.startswith("president") else CONTACT


def _outline(boundary: Boundary) -> dict[str, Any]:
    geometry = boundary.geometry
    return {
        "outline": "" if geometry is None else json.dumps(geometry, separators=(",", ":")),
        "box": boundary.box,
        "digest": digest(geometry),
    }


def people_values(people: Any) -> list[list[str]]:
    """People, or representatives, in the form in which they are remembered and compared."""
    return sorted([each.name, each.position, each.phone, each.email] for each in people)
