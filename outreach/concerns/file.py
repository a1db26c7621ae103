"""The list of concerns as the rows of a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from outreach.concerns.ordering import Pieces
from outreach.models import Concern
from personnel.models import Member

# Rows read at once.
CHUNK = 500

EXPORTED = (
    "Number",
    "Logged",
    "Nature",
    "Category",
    "Summary",
    "What was said",
    "Place",
    "Heard through",
    "Group",
    "Status",
    "Owner",
    "Division",
    "Answer by",
    "Answered",
    "Settled",
    "Days open",
)


def in_files(list_: Pieces, member: Member) -> Pieces:
    """Of a list what its file holds: what is for command alone stays out of every file."""
    if not member.is_command:
        return list_
    return list_.narrowed(lambda concerns: concerns.filter(restricted=False))


def exported(keys: Sequence[int], day: date) -> Iterator[tuple[object, ...]]:
    """The concerns of these keys as rows under EXPORTED, in the same order.

    Restricted concerns and identities are in no file.
    """
    told = Concern.objects.filter(restricted=False).select_related(
        "category", "group", "owner", "division"
    )
    for start in range(0, len(keys), CHUNK):
        some = keys[start : start + CHUNK]
        found = {concern.pk: concern for concern in told.filter(pk__in=some).order_by()}
        yield from (_row(found[key], day) for key in some if key in found)


def _row(concern: Concern, day: date) -> tuple[object, ...]:
    return (
        concern.number,
        concern.logged_on,
        concern.get_nature_display(),
        concern.category.name,
        concern.summary,
        concern.said,
        concern.place,
        concern.get_channel_display(),
        concern.group.name if concern.group else "",
        concern.get_status_display(),
        concern.owner.short_name,
        concern.division.name if concern.division else "",
        concern.answer_by,
        concern.answered_on,
        concern.settled_on,
        concern.days_open(day),
    )
