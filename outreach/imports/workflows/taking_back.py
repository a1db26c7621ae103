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
from outreach.apart import SERIES
from outreach.imports.permissions import may_undo_import
from outreach.models import (
    CommunityGroup,
    Concern,
    ConcernStep,
    FormerContact,
    ImportFile,
    Representative,
)
from personnel.models import Member
from personnel.notices import overtaken_under
from records.history import StepRefused

EVERY = 500
# What is done with a report by a machine that reads the records, or by a hand that may have counted.
COUNTS = r"^reports\.(assembly\.|writing\.write_narrative)"


def why_not_undone(file: ImportFile) -> str:
    """Why the import cannot be taken back; empty when nobody has touched what came in (row 57)."""
    if not file.is_applied or file.applied_at is None or file.is_undone:
        return "Only what has come in is taken back, and only once."
    told = file.applied or {}
    if told.get("changed"):
        return f"It also changed {file.kind} that were here before."
    if told.get("asked"):
        return "It also asked about the status of groups that were here before."
    return _why_groups(file) if file.kind == ImportFile.Kind.GROUPS else _why_concerns(file)


def refuse_if_touched(file: ImportFile) -> None:
    """Raises StepRefused, with the reason, unless the import can be taken back."""
    if reason := why_not_undone(file):
        raise StepRefused(f"This import cannot be taken back. {reason}")


def _why_concerns(file: ImportFile) -> str:
    made, came_in = Concern.objects.filter(batch=file).order_by(), file.applied_at
    if made.exclude(version=1).exists() or made.exclude(answered_on=None).exists():
        return "Somebody has changed one of its concerns."
    if (
        ConcernStep.objects.filter(concern__batch=file)
        .exclude(at=came_in or file.uploaded_at)
        .exists()
    ):
        return "Somebody has taken a step on one of its concerns."
    if any(relation.exists() for relation in _written_beside(file, Concern, ConcernStep)):
        return "Somebody has written something beside one of its concerns."
    if file.read_at:
        return "Somebody else has opened one of its concerns."
    return _why_counted(file)


def _why_groups(file: ImportFile) -> str:
    """Groups are everybody's to read: only what was written of them counts."""
    if CommunityGroup.objects.filter(batch=file).exclude(version=1).exists():
        return "Somebody has changed one of its groups."
    speaking = Representative.objects.filter(group__batch=file)
    corrected = FormerContact.objects.filter(representative__in=speaking)
    if speaking.exclude(since=None, until=None).exists() or corrected.exists():
        return "Somebody has changed who speaks for one of its groups."
    if any(relation.exists() for relation in _written_beside(file, CommunityGroup, Representative)):
        return "Something else leads to one of its groups already."
    return _why_counted(file)


def _written_beside(file: ImportFile, kind: type[Any], own: type[Any]) -> Iterator[QuerySet[Any]]:
    """The rows of every other table that lead to a record of the import; `own` came in with it."""
    for relation in kind._meta.related_objects:
        model = relation.related_model
        if model is not own:
            yield model._base_manager.filter(**{f"{relation.field.name}__batch": file})


def _why_counted(file: ImportFile) -> str:
    """Whether a report was put together or written on since, or a list of such records left as a
    file. What else is done with a report counts nothing anew."""
    since = Entry.objects.filter(at__gte=file.applied_at, outcome=Entry.Outcome.DONE)
    if since.filter(action__regex=COUNTS).exists():
        return (
            f"A report was put together or written on since; it may have counted these {file.kind}."
        )
    # No import brings in a restricted concern, and a file of one is not told of.
    files = since.filter(action__startswith=f"file outreach:{file.kind[:-1]}")
    if files.exclude(key__istartswith=f"{SERIES}-").exists():
        return f"A list or a sheet of {file.kind} was taken away since; it may hold these."
    return ""


def made_by(file: ImportFile) -> QuerySet[Any]:
    """The records that came in with it, and go with it."""
    made: Any = CommunityGroup if file.kind == ImportFile.Kind.GROUPS else Concern
    return made.objects.filter(batch=file)


@audited("outreach.taking_back.undo")
def undo(file: ImportFile, *, by: Member, at: datetime) -> int:
    """Take back an import that nobody has touched (row 57). Returns how many records went.

    The file's counts and digest stay, and the numbers of concerns are not given out again.
    """
    may_undo_import(by, file).require()
    refuse_if_touched(file)
    undone = ImportFile.objects.filter(pk=file.pk, undone_at=None)
    if not undone.update(undone_at=at, undone_by=by):
        raise StepRefused("Only what has come in is taken back, and only once.")
    file.undone_at, file.undone_by = at, by
    records = made_by(file)
    keys = list(records.values_list("pk", flat=True))
    for start in range(0, len(keys), EVERY):
        records.model._base_manager.filter(pk__in=keys[start : start + EVERY]).delete()
    overtaken_under(f"import:{file.pk}", at=at)
    gone: dict[str, Any] = {file.kind: len(keys), "sha256": file.sha256}
    note("outreach.batches.taken_back", file, by=by, **gone)
    return len(keys)
