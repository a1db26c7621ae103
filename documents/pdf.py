"""The one way a template becomes a PDF. Nothing else in this project talks to WeasyPrint.

The template is rendered here, with Django; the layout happens in a process of its own
(``documents.rendering``) with bounded time and memory, no network, no environment and no files but
the print style sheet and the typefaces.
"""

import json
import logging
import os
import signal
from collections.abc import Mapping, Sequence
from subprocess import CompletedProcess
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from documents import printing
from documents.breaking import with_long_words_marked
from documents.directions import TURNING, isolated
from documents.envelope import Attachment, Envelope, Limits
from documents.letters import installed
from documents.measuring import too_large
from documents.printing import STATIC_ROOT

__all__ = ["Attachment", "PdfRefused", "render_pdf"]

logger = logging.getLogger(__name__)
REASONS = {
    "asset": "The document asks for {detail}, which is not one of its packaged files.",
    "attachment": (
        "The document's text asks for a file to be attached ({detail}). "
        "Only the program attaches files."
    ),
    "busy": "The server was busy: the document was not laid out within {detail} seconds.",
    "inaccessible": "The document could not be read aloud by a screen reader: {detail}.",
    "layout": "The document could not be laid out ({detail}).",
    "link": (
        "The document links to {detail}. From paper only web, mail and telephone addresses "
        "and places inside the document can be followed."
    ),
    "memory": (
        "The document needs more memory than one document may use. "
        "Shorten it or attach its lists as CSV."
    ),
    "nesting": "The document nests its parts too deeply to be laid out.",
    "size": "{detail}",
    "stopped": "The document could not be laid out: the rendering process stopped ({detail}).",
    "time": (
        "The document needs more than {detail} seconds of the server's work to be laid out. "
        "Shorten it or attach its lists as CSV."
    ),
}


class PdfRefused(Exception):
    """The document was not made. ``reason`` is a sentence for the page, ``kind`` a key for code."""

    def __init__(self, kind: str, detail: str = "") -> None:
        self.kind = kind
        self.reason = REASONS[kind].format(detail=detail)
        super().__init__(self.reason)

    @property
    def may_pass(self) -> bool:
        """Whether the same document may be made at a quieter time."""
        return self.kind == "busy"


def render_pdf(
    template_name: str, context: Mapping[str, Any], *, attachments: Sequence[Attachment] = ()
) -> bytes:
    """Render a template that extends ``print.html`` to a tagged PDF (PDF/UA-1).

    ``attachments`` are embedded and listed by the reader. The same template, context and
    attachments give the same bytes, as long as the context holds no present moment. Raises
    PdfRefused when the document is too large, asks for anything that is not packaged, or (strict)
    would not be accessible.
    """
    limits = Limits(**getattr(settings, "DOCUMENTS_LIMITS", {}))
    html: str = render_to_string(template_name, dict(context))
    if sentence := too_large(html, limits) or _too_much_attached(attachments, limits):
        raise PdfRefused("size", sentence)
    html = with_long_words_marked(_readable(html))
    envelope = Envelope(html, str(STATIC_ROOT), _is_strict(), limits, tuple(attachments))
    answer = _in_a_process_of_its_own(envelope)
    _look_at_the_outcome(answer, template_name, limits)
    return answer.stdout


def _readable(html: str) -> str:
    """The HTML with what citizens wrote as a reader can see it, whichever script it is in."""
    named = installed().with_lacking_named(html.translate(TURNING))
    return isolated(named)


def _is_strict() -> bool:
    """Whether a complaint about accessibility refuses the document or is only logged."""
    in_a_test = "PYTEST_VERSION" in os.environ
    return bool(getattr(settings, "DOCUMENTS_STRICT", settings.DEBUG or in_a_test))


def _too_much_attached(attachments: Sequence[Attachment], limits: Limits) -> str:
    size = sum(len(attachment.content) for attachment in attachments)
    if size <= limits.attached_bytes:
        return ""
    return (
        f"The attached files hold {size:,} bytes; a document carries at most "
        f"{limits.attached_bytes:,}. Offer the lists for download instead."
    )


def _in_a_process_of_its_own(envelope: Envelope) -> CompletedProcess[bytes]:
    try:
        return printing.PRESS.printed(envelope)
    except printing.TakesTooLong as late:
        raise PdfRefused("busy", f"{envelope.limits.wall_seconds:g}") from late


def _look_at_the_outcome(
    answer: CompletedProcess[bytes], template_name: str, limits: Limits
) -> None:
    """Raise PdfRefused unless the process ended well; log what it complained about."""
    kind, detail = _reported(answer.stderr)
    if answer.returncode == 0:
        if kind == "complaints":
            logger.warning("%s: %s", template_name, detail)
        return
    if answer.returncode == -signal.SIGXCPU:
        kind, detail = "time", str(limits.cpu_seconds)
    elif answer.returncode == -signal.SIGKILL:  # by the machine, when it runs out of memory
        kind, detail = "memory", ""
    elif kind not in REASONS:
        kind, detail = "stopped", _ending(answer.returncode)
    logger.error("%s refused, %s: %s", template_name, kind, detail or answer.stderr[-500:])
    raise PdfRefused(kind, detail)


def _reported(stderr: bytes) -> tuple[str, str]:
    """The last line of standard error that is a report; libraries may have written others."""
    for line in reversed(stderr.decode(errors="replace").splitlines()):
        try:
            report = json.loads(line)
            return report["kind"], report["detail"]
        except (ValueError, TypeError, KeyError):
            continue
    return "", ""


def _ending(status: int) -> str:
    return signal.Signals(-status).name if status < 0 else f"status {status}"
