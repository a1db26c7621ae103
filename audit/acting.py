"""Who is at work, from where and in which request: what every entry of the log says besides the deed.

Kept per thread of work, so that no workflow hands it on. A web request, a job and a command each
say once what they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class Acting:
    """`actor`: a member, or None for the machine itself. `session`: a digest, never the key.
    `refused`: the actions that were refused so far. `about`: kind and key of each record that what
    is noted of the request without one of its own belongs to.
    """

    actor: Any = None
    address: str = ""
    session: str = ""
    request: str = ""
    refused: list[str] = field(default_factory=list, compare=False)
    about: list[tuple[str, str]] = field(default_factory=list, compare=False)


_acting: ContextVar[Acting | None] = ContextVar("acting", default=None)


def acting() -> Acting:
    return _acting.get() or Acting()


def now_acting(**facts: Any) -> None:
    """More is known of who acts; holds until the surrounding `acting_as` ends."""
    _acting.set(replace(acting(), **facts))


@contextmanager
def acting_as(**facts: Any) -> Iterator[None]:
    """What is done inside is done by these: `actor`, `address`, `session`, `request`."""
    token = _acting.set(replace(acting(), refused=[], about=[], **facts))
    try:
        yield
    finally:
        _acting.reset(token)


def now_about(kind: str, key: object) -> None:
    """What this request or job notes from here on, and names no record, belongs to this one: who may
    not know of the record does not read it."""
    acting().about.append((kind, str(key)))
