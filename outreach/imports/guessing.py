"""What the properties of a file of groups seem to be, by their names and by what stands in them.

A guess is shown before anything is written (`GroupMap`); where nothing looks like a name, there is
no guess, and the sentence says which properties the file has.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from documents.spelling import folded
from importing.area_limits import MOST_PROPERTIES
from importing.cleaning import clean_line, without_markup
from importing.reading import CannotRead
from importing.technical import is_technical
from outreach.imports.describing import EMAIL, PHONE
from outreach.imports.group_maps import (
    STATUS_WORDS,
    GroupMap,
    Properties,
    StatusProperty,
    listed,
)

# How many values of a property are kept to be shown, and how many are looked at to guess.
SAMPLES = 3
MOST_LOOKED_AT = 2_000
LONGEST_SAMPLE = 120
# So many different words a status can have.
MOST_STATUS_WORDS = 12
LONGEST_NAME = 160

# Compared without signs: NEIGHB_NAME is “neighbname”. What comes first is taken first.
NAMES = (
    "name",
    (
        r"(?:group|org|organi[sz]ation|assoc|association|hoa|neighb(?:o|ou)?r?(?:hood)?|nh?d|nh?ood"
        r"|nbhd|hood|community|watch|club)na(?:m|me)\d*"
    ),
    r"(?:full|official|common|legal|long|display)na(?:m|me)|name(?:en|full|long|1)|nombre|nom",
    (
        r"organi[sz]ation|association|neighbou?rhood|neighb|hood|nhood|nbhd|community|group|org|hoa"
        # A shapefile cuts names after ten letters.
        r"|club|neighborho|neighbourh|organizati|organisati|associatio"
    ),
    (
        r"(?:ward|district|area|zone|sector|beat|precinct|site|map|block|region|park)na(?:m|me)\d*|label"
        r"|title"
    ),
    r"\w*na(?:m|me)",
    "ward|district|area|zone|sector|beat|precinct|region",
)
OF_A_PERSON = re.compile(
    r"pres|contact|chair|first|last|owner|officer|rep|person|user|file|street|city|liaison|leader|captain"
)
CONTACTS = re.compile(
    r"(?:pres(?:ident)?|contact|chair(?:person)?|leader|captain|representative)(?:_?(?:name|person|1))?"
    r"|primarycontact(?:name)?|contactname|contacto"
)
STATUSES = re.compile(r"(?:\w*_)?(?:status|active|isactive|state|estado)")


@dataclass
class Property:
    """One property of the file: how often it says something, and what for example."""

    name: str
    filled: int = 0
    values: Counter[str] = field(default_factory=Counter)
    is_technical: bool = True

    @property
    def samples(self) -> list[str]:
        return [value[:LONGEST_SAMPLE] for value in list(self.values)[:SAMPLES]]

    @property
    def plain(self) -> str:
        return re.sub(r"[\W_]", "", folded(self.name))

    @property
    def are_numbers(self) -> bool:
        return bool(self.values) and all(
            re.fullmatch(r"[-+]?\d+(?:\.\d+)?", one) for one in self.values
        )

    def share_like(self, pattern: re.Pattern[str]) -> float:
        """The part of its different values in which the pattern is found, 0 to 1."""
        found = sum(1 for value in self.values if pattern.search(value))
        return found / len(self.values) if self.values else 0.0


def properties_in(features: Iterable[Any]) -> list[Property]:
    """Every property of the features, in the order in which they come. Raises CannotRead."""
    found: dict[str, Property] = {}
    for feature in features:
        properties = feature.get("properties") if isinstance(feature, dict) else None
        for name, value in properties.items() if isinstance(properties, dict) else ():
            if not clean_line(name):
                continue
            one = found.setdefault(name, Property(name))
            if len(found) > MOST_PROPERTIES:
                raise CannotRead(f"The file has more than {MOST_PROPERTIES} different properties.")
            words = words_of(value)
            if not words:
                continue
            one.filled += 1
            one.is_technical = one.is_technical and is_technical(name, value)
            if len(one.values) < MOST_LOOKED_AT or words in one.values:
                one.values[words] += 1
    for one in found.values():
        one.is_technical = one.is_technical and (one.filled > 0 or is_technical(one.name))
    return list(found.values())


def words_of(value: Any) -> str:
    """A plain value as one short line; nothing for lists and objects."""
    if isinstance(value, str):
        return clean_line(without_markup(value[: 4 * LONGEST_NAME]))[: LONGEST_NAME + 1]
    if isinstance(value, bool) or value is None:
        return "" if value is None else ("yes" if value else "no")
    return f"{value:g}" if isinstance(value, int | float) and abs(value) < 1e15 else ""


def guessed(properties: Sequence[Property]) -> GroupMap | None:
    """A map of the file, as far as it can be told; None when nothing looks like a name."""
    name = _name(properties)
    if name is None:
        return None
    left = [one for one in properties if one is not name and not one.is_technical]
    taken: dict[str, Any] = {"name": name.name}
    for what, found in (
        ("description", _first(left, re.compile(r"description|descript|descr|popupinfo|notes?"))),
        ("contact", _contact(left)),
        ("phone", _first([one for one in left if one.share_like(PHONE) > 0.5], PHONES)),
        ("email", _first([one for one in left if one.share_like(EMAIL) > 0.5], EMAILS)),
        ("meetings", _first(left, re.compile(r"meetings?(?:info|times?|dates?|schedule)?"))),
        ("location", _first(left, re.compile(r"location|address|meetingplace|streetaddress"))),
    ):
        if found is not None:
            taken[what] = found.name
            left.remove(found)
    if (status := _status(left)) is not None:
        taken["status"] = StatusProperty(property=status.name)
    return GroupMap(properties=Properties(**taken))


PHONES = re.compile(r"\w*(?:phone|tel|cell|mobile)\w*")
EMAILS = re.compile(r"\w*e?mail\w*")


def no_name_sentence(properties: Sequence[Property]) -> str:
    """What to do where no property looks like the name of a group."""
    if not properties:
        return "The features of this file have no properties at all, so no group has a name."
    shown = [
        f"{one.name} ({one.samples[0][:30]})" if one.samples else one.name for one in properties
    ]
    return (
        "No property of this file looks like the name of a group. Say in a map which one it is: "
        f"the file has {listed(shown)}."
    )


def _name(properties: Sequence[Property]) -> Property | None:
    for pattern in NAMES:
        fitting = [one for one in properties if _can_name(one, pattern)]
        if fitting:
            return max(fitting, key=lambda one: (one.filled, len(one.values)))
    return None


def _can_name(one: Property, pattern: str) -> bool:
    """Whether its name fits and its values tell the groups apart; the name “name” needs no proof."""
    if not re.fullmatch(pattern, one.plain) or one.is_technical:
        return False
    if one.plain == "name":
        return True
    is_persons = OF_A_PERSON.search(one.plain) and pattern != NAMES[1]
    if is_persons or one.are_numbers or not one.values:
        return False
    return len(one.values) >= 0.8 * min(one.filled, MOST_LOOKED_AT)


def _first(properties: Sequence[Property], pattern: re.Pattern[str]) -> Property | None:
    return next((one for one in properties if pattern.fullmatch(one.plain)), None)


def _contact(properties: Sequence[Property]) -> Property | None:
    found = _first(properties, CONTACTS)
    return found if found and not found.are_numbers else None


def _status(properties: Sequence[Property]) -> Property | None:
    """A property whose every word is known to mean active or inactive."""
    for one in properties:
        known = one.values and all(folded(word) in STATUS_WORDS for word in one.values)
        if known and len(one.values) <= MOST_STATUS_WORDS and STATUSES.fullmatch(one.plain):
            return one
    return None
