"""What waits for a member on imports: to approve, to close together, to mend what was given back."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, Q

from desk.waiting.items import MOST, WaitingItem
from outreach.imports.permissions import may_approve_import, may_decide_batch
from outreach.models import Concern, ImportFile
from personnel.models import Member
from policies.current import local_day, setting


def to_approve(member: Member) -> list[WaitingItem]:
    """Imports that somebody else has prepared (row 46)."""
    waiting = ImportFile.objects.awaiting_approval().select_related("by")
    rows = waiting.defer("content", "map_text").order_by("decide_by", "pk")[:MOST]
    return [
        WaitingItem(
            kind="approve",
            title=f"Approve the import of {file.source}",
            sub=f"{file.name}, prepared by {file.by.short_name}.",
            url=file.get_absolute_url(),
            due=file.decide_by,
            what="Approve",
            action="Look at it",
            act_url=f"{file.get_absolute_url()}#decide",
        )
        for file in rows
        if may_approve_import(member, file)
    ]


def given_back(member: Member) -> list[WaitingItem]:
    """Imports this member has prepared that were not approved as they are."""
    own = ImportFile.objects.filter(by=member, started_at=None, asked_at=None)
    return [
        WaitingItem(
            kind="import",
            title=f"Mend the import of {file.source}",
            sub=file.returned_note[:200],
            url=file.get_absolute_url(),
            action="Look at it",
            act_url=f"{file.get_absolute_url()}#life",
        )
        for file in own.filter(returned__isnull=False).defer("content", "map_text")[:MOST]
    ]


def to_close(member: Member) -> list[WaitingItem]:
    """Imports with concerns that somebody else resolved: one row for each, not for every concern."""
    resolved = Q(concerns__status=Concern.Status.RESOLVED)
    files = ImportFile.objects.filter(applied_at__isnull=False, undone_at=None).filter(resolved)
    rows = files.annotate(waiting=Count("concerns")).order_by("applied_at", "pk")
    return [
        WaitingItem(
            kind="close",
            title=f"Close {file.waiting:,} of the import from {file.source}",  # type: ignore[attr-defined]
            sub="They were resolved together, or came in so. Somebody else than who did it closes them.",
            url=file.get_absolute_url(),
            due=_close_by(file),
            what="Close",
            action="Look at it",
            act_url=f"{file.get_absolute_url()}#life",
        )
        for file in rows.defer("content", "map_text")[:MOST]
        if may_decide_batch(member, file) and member.pk != file.started_by_id
    ]


def _close_by(file: ImportFile) -> date | None:
    if file.applied_at is None:
        return None
    return local_day(file.applied_at) + timedelta(days=setting("review_within_days"))
