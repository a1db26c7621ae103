"""Writing into the log: a step of somebody's work, a reading, a sign-in; done, or refused.

    @audited("outreach.concerns.escalate")
    def escalate(concern: Concern, *, by: Member, at: datetime, note: str) -> ConcernStep: ...

The step and its entry are one transaction: neither is there without the other. A refused step
changes nothing and leaves one entry that says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from functools import wraps
from threading import Event
from typing import Any, ParamSpec, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import connection, models, transaction
from django.utils import timezone

from audit.acting import acting
from audit.marks import content_of, mark_of
from audit.models import Entry

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
Outcome = Entry.Outcome
NOTHING = ("", "")
# The attribute of a transaction that is committed although a step inside it was refused.
STANDS = "stands_after_a_refusal"
_in_step: ContextVar[bool] = ContextVar("in step", default=False)
# Set by the first entry that this process commits.
_written = Event()


class Refusal(Exception):
    """A step that was not taken for a reason the member is told; raised as a subclass."""


def in_step() -> bool:
    """Whether a noted step is being taken: a transaction that should be short."""
    return _in_step.get()


def written_here() -> bool:
    """Whether this process has added to the log."""
    return _written.is_set()


def note(
    action: str,
    record: models.Model | None = None,
    *,
    by: Any = None,
    kind: str = "",
    key: str = "",
    outcome: str = Outcome.DONE,
    **detail: Any,
) -> Entry:
    """Add one entry. `detail` holds names of fields, counts and other keys, never what people said.

    Without `by` it is done by whoever the request, job or command is for.
    """
    here = acting()
    actor = by or here.actor
    if record is not None:
        kind, key = _named(record)
    elif here.about and not (kind or key):
        kind, key = here.about[-1]
    entry = Entry(
        at=timezone.now(),
        actor=getattr(actor, "pk", None),
        role=getattr(actor, "role", ""),
        action=action,
        kind=kind,
        key=key[:60],
        outcome=outcome,
        detail=detail,
        address=here.address,
        session=here.session,
        request=here.request,
    )
    entry.mark = mark_of(content_of(entry))
    entry.save(force_insert=True)
    transaction.on_commit(_written.set)
    if outcome == Outcome.REFUSED:
        here.refused.append(action)
    return entry


def audited(action: str) -> Callable[[Callable[Asked, Answer]], Callable[Asked, Answer]]:
    """A step of work that is wholly done and noted, or not done at all and noted as refused.

    The record is what the step was given first, or else what it made; the actor is its `by`.
    `action` is its name in the log for good: departments' logs are full of it, so it stays when the
    function is moved or renamed. All names stand in tests/audit/actions.txt.
    """

    def named(step: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
        @wraps(step)
        def noted(*asked: Asked.args, **facts: Asked.kwargs) -> Answer:
            given, by = _record_in(asked), facts.get("by")
            known, alone = _named(given), not _inside_another()
            token = _in_step.set(True)
            try:
                with transaction.atomic():
                    done = step(*asked, **facts)
                    kind, key = next(
                        (
                            one
                            for one in (known, _named(given), _named(_record_in((done,))))
                            if any(one)
                        ),
                        NOTHING,
                    )
                    note(action, kind=kind, key=key, by=by, **_fields(facts))
                    return done
            except (PermissionDenied, Refusal):
                if alone:  # else whatever is around it is undone too, and notes it then
                    kind, key = known
                    note(action, kind=kind, key=key, by=by, outcome=Outcome.REFUSED)
                raise
            finally:
                _in_step.reset(token)

        noted.audited_as = action  # type: ignore[attr-defined]
        return noted

    return named


def refusals_noted(action: str) -> Callable[[Callable[Asked, Answer]], Callable[Asked, Answer]]:
    """For a step that reads for long before its own short transaction, and notes there that it
    was done: here only that `action` was refused."""

    def named(step: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
        @wraps(step)
        def asked_for(*asked: Asked.args, **facts: Asked.kwargs) -> Answer:
            kind, key = _named(_record_in(asked))
            try:
                return step(*asked, **facts)
            except (PermissionDenied, Refusal):
                note(action, kind=kind, key=key, by=facts.get("by"), outcome=Outcome.REFUSED)
                raise

        return asked_for

    return named


def _record_in(given: Sequence[Any]) -> models.Model | None:
    return given[0] if given and isinstance(given[0], models.Model) else None


def _named(record: models.Model | None) -> tuple[str, str]:
    """(kind, key) of a record that has its row; two empty words for what has none."""
    if record is None or record.pk is None:
        return NOTHING
    return record._meta.label_lower, str(record.pk)


def _fields(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Which fields an edit names; not what they say."""
    names = facts.get("fields") or facts.get("changes")
    return {"fields": sorted(names)} if names else {}


def _inside_another() -> bool:
    """Whether a transaction is open already that a refusal undoes.

    One that stands after a refusal too (`pages.sent_once`) does not count: there the entry about
    the refusal is kept.
    """
    return any(not getattr(block, STANDS, False) for block in connection.atomic_blocks)
