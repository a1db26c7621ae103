"""Reads the counts that a page shows, and counts the rows that each of them promises.

A count is marked by `{% count %}` (pages.templatetags.components), which says where its rows
stand. They are counted over all pages of a list, and in a file by its lines.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from django.test import Client

from tests.support.pages_read import Element, read

LOOKS = {"li-count", "li-band-count"}
# More pages of one list than a town of the tests fills.
MOST_PAGES = 40


@dataclass(frozen=True)
class Shown:
    """One count on a page: what it says, where its rows stand, and which of them are meant."""

    number: str
    opens: str
    among: str
    words: str


class Counted:
    """What one member's pages show, each read once."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.answers: dict[str, Any] = {}
        self.trees: dict[str, Element] = {}

    def get(self, address: str) -> Any:
        if address not in self.answers:
            self.answers[address] = self.client.get(address, follow=True)
        return self.answers[address]

    def tree(self, address: str) -> Element:
        if address not in self.trees:
            self.trees[address] = read(self.get(address).text)
        return self.trees[address]

    def is_page(self, address: str) -> bool:
        answer = self.get(address)
        kind = answer.headers.get("content-type", "")
        return bool(answer.status_code == 200 and kind.startswith("text/html"))

    def counts_on(self, address: str) -> Iterator[Shown]:
        for mark in self.tree(address).every(lambda one: "data-count" in one.attributes):
            yield Shown(
                number=mark.get("data-count").replace(",", ""),
                opens=joined(address, _opened_by(mark) or _here(address, mark)),
                among=mark.get("data-among"),
                words=mark.parent.words[:80] if mark.parent else "",
            )

    def unmarked_on(self, address: str) -> list[str]:
        """Counts by their looks alone: the mark was forgotten on them."""
        found = self.tree(address).every(lambda one: LOOKS & set(one.classes))
        return [f"{address}: {one.words}" for one in found if not _is_marked(one)]

    def rows_at(self, address: str, among: str = "") -> int:
        """How many rows stand there, over all pages; with those that it says it does not show."""
        address, _, part = address.partition("#")
        assert self.get(address).status_code == 200, (address, self.get(address).status_code)
        if not self.is_page(address):
            return _lines_of(self.get(address))
        count = 0
        for _ in range(MOST_PAGES):
            tree = self.tree(address)
            count += len(_rows_in(_place(tree, part), among))
            further = tree.first(lambda one: one.name == "a" and one.get("rel") == "next")
            if not further:
                unseen = tree.first(lambda one: one.get("data-unseen"))
                return count + int(unseen.get("data-unseen") if unseen else 0)
            address = joined(address, further.get("href"))
        raise AssertionError(f"{address}: its pages have no end")


def joined(address: str, link: str) -> str:
    """Where a link on a page leads, as browsers read it: “?” is the page without a query."""
    if link.startswith("?"):
        return f"{address.partition('?')[0]}{link.removesuffix('?')}"
    return urljoin(address, link)


def _is_marked(count: Element) -> bool:
    """Also of the filters in force, which open no rows."""
    of_filters = count.parent is not None and count.parent.get("href") == "#filters"
    return of_filters or count.first(lambda one: "data-count" in one.attributes) is not None


def _opened_by(mark: Element) -> str:
    """The address of the link around a count, or the one the count names itself."""
    links = (one.get("href") for one in (mark, *mark.around) if one.name == "a")
    return next(links, "") or mark.get("data-opens")


def _here(address: str, mark: Element) -> str:
    """Its rows stand on this page: behind the section's link to all of them, or in the section."""
    first = _first_page(address)
    for one in mark.around:
        if one.name == "details":
            return f"{first}#details-{_all_folded(mark).index(one)}"
        if one.name == "section":
            return _all_of(one) or f"{first}#{one.get('aria-labelledby')}"
    return first


def _all_of(section: Element) -> str:
    """Where the link beside the heading leads, when it is counted: “See all 12”."""
    head = section.first(lambda one: "card-header" in one.classes)
    link = head and head.first(
        lambda one: one.name == "a" and one.first(lambda it: "data-count" in it.attributes)
    )
    return link.get("href") if link else ""


def _first_page(address: str) -> str:
    parts = urlsplit(address)
    asked = [(name, value) for name, value in parse_qsl(parts.query) if name != "page"]
    return parts._replace(query=urlencode(asked), fragment="").geturl()


def _all_folded(anything: Element) -> list[Element]:
    root = [anything, *anything.around][-1]
    return root.every(lambda one: one.name == "details")


def _place(tree: Element, part: str) -> Element:
    """The section or list that `part` names; without it the list of the page, or its main part."""
    if part.startswith("details-"):
        return _all_folded(tree)[int(part.removeprefix("details-"))]
    found = None
    if part:
        found = tree.first(lambda one: part in (one.get("aria-labelledby"), one.get("id")))
    found = found or tree.first(lambda one: "data-listed" in one.attributes)
    return found or tree.first(lambda one: one.name == "main") or tree


def _rows_in(place: Element, among: str) -> list[Element]:
    if place.name == "details":
        return place.every(lambda one: one.name == "li")
    rows = [one for one in place.every(_is_row) if not _is_folded(one, place)]
    return [one for one in rows if one.get("data-row") == among] if among else rows


def _is_row(one: Element) -> bool:
    within = one.parent
    if "data-row" in one.attributes or "li-act" in one.classes:
        return True
    if one.name == "tr":
        return within is not None and within.name == "tbody"
    lists = {"li-rows", "li-quotes"}
    return one.name == "li" and within is not None and bool(lists & set(within.classes))


def _is_folded(row: Element, place: Element) -> bool:
    for one in row.around:
        if one is place:
            return False
        if one.name == "details":
            return True
    return False


def _lines_of(answer: Any) -> int:
    """The rows of a CSV file under its line of names."""
    content = b"".join(answer) if answer.streaming else answer.content
    return len(list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))) - 1
