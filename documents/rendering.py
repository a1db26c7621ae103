"""One document, laid out in a process of its own: ``python -m documents.rendering``.

Reads an envelope on standard input. Writes the PDF to standard output, or one line of JSON
``{"kind", "detail"}`` to standard error and leaves with status 3. A table of a million rows or a
size of 1e9 pixels then costs this process, not the worker that asked. Imports no Django, because
every document pays for the start.
"""

import gc
import io
import json
import logging
import sys
from collections.abc import Sequence
from datetime import UTC
from typing import Self

import weasyprint
from weasyprint.document import Document
from weasyprint.urls import URLFetchingError, path2url

from documents.accessible import close_gaps, remember_page_references
from documents.assets import PackagedAssets
from documents.envelope import Attachment, Envelope
from documents.walls import limit_resources, shut_the_doors

REFUSED = 3
# Addresses that still mean something on the reader's own machine.
FOLLOWABLE = ("http://", "https://", "mailto:", "tel:")


class Refused(Exception):
    """This document is not made; ``kind`` is a key of ``documents.pdf.REASONS``."""

    def __init__(self, kind: str, detail: str = "") -> None:
        super().__init__(kind, detail)
        self.kind, self.detail = kind, detail


class Complaints(logging.Handler):
    """Collects what WeasyPrint reports as an error: a missing language, a figure without words."""

    def __init__(self) -> None:
        super().__init__(level=logging.ERROR)
        self.sentences: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.sentences.append(record.getMessage())

    def __enter__(self) -> Self:
        weasyprint.LOGGER.addHandler(self)
        return self

    def __exit__(self, *_error: object) -> None:
        weasyprint.LOGGER.removeHandler(self)


def render(envelope: Envelope) -> tuple[bytes, list[str]]:
    """The PDF and WeasyPrint's complaints about it; raises Refused."""
    assets = PackagedAssets(envelope.static_root)
    with Complaints() as complaints:
        try:
            pdf = _written(envelope, assets)
        except URLFetchingError:
            pdf = b""  # most refusals are swallowed, some surface here: all are in assets.refused
    if assets.refused:
        raise Refused("asset", assets.refused[0])
    if envelope.strict and complaints.sentences:
        raise Refused("inaccessible", complaints.sentences[0])
    return pdf, complaints.sentences


def _written(envelope: Envelope, assets: PackagedAssets) -> bytes:
    base = path2url(f"{assets.root}/")
    page = weasyprint.HTML(string=envelope.html, base_url=base, url_fetcher=assets)
    document = page.render(pdf_variant="pdf/ua-1")
    _check(document)
    return document.write_pdf(
        finisher=close_gaps,
        pdf_variant="pdf/ua-1",
        pdf_identifier=True,  # a hash of the content, so the same document has the same name
        attachments=_embedded(envelope.attachments),
    )


def _check(document: Document) -> None:
    """Refuse what the text may not ask for, before anything is written."""
    if document.metadata.attachments:
        raise Refused("attachment", "<link rel=attachment>")
    if not document.metadata.title:
        weasyprint.LOGGER.error("The document has no title")
    for page in document.pages:
        for link_type, target, _rectangle, _box in page.links:
            if link_type == "attachment":
                raise Refused("attachment", target)
            if link_type == "external" and not target.lower().startswith(FOLLOWABLE):
                raise Refused("link", target)


def _embedded(attachments: Sequence[Attachment]) -> list[weasyprint.Attachment]:
    """The program's own files; sorted, because PDF looks embedded files up by bisection."""
    return [
        weasyprint.Attachment(
            file_obj=io.BytesIO(attachment.content),
            name=attachment.name,
            description=attachment.description,
            created=attachment.made_on.astimezone(UTC),
            modified=attachment.made_on.astimezone(UTC),
        )
        for attachment in sorted(attachments, key=lambda attachment: attachment.name)
    ]


def _answer(envelope: Envelope) -> None:
    pdf, complaints = render(envelope)
    if complaints:
        _report("complaints", "; ".join(complaints))
    sys.stdout.buffer.write(pdf)
    sys.stdout.buffer.flush()


def _report(kind: str, detail: str) -> None:
    print(json.dumps({"kind": kind, "detail": detail[:1000]}), file=sys.stderr, flush=True)


def get_ready() -> None:
    """What every document needs and none changes: done once in a process, before its first."""
    remember_page_references()
    # The boxes of a document live until it is written: collecting them finds nothing, and costs
    # a fifth of the time. The process ends with its document, so nothing piles up either.
    gc.freeze()
    gc.disable()


def answer_one() -> int:
    """Render the envelope on standard input within its limits; returns the exit status."""
    envelope = Envelope.opened(sys.stdin.buffer)
    limit_resources(envelope.limits)
    shut_the_doors()
    try:
        _answer(envelope)
    except Refused as refused:
        _report(refused.kind, refused.detail)
    except MemoryError:
        _report("memory", "")
    except RecursionError:
        _report("nesting", "")
    except Exception as error:  # noqa: BLE001
        # Odd sizes surface as arithmetic errors from deep inside: report them, whatever they are.
        _report("layout", f"{type(error).__name__}: {error}")
    else:
        return 0
    return REFUSED


def main() -> int:
    """One document in this process; returns the exit status."""
    get_ready()
    return answer_one()


if __name__ == "__main__":
    sys.exit(main())
