"""A page as a tree of its elements: as much as a test needs to find its way on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from itertools import chain

# What has no end tag.
VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
Which = Callable[["Element"], object]


class Element:
    def __init__(self, name: str, attributes: dict[str, str], parent: Element | None) -> None:
        self.name, self.attributes, self.parent = name, attributes, parent
        self.inside: list[Element | str] = []

    def get(self, name: str) -> str:
        return self.attributes.get(name, "")

    @property
    def classes(self) -> list[str]:
        return self.get("class").split()

    @property
    def around(self) -> Iterator[Element]:
        """What it stands in, the nearest first."""
        here = self.parent
        while here is not None:
            yield here
            here = here.parent

    @property
    def elements(self) -> Iterator[Element]:
        """Every element in it, in the order of the page."""
        for one in self.inside:
            if isinstance(one, Element):
                yield one
                yield from one.elements

    def every(self, which: Which) -> list[Element]:
        return [one for one in self.elements if which(one)]

    def first(self, which: Which) -> Element | None:
        return next((one for one in self.elements if which(one)), None)

    @property
    def words(self) -> str:
        return " ".join("".join(self._texts).split())

    @property
    def _texts(self) -> Iterator[str]:
        return chain.from_iterable(
            [one] if isinstance(one, str) else one._texts for one in self.inside
        )


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self.here = Element("", {}, None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.inside.append(found)
        if tag not in VOID:
            self.here = found

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.here.inside.append(
            Element(tag, {name: value or "" for name, value in attrs}, self.here)
        )

    def handle_endtag(self, tag: str) -> None:
        for one in (self.here, *self.here.around):
            if one.name == tag and one.parent is not None:
                self.here = one.parent
                return

    def handle_data(self, data: str) -> None:
        self.here.inside.append(data)


def read(page: str) -> Element:
    reader = Reader()
    reader.feed(page)
    return reader.root
