"""What the department's policy says, asked by everything above.

The policy in force is read from the database at most once per version and process: the parsed
pack is kept by the version's key, which never changes its content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from policies.models import Department, PolicyVersion, Setting
from policies.packs import Pack
from policies.periods import Period


class NoPolicyAdopted(ImproperlyConfigured):
    """The department has not adopted a policy yet."""


# What is read once for a page that asks again and again; None outside of a page.
_read: ContextVar[dict[date | None, Any] | None] = ContextVar("read", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """The department and each day's policy version are read once; for a page, which adopts none."""
    before = _read.set({})
    try:
        yield
    finally:
        _read.reset(before)


def _once(day: date | None, read: Callable[[], Any]) -> Any:
    kept = _read.get()
    if kept is None:
        return read()
    if day not in kept:
        kept[day] = read()
    return kept[day]


def department() -> Department:
    """The department, or NoPolicyAdopted with the command that makes it."""
    found = known_department()
    if found is None:
        raise NoPolicyAdopted("No policy is adopted. Run: manage.py adopt_policy kinston")
    return found


def known_department() -> Department | None:
    """The department, or None before a policy is adopted."""
    return _once(None, Department.objects.first)


def version_on(day: date) -> PolicyVersion:
    """The policy version that ruled on `day`. Raises NoPolicyAdopted."""
    found = _once(day, lambda: PolicyVersion.objects.defer("content").in_force_on(day))
    if found is None:
        raise NoPolicyAdopted("No policy is adopted. Run: manage.py adopt_policy kinston")
    return found


def policy(day: date | None = None) -> Pack:
    """The pack in force on `day` (today, if none is given)."""
    return pack_of(version_on(day or today()))


def pack_of(version: PolicyVersion) -> Pack:
    return _parsed(version.pk, version.adopted_at) if version.pk else version.pack


@lru_cache(maxsize=32)
def _parsed(version_id: int, adopted_at: datetime) -> Pack:
    return PolicyVersion.objects.get(pk=version_id).pack


def setting(key: str) -> int:
    """The department's number for `key`: its own, else its policy's default.

    Raises KeyError when the policy knows no such setting.
    """
    own = Setting.objects.filter(key=key).values_list("value", flat=True).first()
    return policy().settings[key].value if own is None else own


def numbers(pack: Pack) -> dict[str, int]:
    """Every number of the department at once: its own, else that of `pack`."""
    defaults = {key: entry.value for key, entry in pack.settings.items()}
    return defaults | dict(Setting.objects.values_list("key", "value"))


def title_of(role: str) -> str:
    """What this department calls a role."""
    return policy().title_of(role)


def local_day(moment: datetime) -> date:
    """The department's calendar day at `moment`."""
    return timezone.localtime(moment, department().zone).date()


def today() -> date:
    """The department's calendar day now; for pages and commands, never inside a rule."""
    found = known_department()
    return timezone.localtime(timezone.now(), found.zone if found else None).date()


def parse_period(words: str) -> Period:
    """`2021`, `2021-Q4` or `2021-11` in the department's reporting year. Raises NotAPeriod."""
    return Period.parse(words, starts=department().year_starts)
