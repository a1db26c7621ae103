"""Taking words out of a record that should never have been written down there.

They go from the record, its history and every copy but the sealed log and what is issued. What
stays is that it was done: by whom, when, why, and what kind of words it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F, Model, QuerySet
from django.utils.module_loading import import_string

from audit import rounds
from audit.models import Redaction
from audit.noting import audited
from audit.redaction import Phrases
from outreach.models import Concern, ConcernNote
from outreach.redactions import redacting
from outreach.redactions.permissions import may_redact
from outreach.redactions.redacting import Cleared, Traces
from outreach.redactions.subjects import subjects
from personnel.models import Member
from personnel.notices import tell
from personnel.roles import COMMAND
from policies.current import local_day
from records.history import StepRefused

Kind = Redaction.Kind
HELD_NOWHERE = "Nothing on this record holds these words. Nothing was changed."
IN_THE_REASON = "The reason holds the words themselves. Say why without them."


@audited("outreach.redactions.redact")
def redact(
    concern: Concern,
    *,
    by: Member,
    at: datetime,
    words: Sequence[str],
    kind: str,
    reason: str,
    keep_reporter: bool = False,
) -> ConcernNote:
    """Take `words` out of `concern` and of everything made of it; leave a note without them.

    `keep_reporter` leaves them where it says who raised it, which is kept apart. Raises
    StepRefused when the record does not hold them, or when `reason` does.
    """
    may_redact(by, concern).require()
    phrases = _phrases(words, reason)
    rounds.begin()
    # Nobody saves an older copy over it: the form they have open was made from another version.
    Concern.objects.filter(pk=concern.pk).update(version=F("version") + 1)
    concern.refresh_from_db()
    traces = redacting.traces_of_concern(concern)
    if not redacting.clear(concern, phrases).rows:
        raise StepRefused(HELD_NOWHERE)
    if not keep_reporter:
        redacting.clear_reporter(concern, phrases)
    kept = _cleared_beside(traces, phrases)
    concern.refresh_from_db()
    done = _recorded("concern", concern, by, at, kind, reason, kept)
    _tell_command(done, concern.number, concern, Concern.objects.visible_to)
    return concern.notes.create(
        kind=ConcernNote.Kind.REDACTED, by=by, at=at, on=local_day(at), text=told(done)
    )


@audited("outreach.redactions.redact_record")
def redact_record(
    record: Model,
    *,
    subject: str,
    by: Member,
    at: datetime,
    words: Sequence[str],
    kind: str,
    reason: str,
) -> tuple[str, ...]:
    """The same for any other record; `subject` is its kind in `outreach.redactions.subjects`.

    Gives what the records are called that it had the words from, and that hold them still. Raises
    PermissionDenied, and StepRefused when the record does not hold them or `reason` does.
    """
    known = subjects()[subject]
    known.may(by, record).require()
    phrases = _phrases(words, reason)
    rounds.begin()
    record.refresh_from_db()
    traces = known.traces(record)
    cleared = known.clear(record, phrases)
    if not cleared.rows:
        raise StepRefused(HELD_NOWHERE)
    kept = [*cleared.kept, *_cleared_beside(traces, phrases)]
    done = _recorded(subject, record, by, at, kind, reason, kept)
    _tell_command(done, f"a record ({known.words})", record, known.visible_to)
    return cleared.told_by


def _tell_command(
    done: Redaction,
    called: str,
    record: Any,
    visible_to: Callable[[Member], QuerySet[Any]],
) -> None:
    """Those of command who may see the record hear of it, but not of what the words were."""
    command = Member.objects.in_roles(*COMMAND).exclude(pk=done.by.pk)
    tell(
        [one for one in command if visible_to(one).filter(pk=record.pk).exists()],
        f"{done.by} took words out of {called}: {done.get_kind_display()}.",
        url=record.get_absolute_url(),
        key=f"redaction:{done.pk}",
        command_only=bool(getattr(record, "restricted", False)),
    )


def told(done: Redaction) -> str:
    """What stands on the record about it."""
    said = f"{done.get_kind_display()}. {done.reason}"
    if not done.kept:
        return said
    return f"{said}\nIssued before and unchanged, so these may hold it: {done.kept}."


def _phrases(words: Sequence[str], reason: str) -> Phrases:
    phrases = Phrases(words)
    if phrases.are_in(reason):
        raise StepRefused(IN_THE_REASON)
    return phrases


def _cleared_beside(traces: Traces, phrases: Phrases) -> list[str]:
    """Clear the places of this room and of those above, which it does not know by itself."""
    return [name for place in _places_beside() for name in place(traces, phrases).kept]


def _places_beside() -> list[Callable[[Traces, Phrases], Cleared]]:
    return [import_string(name) for name in settings.REDACTION_PLACES]


def _recorded(
    subject: str,
    record: Any,
    by: Member,
    at: datetime,
    kind: str,
    reason: str,
    kept: Sequence[str],
) -> Redaction:
    return Redaction.objects.create(
        record=subject,
        key=record.pk,
        by=by,
        at=at,
        kind=kind,
        reason=reason,
        kept="; ".join(kept),
    )
