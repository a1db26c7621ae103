"""Counting tries in the database, so that any number of processes and machines count as one.

Each try is one conditional UPDATE: of twenty that come at the same moment, no more get through
than are left. A window opens with its first try and ends a fixed time later.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F

from personnel.models import Tally


@dataclass(frozen=True)
class Limit:
    """So many tries within a window of so much time, for whatever `named` is about."""

    named: str
    tries: int
    window: timedelta

    def key(self, *about: str) -> str:
        return _digest(self.named, *about)


def _digest(*words: str) -> str:
    """So that the table names no address and no account."""
    said = "\n".join(words).encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, "sha256").hexdigest()


def taken(limit: Limit, *about: str, at: datetime) -> bool:
    """Take one try; False when there is none left in this window."""
    key = limit.key(*about)
    if _one_more(key, limit, at):
        return True
    until = at + limit.window
    if Tally.objects.filter(key=key, until__lte=at).update(used=1, until=until):
        return True
    new = Tally(key=key, about=_digest(about[0]), used=0, until=until)
    Tally.objects.bulk_create([new], ignore_conflicts=True)
    return _one_more(key, limit, at)


def is_left(limit: Limit, *about: str, at: datetime) -> bool:
    """Whether one try is left; takes none."""
    key = limit.key(*about)
    return not Tally.objects.filter(key=key, until__gt=at, used__gte=limit.tries).exists()


def _one_more(key: str, limit: Limit, at: datetime) -> bool:
    left = Tally.objects.filter(key=key, until__gt=at, used__lt=limit.tries)
    return bool(left.update(used=F("used") + 1))


def given_back(limit: Limit, *about: str) -> None:
    """A try that turned out to be right does not count."""
    Tally.objects.filter(key=limit.key(*about), used__gt=0).update(used=F("used") - 1)


def is_counted(about: str, *, at: datetime) -> bool:
    """Whether anything that is first about this counts now."""
    return Tally.objects.filter(about=_digest(about), until__gt=at, used__gt=0).exists()


def forgotten(about: str) -> bool:
    """Forget all that is counted first about this; says whether there was anything."""
    return bool(Tally.objects.filter(about=_digest(about)).delete()[0])


def forget_before(moment: datetime) -> int:
    """Clear away the windows that have ended; says how many."""
    return Tally.objects.filter(until__lte=moment).delete()[0]
