"""Reading the PDFs the product makes."""

from __future__ import annotations

import io

from pypdf import PdfReader


def text_of(pdf: bytes) -> str:
    """All words of the document, runs of white space as one space, hyphenation undone."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    words = " ".join(" ".join(page.extract_text().split()) for page in pages)
    return words.replace("- ", "")


def attachments_of(pdf: bytes) -> dict[str, bytes]:
    """The attached files by name."""
    return {name: files[0] for name, files in PdfReader(io.BytesIO(pdf)).attachments.items()}


def in_order(text: str, *pieces: str) -> bool:
    """Whether the pieces stand in the text one after another."""
    place = 0
    for piece in pieces:
        place = text.find(piece, place)
        if place < 0:
            return False
        place += len(piece)
    return True
