"""What a record went through: every step with who, when and why."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any, ClassVar, TypeVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from audit import rounds
from audit.noting import Refusal
from documents.statuses import StatusChoices, StatusField

Record = TypeVar("Record", bound=models.Model)
Steps = Mapping[Any, AbstractSet[Any]]


class StepRefused(Refusal):
    """The record is not at a point from which this step can be taken."""


class StaleRecord(Refusal):
    """Somebody else changed the record after this person read it."""


class StatusChange(models.Model):
    """One step of a record. Which record's, and its `Status`, says whoever inherits this."""

    Status: ClassVar[type[StatusChoices]]

    from_status = StatusField(blank=True)
    to_status = StatusField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    note = models.TextField(blank=True)

    class Meta:
        abstract = True
        ordering = ["at", "pk"]


def refuse_if_redacted_since(seen: int) -> None:
    """Inside the transaction that writes what was read before it: nothing was redacted after
    number `seen` (`audit.rounds`), and nothing is until it has ended. Raises StepRefused."""
    try:
        rounds.refuse_if_later_than(seen)
    except rounds.WordsTakenOut:
        raise StepRefused(
            "Words were redacted while this was read. Nothing was changed; do it once more."
        ) from None


def check_onward(record: Any, to: str, *, steps: Steps) -> None:
    """Raise StepRefused, as `move` would, unless `record` can come to status `to` from where it
    stands: asked before a page asks for what the step needs."""
    if to not in steps[type(record).Status(record.status)]:
        raise _no_way(type(record), record.status, to)


def _no_way(kind: Any, now: str | None, to: str) -> StepRefused:
    words = {status.value: status.words for status in kind.Status}
    return StepRefused(
        f"This cannot go from “{words.get(now, now)}” to “{words.get(to, to)}”. "
        "Nothing was changed; look at where it stands now."
    )


def move(
    record: Any, to: str, *, steps: Steps, still: Mapping[str, Any] | None = None, **facts: Any
) -> str:
    """Bring `record` to status `to` if `steps` allows it, and write `facts` with it.

    What `still` names has to be in the row as given: an owner, say, whom the page showed.

    One conditional UPDATE, so of two people taking a step at once one is refused, on SQLite as
    on PostgreSQL. Returns the status it came from. Raises StepRefused.
    """
    came_from = [status for status, onward in steps.items() if to in onward]
    before = record.status
    taken = (
        type(record)
        ._base_manager.filter(pk=record.pk, status=before, status__in=came_from, **(still or {}))
        .update(status=to, **facts)
    )
    if not taken:
        now = (
            type(record)._base_manager.filter(pk=record.pk).values_list("status", flat=True).first()
        )
        if still and now == before and now in came_from:
            raise StepRefused(
                "Somebody changed it while you were looking. "
                "Nothing was changed; look at where it stands now."
            )
        raise _no_way(type(record), now, to)
    record.status = to
    for name, value in facts.items():
        setattr(record, name, value)
    return str(before)
