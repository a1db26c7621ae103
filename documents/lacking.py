"""Where a document has letters that can't be printed here, for whoever puts it together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from documents.letters import installed, names_of

SHOWN = 12


class Place(NamedTuple):
    """A record, or a part of a document, by what it is called; without an address where none may be opened."""

    words: str
    url: str = ""


@dataclass
class Lacking:
    """One script that this machine can't print, and where it stands, each place once."""

    script: str
    places: list[Place] = field(default_factory=list)

    @property
    def shown(self) -> list[Place]:
        return self.places[:SHOWN]

    @property
    def more(self) -> int:
        return len(self.places) - len(self.shown)


def lacking_in(texts: Iterable[tuple[Place, str]]) -> list[Lacking]:
    """The scripts among `texts` that no typeface here holds, by name, with the places of each."""
    typefaces, found = installed(), dict[str, Lacking]()
    for place, text in texts:
        for script in names_of(typefaces.lacking(text)):
            places = found.setdefault(script, Lacking(script)).places
            if place not in places:
                places.append(place)
    return [found[script] for script in sorted(found)]
