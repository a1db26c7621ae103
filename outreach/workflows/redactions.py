"""Taking words out of a concern that should never have been written down there.

They go from the record, its history and every copy but the sealed log and what is issued. What
stays is that it was done: by whom, when, why, and what kind of words it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils.module_loading import import_string

from audit.noting import audited
from audit.redaction import Phrases
from outreach import redacting
from outreach.models import Concern, ConcernNote
from outreach.permissions import may_redact
from outreach.redacting import Cleared
from personnel.history import StepRefused
from personnel.models import Member
from policies.current import local_day


class Kind(models.TextChoices):
    """What was taken out, as it stands on the record."""

    NAME = "name", "A name"
    ADDRESS = "address", "An address"
    NUMBER = "number", "A number of a person, a vehicle or an account"
    BIRTH = "birth", "A date of birth"
    CONTACT = "contact", "A telephone number or an e-mail address"
    HEALTH = "health", "Words on somebody's health"
    CRIMINAL = "criminal", "Criminal justice information"
    OTHER = "other", "Other words"


@audited
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
    phrases = Phrases(words)
    if phrases.are_in(reason):
        raise StepRefused("The reason holds the words themselves. Say why without them.")
    # Nobody saves an older copy over it: the form they have open was made from another version.
    Concern.objects.filter(pk=concern.pk).update(version=F("version") + 1)
    concern.refresh_from_db()
    if not redacting.clear(concern, phrases).rows:
        raise StepRefused("Nothing on this record holds these words. Nothing was changed.")
    if not keep_reporter:
        redacting.clear_reporter(concern, phrases)
    kept = [name for place in _beside() for name in place(concern, phrases).kept]
    concern.refresh_from_db()
    return concern.notes.create(
        kind=ConcernNote.Kind.REDACTED,
        by=by,
        at=at,
        on=local_day(at),
        text=_told(kind, reason, kept),
    )


def _beside() -> list[Callable[[Concern, Phrases], Cleared]]:
    """The places of this room and of those above, which it does not know by itself."""
    return [import_string(name) for name in settings.REDACTION_PLACES]


def _told(kind: str, reason: str, kept: Sequence[str]) -> str:
    said = f"{Kind(kind).label}. {reason}"
    if not kept:
        return said
    return f"{said}\nIssued before and unchanged, so these may hold it: {'; '.join(kept)}."
