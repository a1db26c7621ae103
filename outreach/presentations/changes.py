"""What a brief report says differently since it was returned (P-III.C.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from documents.differences import Texts
from documents.frozen_changes import Changed
from outreach.models import Concern, Presentation, PresentationStep, ReturnedBrief
from personnel.models import Member
from records.wording import moment_words, number_words

WHEN = "When"


@dataclass(frozen=True)
class SinceReturned:
    """What became of it since `step` returned it.

    `changed` is None where what it said then was not kept: it was returned by an older Liaison.
    """

    step: PresentationStep
    changed: Sequence[Changed] | None
    # What was heard and logged since, as far as the reader may know of it.
    heard: Sequence[Concern]


def said_in(brief: Presentation) -> dict[str, str]:
    """The facts of a brief report in words, by their labels; the moment as it is stored."""
    return {
        "Topic": str(brief.topic),
        WHEN: brief.held_at.astimezone(UTC).isoformat(),
        "Place": brief.place,
        "Who it was for": brief.audience,
        "Group": str(brief.group or ""),
        "Participants": number_words(brief.participants),
        "Presented with": brief.co_presenters,
        "Remarks": brief.remarks,
    }


def since_returned(brief: Presentation, member: Member) -> SinceReturned | None:
    """None unless it came back once and is filed again."""
    if brief.status != Presentation.Status.FILED:
        return None
    returns = brief.steps.filter(to_status=Presentation.Status.RETURNED)
    step = returns.select_related("by", "returned").last()
    if step is None:
        return None
    heard = Concern.objects.visible_to(member).filter(presentation=brief, logged_at__gt=step.at)
    return SinceReturned(step, _changed(brief, step), list(heard.order_by("pk")))


def _changed(brief: Presentation, step: PresentationStep) -> list[Changed] | None:
    try:
        before = step.returned.said
    except ReturnedBrief.DoesNotExist:
        return None
    found = [
        Changed(label, words=Texts(_worded(label, before.get(label, "")), _worded(label, now)))
        for label, now in said_in(brief).items()
    ]
    return [one for one in found if one]


def _worded(label: str, kept: str) -> str:
    """A moment is worded when it is read, in the department's time."""
    return moment_words(datetime.fromisoformat(kept)) if label == WHEN and kept else kept
