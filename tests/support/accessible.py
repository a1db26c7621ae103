"""What a screen reader relies on, read back from every PDF that a test has made (PDF/UA-1)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from tests.documents.reading import elements, opened

HEADINGS = tuple(f"/H{level}" for level in range(1, 7))


def lacks(pdf: bytes) -> list[str]:
    """What is missing, in words; nothing when the document can be read aloud."""
    return [*_of_the_whole(pdf), *_of_its_parts(pdf), *_of_its_pages(pdf)]


def _of_the_whole(pdf: bytes) -> Iterator[str]:
    document = opened(pdf)
    catalog: Any = document.trailer["/Root"]
    said = document.metadata
    if catalog.get("/Lang") not in ("en-US", "es-US"):
        yield f"its language is {catalog.get('/Lang')}"
    if not catalog["/MarkInfo"]["/Marked"]:
        yield "it is not tagged"
    if not catalog["/ViewerPreferences"]["/DisplayDocTitle"] or not (said and said.title):
        yield "its title is not shown"
    if b'pdfuaid:part="1"' not in catalog["/Metadata"].get_data():
        yield "it does not say that it is PDF/UA-1"


def _of_its_parts(pdf: bytes) -> Iterator[str]:
    parts = elements(pdf)
    if wordless := sum(not part.get("/Alt") for part in parts if part["/S"] == "/Figure"):
        yield f"{wordless} figures without words"
    headers = [part for part in parts if part["/S"] == "/TH"]
    if aimless := sum("/Scope" not in part.get("/A", {}) for part in headers):
        yield f"{aimless} header cells that point nowhere"
    if headers and not any(part["/S"] == "/TD" for part in parts):
        yield "header cells of no cell"
    levels = [HEADINGS.index(part["/S"]) for part in parts if part["/S"] in HEADINGS]
    if not levels or levels[0] or any(after > before + 1 for before, after in pairwise(levels)):
        yield f"headings at the levels {[level + 1 for level in levels]}"


def _of_its_pages(pdf: bytes) -> Iterator[str]:
    for number, page in enumerate(opened(pdf).pages, 1):
        if page.get("/Tabs") != "/S" or "/StructParents" not in page:
            yield f"page {number} is not read in the order of its parts"
        for found in page.get("/Annots", []):
            link = found.get_object()
            if not link.get("/Contents") or "/StructParent" not in link:
                yield f"a link on page {number} that says nothing"
