"""Taking back an import that nobody has touched (row 57).

Nothing is deleted in this product but this: a wrong column is noticed a minute later, and a thousand
wrong records are worse than a gap. The file, its counts, its digest and the log stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from audit.models import Entry
from audit.noting import audited, note
from outreach.models import Concern, ConcernStep, ImportFile
from outreach.permissions import may_undo_import
from personnel.history import StepRefused
from personnel.models import Member

EVERY = 500


def why_not_undone(file: ImportFile) -> str:
    """Why the import cannot be taken back; empty when nobody has touched what came in (row 57)."""
    if not file.is_applied or file.applied_at is None or file.is_undone:
        return "Only what has come in is taken back, and only once."
    if file.kind != ImportFile.Kind.CONCERNS:
        return "Groups are not taken back; the register keeps them."
    if (file.applied or {}).get("changed"):
        return "It also changed concerns that were here before."
    made = Concern.objects.filter(batch=file).order_by()
    if made.exclude(version=1).exists() or made.exclude(answered_on=None).exists():
        return "Somebody has changed one of its concerns."
    if ConcernStep.objects.filter(concern__batch=file).exclude(at=file.applied_at).exists():
        return "Somebody has taken a step on one of its concerns."
    if any(relation.exists() for relation in _written_beside(file)):
        return "Somebody has written something beside one of its concerns."
    return _why_read(file)


def _written_beside(file: ImportFile) -> Iterator[QuerySet[Any]]:
    """The rows of every other table that lead to a concern of the import."""
    for relation in Concern._meta.related_objects:
        model = relation.related_model
        if model is not ConcernStep:
            yield model._base_manager.filter(**{f"{relation.field.name}__batch": file})


def _why_read(file: ImportFile) -> str:
    """Whether somebody else has read what came in, took it away, or put a report together."""
    if file.read_at:
        return "Somebody else has opened one of its concerns."
    since = Entry.objects.filter(at__gte=file.applied_at, outcome=Entry.Outcome.DONE)
    if since.filter(action__startswith="reports.").exists():
        return "A report was worked on since; it may have counted these concerns."
    if since.filter(action__startswith="file outreach:concern").exists():
        return "A list or a sheet of concerns was taken away since; it may hold these."
    return ""


@audited
def undo(file: ImportFile, *, by: Member, at: datetime) -> int:
    """Take back an import that nobody has touched (row 57). Returns how many concerns went.

    The file's counts and digest stay, and their numbers are not given out again.
    """
    may_undo_import(by, file).require()
    if reason := why_not_undone(file):
        raise StepRefused(f"This import cannot be taken back. {reason}")
    undone = ImportFile.objects.filter(pk=file.pk, undone_at=None)
    if not undone.update(undone_at=at, undone_by=by):
        raise StepRefused("Only what has come in is taken back, and only once.")
    file.undone_at, file.undone_by = at, by
    keys = list(file.concerns.values_list("pk", flat=True))
    for start in range(0, len(keys), EVERY):
        Concern.objects.filter(pk__in=keys[start : start + EVERY]).delete()
    note("outreach.batches.taken_back", file, by=by, concerns=len(keys), sha256=file.sha256)
    return len(keys)
