"""Where the words of a concern stand in this room, and how they are taken out of each place.

Rooms above have a `redacting` module of their own; `settings.REDACTION_PLACES` names them all.
`tests/whole/test_redaction.py` asks of every text column of every table whether it is such a place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import F

from audit.redaction import Phrases, take_out
from jobs import papers
from outreach import search_index
from outreach.concerns.sheets import HANDOVER_TASK, SHEET_TASK
from outreach.imports.redacted import remember
from outreach.models import (
    Action,
    ActionHanding,
    ActionProgress,
    CommunityGroup,
    Concern,
    ConcernNote,
    ConcernStep,
    Draft,
    FormerContact,
    GroupProposal,
    Handover,
    ImportFile,
    Presentation,
    PresentationStep,
    Referral,
    ReferralCheck,
    Reporter,
    Representative,
    ReturnedBrief,
)
from personnel.models import Notice

Place = tuple[models.QuerySet[Any], list[str]]
# What is kept of an uploaded file besides its own bytes.
SAID_OF_FILES = ["previewed", "applied", "sample", "top", "words", "returned"]


@dataclass(frozen=True)
class Cleared:
    """How many rows held the words, and which documents stay as they are although they may.

    `told_by` are records that a document had the words from, and that hold them as before.
    """

    rows: int = 0
    kept: tuple[str, ...] = ()
    told_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Traces:
    """By what other rooms find where a record is told of.

    `link` and `value` are those of its row in frozen lists (`documents.frozen.Records`); `names`
    what words written elsewhere call it by. `writers` are those whose unfinished forms may hold the
    words. `file_kind` and `external_id` name the row of a file it came in with, if it did.
    """

    link: str
    value: int | str
    names: tuple[str, ...] = ()
    url: str = ""
    writers: frozenset[int | None] = frozenset()
    file_kind: str = ""
    external_id: str = ""


def traces_of_concern(concern: Concern) -> Traces:
    return Traces(
        link="outreach:concern",
        value=concern.number,
        names=(concern.number,),
        url=concern.get_absolute_url(),
        writers=frozenset(
            (
                concern.officer_id,
                concern.owner_id,
                *concern.steps.values_list("by", flat=True),
                *concern.notes.values_list("by", flat=True),
            )
        ),
        file_kind=ImportFile.Kind.CONCERNS if concern.source else "",
        external_id=concern.external_id,
    )


def traces_of_presentation(presentation: Presentation) -> Traces:
    return Traces(
        link="outreach:presentation",
        value=presentation.pk,
        url=presentation.get_absolute_url(),
        writers=frozenset((presentation.presenter_id,)),
    )


def traces_of_group(group: CommunityGroup) -> Traces:
    return Traces(
        link="outreach:group",
        value=group.pk,
        names=(group.name,),
        url=group.get_absolute_url(),
        file_kind=ImportFile.Kind.GROUPS if group.source else "",
        external_id=group.external_id,
    )


def traces_of_file(file: ImportFile) -> Traces:
    return Traces(link="outreach:import", value=file.pk, url=file.get_absolute_url())


def clear(concern: Concern, phrases: Phrases) -> Cleared:
    """Take the words out of the concern and of everything that hangs on it; forget its sheets."""
    rows = _cleared(_places(concern), phrases)
    papers.forget(concern.pk, SHEET_TASK, HANDOVER_TASK)
    search_index.forget_removed_words("outreach_concern", "outreach_presentation")
    return Cleared(rows)


def clear_presentation(presentation: Presentation, phrases: Phrases) -> Cleared:
    """Take the words out of one brief report. What was heard there is redacted as a concern."""
    alone = Presentation.objects.filter(pk=presentation.pk)
    places = (_presentations(alone), _presentation_steps(alone), _returned_briefs(alone))
    rows = _cleared(places, phrases)
    alone.update(version=F("version") + 1)
    search_index.forget_removed_words("outreach_presentation")
    return Cleared(rows)


def clear_group(group: CommunityGroup, phrases: Phrases) -> Cleared:
    """Take the words out of a group: who speaks for it, its former numbers, what files say of it."""
    alone, people = CommunityGroup.objects.filter(pk=group.pk), group.representatives.all()
    places: list[Place] = [
        (alone, ["name", "location", "meetings", "about", "imported", "external_id"]),
        (Representative.objects.filter(pk__in=people), ["name", "position", "phone", "email"]),
        (FormerContact.objects.filter(representative__in=people), ["phone", "email"]),
        (GroupProposal.objects.filter(group=group), ["why"]),
    ]
    rows = _cleared(places, phrases)
    alone.update(version=F("version") + 1)
    search_index.forget_removed_words("outreach_communitygroup", "outreach_representative")
    return Cleared(rows)


def clear_file(file: ImportFile, phrases: Phrases) -> Cleared:
    """Take the words out of what an import says of its file."""
    return Cleared(take_out(ImportFile.objects.filter(pk=file.pk), SAID_OF_FILES, phrases))


def clear_around(traces: Traces, phrases: Phrases) -> Cleared:
    """The same where the words stand beside the record: unfinished forms, files, notices; and let
    no file bring them back."""
    rows = take_out(Draft.objects.filter(member__in=traces.writers), ["typed"], phrases)
    if traces.url:
        rows += take_out(Notice.objects.filter(url__startswith=traces.url), ["text"], phrases)
    if traces.file_kind:
        files = ImportFile.objects.filter(kind=traces.file_kind)
        rows += take_out(files, SAID_OF_FILES, phrases)
        remember(traces.file_kind, traces.external_id, phrases)
    return Cleared(rows)


def clear_reporter(concern: Concern, phrases: Phrases) -> int:
    """Who raised it is kept apart; a name is left there unless it shall go there too."""
    told = Reporter.objects.filter(concern=concern)
    return take_out(told, ["name", "phone", "email", "language"], phrases)


def _cleared(places: Iterable[Place], phrases: Phrases) -> int:
    return sum(take_out(rows, columns, phrases) for rows, columns in places)


def _presentations(rows: models.QuerySet[Presentation]) -> Place:
    return rows, ["place", "audience", "co_presenters", "remarks"]


def _presentation_steps(presentations: models.QuerySet[Presentation]) -> Place:
    return PresentationStep.objects.filter(presentation__in=presentations.values("pk")), ["note"]


def _returned_briefs(presentations: models.QuerySet[Presentation]) -> Place:
    returned = ReturnedBrief.objects.filter(step__presentation__in=presentations.values("pk"))
    return returned, ["said"]


def _places(concern: Concern) -> list[Place]:
    voiced = Presentation.objects.filter(concerns=concern)
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
        _presentations(voiced),
        _presentation_steps(voiced),
        _returned_briefs(voiced),
    ]
