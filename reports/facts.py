"""The facts of a report as one text, and the SHA-256 that proves they have not changed."""

from __future__ import annotations

import hashlib

from documents.frozen import canonical
from reports.models import Report


def facts_text(report: Report) -> str:
    """Everything the report says, canonical: heading, and each part's facts, rows and words.

    Anyone with the stored parts makes the same text again, and so the same digest.
    """
    heading = {
        "number": report.number,
        "revision": report.revision,
        "title": report.title,
        "first_day": report.first_day,
        "last_day": report.last_day,
        "frozen_at": report.frozen_at.isoformat() if report.frozen_at else "",
        "why_revised": report.why_revised,
        # Only where there is one, so that the digests of other reports stay what they were.
        **({"survey": report.survey.key} if report.survey else {}),
    }
    pieces = [canonical(heading)]
    for part in report.parts.all():
        said = {
            "key": part.key,
            "title": part.title,
            "clause": part.clause,
            "narrative": part.narrative,
            "of_note": part.of_note,
        }
        pieces += [canonical(said), part.facts, part.records]
    return "\n".join(pieces)


def digest_of(report: Report) -> str:
    """The SHA-256 of `facts_text`, in hexadecimal."""
    return hashlib.sha256(facts_text(report).encode()).hexdigest()
