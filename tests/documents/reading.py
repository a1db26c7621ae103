"""Reading a PDF back: its words, its structure tree, its typefaces and the files it carries."""

import io
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject


def opened(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def words(pdf: bytes) -> str:
    """All text, page after page, with any run of blanks as one space."""
    pages = (page.extract_text() for page in opened(pdf).pages)
    return " ".join("\n".join(pages).split())


def elements(pdf: bytes, kind: str = "") -> list[DictionaryObject]:
    """The elements of the structure tree, in reading order; only one kind, such as "/TH"."""
    found = _below(opened(pdf).trailer["/Root"]["/StructTreeRoot"])
    return [element for element in found if not kind or element["/S"] == kind]


def typefaces(pdf: bytes) -> set[str]:
    """The names of the embedded faces without their subset prefix: "Public-Sans-Semi-Bold"."""
    pages = opened(pdf).pages
    faces = [face for page in pages for face in page["/Resources"]["/Font"].values()]
    return {face.get_object()["/BaseFont"].split("+")[-1].strip("/,") for face in faces}


def attached(pdf: bytes) -> dict[str, bytes]:
    """The embedded files by name."""
    return {name: contents[0] for name, contents in opened(pdf).attachments.items()}


def _below(node: DictionaryObject) -> Iterator[DictionaryObject]:
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, ArrayObject) else [kids]:
        child = kid.get_object() if isinstance(kid, IndirectObject) else kid
        if isinstance(child, DictionaryObject) and "/S" in child:
            yield child
            yield from _below(child)
