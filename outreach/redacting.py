"""Where the words of a concern stand in this room, and how they are taken out of each place.

Rooms above have a `redacting` module of their own; `settings.REDACTION_PLACES` names them all.
`tests/whole/test_redaction.py` asks of every text column of every table whether it is such a place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models

from audit.redaction import Phrases, take_out
from jobs import papers
from outreach import search_index
from outreach.models import (
    Action,
    ActionHanding,
    ActionProgress,
    Concern,
    ConcernNote,
    ConcernStep,
    Draft,
    Handover,
    ImportFile,
    Presentation,
    PresentationStep,
    Referral,
    ReferralCheck,
    Reporter,
    ReturnedBrief,
)
from outreach.sheets import SHEET_TASK
from personnel.models import Notice

# What is kept of an uploaded file besides its own bytes.
KEPT_OF_A_FILE = ["previewed", "applied", "sample", "top", "words", "returned"]


@dataclass(frozen=True)
class Cleared:
    """How many rows held the words, and which documents stay as they are although they may."""

    rows: int = 0
    kept: tuple[str, ...] = ()


def clear(concern: Concern, phrases: Phrases) -> Cleared:
    """Take the words out of the concern and of everything that hangs on it; forget its sheets."""
    rows = sum(take_out(rows, columns, phrases) for rows, columns in _places(concern))
    papers.forget(concern.pk, SHEET_TASK)
    search_index.forget_removed_words("outreach_concern", "outreach_presentation")
    return Cleared(rows)


def clear_around(concern: Concern, phrases: Phrases) -> Cleared:
    """The same where the words stand beside the record: unfinished forms, files, notices."""
    writers = {
        concern.officer_id,
        concern.owner_id,
        *concern.steps.values_list("by", flat=True),
        *concern.notes.values_list("by", flat=True),
    }
    rows = take_out(Draft.objects.filter(member__in=writers), ["typed"], phrases)
    here = concern.get_absolute_url()
    rows += take_out(Notice.objects.filter(url__startswith=here), ["text"], phrases)
    if concern.source:
        files = ImportFile.objects.filter(kind=ImportFile.Kind.CONCERNS)
        rows += take_out(files, KEPT_OF_A_FILE, phrases)
    return Cleared(rows)


def clear_reporter(concern: Concern, phrases: Phrases) -> int:
    """Who raised it is kept apart; a name is left there unless it shall go there too."""
    told = Reporter.objects.filter(concern=concern)
    return take_out(told, ["name", "phone", "email", "language"], phrases)


def _places(concern: Concern) -> list[tuple[models.QuerySet[Any], list[str]]]:
    return [
        (
            Concern.objects.filter(pk=concern.pk),
            ["summary", "said", "place", "answer", "imported"],
        ),
        (ConcernStep.objects.filter(concern=concern), ["note"]),
        (ConcernNote.objects.filter(concern=concern), ["text"]),
        (Action.objects.filter(concern=concern), ["what"]),
        (ActionProgress.objects.filter(action__concern=concern), ["note"]),
        (ActionHanding.objects.filter(action__concern=concern), ["reason"]),
        (
            Referral.objects.filter(concern=concern),
            ["to_agency", "contact", "reason", "their_number", "outcome"],
        ),
        (ReferralCheck.objects.filter(referral__concern=concern), ["found"]),
        (Handover.objects.filter(concern=concern), ["received_by", "their_number"]),
        (
            Presentation.objects.filter(concerns=concern),
            ["place", "audience", "co_presenters", "remarks"],
        ),
        (PresentationStep.objects.filter(presentation__concerns=concern), ["note"]),
        (ReturnedBrief.objects.filter(step__presentation__concerns=concern), ["said"]),
    ]
