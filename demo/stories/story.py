"""What a story is made of: what was said, what was done about it, and how it ended.

`{place}` in any text stands for where it happened.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Advice:
    """A recommended action: its kind, what is to be done, notes as it moves, and how many times."""

    kind: str
    what: str
    notes: tuple[str, ...]
    total: int | None = None


@dataclass(frozen=True)
class Passed:
    """A referral: to an agency, or to the detectives' division where `to` is empty."""

    to: str
    reason: str
    found: tuple[str, ...]
    outcome: str


@dataclass(frozen=True, kw_only=True)
class Story:
    """One thing that troubles people. `said` has one entry for each time somebody raises it."""

    category: str
    summary: str
    said: tuple[str, ...]
    places: tuple[str, ...]
    efforts: tuple[str, ...]
    answer: str
    settled: str
    advice: Advice | None = None
    passed: Passed | None = None
    potential: bool = False
    # Days between two times it is raised.
    gap: int = 80
