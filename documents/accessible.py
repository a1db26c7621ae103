"""Closes the gaps WeasyPrint 70 leaves in PDF/UA-1, on the PDF objects before they are written.

Written against the structure WeasyPrint 70 and pydyf 0.13 build; the tests in
``tests/documents/test_accessible_pdf.py`` say when a newer version no longer needs or fits it.
"""

from collections.abc import Iterator
from typing import Any

import pydyf
import weasyprint
from weasyprint.document import Document

POINTS_PER_PIXEL = 0.75
PRINT_FLAG = 4
SECTIONS = ("/THead", "/TBody", "/TFoot")

Objects = dict[bytes, Any]


def close_gaps(document: Document, pdf: pydyf.PDF) -> None:
    """The ``finisher`` for ``Document.write_pdf``."""
    objects = {thing.reference: thing for thing in pdf.objects}
    tagged = list(_tagged(objects, pdf))
    _scope_header_cells(tagged)
    _take_margins_out_of_the_reading_order(objects, pdf, [element for element, _ in tagged])
    _place_figures(objects, pdf)
    _describe_links(document)
    _print_annotations(pdf)
    _relate_attachments(pdf)


def remember_page_references() -> None:
    """Make ``pydyf.PDF.page_references`` remember its answer.

    It rebuilds the whole tuple on every look, and tagging looks once per structure element, so the
    cost grows with tags times pages. The bytes written stay the same.
    """
    computed = pydyf.PDF.page_references.fget

    def page_references(pdf: pydyf.PDF) -> tuple[bytes, ...]:
        length = len(pdf.pages["Kids"])
        if getattr(pdf, "remembered_length", None) != length:
            pdf.remembered_length, pdf.remembered_references = length, computed(pdf)
        return pdf.remembered_references

    pydyf.PDF.page_references = property(page_references)


def _tagged(objects: Objects, pdf: pydyf.PDF) -> Iterator[tuple[Any, str]]:
    """Every element of the structure tree, with the table section it stands in ("" outside)."""
    root = objects[pdf.catalog["StructTreeRoot"]]
    waiting = [(objects[reference], "") for reference in root["K"]]
    while waiting:
        element, section = waiting.pop()
        section = element["S"] if element["S"] in SECTIONS else section
        yield element, section
        for child in element["K"]:
            # An integer is marked content on the page, an OBJR points at an annotation.
            if not isinstance(child, int) and objects[child].get("Type") == "/StructElem":
                waiting.append((objects[child], section))


def _scope_header_cells(tagged: list[tuple[Any, str]]) -> None:
    """WeasyPrint links data cells to headers, but leaves a header's own direction unsaid."""
    for element, section in tagged:
        if element["S"] == "/TH" and "A" in element:
            element["A"]["Scope"] = "/Column" if section == "/THead" else "/Row"


def _take_margins_out_of_the_reading_order(
    objects: Objects, pdf: pydyf.PDF, elements: list[Any]
) -> None:
    """Running titles and page numbers are tagged, yet hang in no tree: make them artifacts.

    Otherwise a screen reader may say "Page 3 of 9" in the middle of a sentence.
    """
    reachable = {element.number for element in elements}
    numbers = objects[objects[pdf.catalog["StructTreeRoot"]]["ParentTree"]]["Nums"]
    for page_number, owners in zip(numbers[::2], numbers[1::2], strict=True):
        if not isinstance(owners, list):  # an annotation's owner, not a page's list
            continue
        orphans = {
            marked for marked, owner in enumerate(owners) if objects[owner].number not in reachable
        }
        page = objects[pdf.page_references[page_number]]
        _mark_as_artifacts(objects[page["Contents"]].stream, orphans)


def _mark_as_artifacts(operations: list[Any], orphans: set[int]) -> None:
    """Marked content reads: tag, properties with the content's number, BDC."""
    for index, operation in enumerate(operations):
        if operation != b"BDC" or not isinstance(operations[index - 1], dict):
            continue
        if operations[index - 1].get("MCID") in orphans:
            operations[index - 2] = "/Artifact"
            operations[index - 1] = pydyf.Dictionary({"Type": "/Pagination"})


def _place_figures(objects: Objects, pdf: pydyf.PDF) -> None:
    """Bounding boxes come as CSS pixels from the top; PDF counts points from the bottom.

    A figure without words is reported: WeasyPrint does so for <img>, not for an inline <svg>.
    """
    for figure in pdf.objects:
        if not isinstance(figure, dict) or figure.get("S") != "/Figure":
            continue
        height = objects[figure["Pg"]]["MediaBox"][3]
        left, top, right, bottom = (edge * POINTS_PER_PIXEL for edge in figure["A"]["BBox"])
        figure["A"]["BBox"] = pydyf.Array(
            round(edge, 2) for edge in (left, height - bottom, right, height - top)
        )
        if "Alt" not in figure:
            weasyprint.LOGGER.error("A figure has no <title> to read out in its place")


def _describe_links(document: Document) -> None:
    """A link is announced by its title or its words, not by the name of its target."""
    for page in document.pages:
        for _type, _target, _rectangle, box in page.links:
            words = box.element.get("title") or " ".join("".join(box.element.itertext()).split())
            if box.link_annotation and words:
                box.link_annotation["Contents"] = pydyf.String(words)


def _print_annotations(pdf: pydyf.PDF) -> None:
    for annotation in pdf.objects:
        if isinstance(annotation, dict) and annotation.get("Type") == "/Annot":
            annotation["F"] = PRINT_FLAG


def _relate_attachments(pdf: pydyf.PDF) -> None:
    """Say that embedded files are the document's data, and have the reader list them on opening."""
    files: list[Any] = [
        thing
        for thing in pdf.objects
        if isinstance(thing, dict) and thing.get("Type") == "/Filespec"
    ]
    for file in files:
        file["AFRelationship"] = "/Data"
    if files:
        pdf.catalog["AF"] = pydyf.Array(file.reference for file in files)
        pdf.catalog["PageMode"] = "/UseAttachments"
