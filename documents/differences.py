"""What two versions of a text say differently, word by word. Plain values, without records."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

KEPT, ADDED, REMOVED = "kept", "added", "removed"

# Words of both texts beyond which they are not compared but shown one after the other: twice what
# the longest field of a form holds. Comparing costs more than in proportion to them.
MOST = 8_000
# Words that stay between two changes are read with them when they are fewer.
APART = 3
# Words shown before and after a change; what lies further off is left out.
AROUND = 12

Run = tuple[str, list[str]]


@dataclass(frozen=True)
class Piece:
    """Words in a row that stayed, came or went; `kind` is KEPT, ADDED or REMOVED."""

    kind: str
    words: str


@dataclass(frozen=True)
class Texts:
    """A text as it was and as it is; true where the two differ. They are compared when asked for."""

    before: str
    now: str

    def __bool__(self) -> bool:
        return self.before.split() != self.now.split()

    @cached_property
    def pieces(self) -> list[Piece]:
        return differences(self.before, self.now)


def differences(before: str, now: str) -> list[Piece]:
    """The pieces of both texts in reading order, long unchanged ones shortened; [] for the same.

    Two texts that differ in blanks alone are the same.
    """
    old, new = _words(before), _words(now)
    if old == new:
        return []
    if len(old) + len(new) > MOST:
        return [Piece(REMOVED, " ".join(old)), Piece(ADDED, " ".join(new))]
    runs = _together(list(_runs(old, new)))
    return list(_shortened(runs))


def _words(text: str) -> list[str]:
    """Words, and the breaks between paragraphs."""
    return re.findall(r"\S+|\n(?=\s*\S)", text.strip())


def _runs(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            yield KEPT, list(new[j1:j2])
        else:
            yield REMOVED, list(old[i1:i2])
            yield ADDED, list(new[j1:j2])


def _together(runs: Sequence[Run]) -> list[Run]:
    """Changes that only a word or two keeps apart are read as one: what went, then what came."""
    merged: list[Run] = []
    for place, (kind, words) in enumerate(runs):
        if kind != KEPT:
            _take_in(merged, kind, words)
        elif len(words) < APART and 0 < place < len(runs) - 1:
            _take_in(merged, REMOVED, words)
            _take_in(merged, ADDED, words)
        else:
            merged.append((kind, words))
    return merged


def _take_in(runs: list[Run], kind: str, words: Sequence[str]) -> None:
    """Add changed words to the change that is being read, or begin one."""
    if not runs or runs[-1][0] == KEPT:
        runs += [(REMOVED, []), (ADDED, [])]
    removed, added = runs[-2], runs[-1]
    (removed if kind == REMOVED else added)[1].extend(words)


def _shortened(runs: Sequence[Run]) -> Iterator[Piece]:
    for place, (kind, words) in enumerate(runs):
        if kind == KEPT:
            words = _near_a_change(words, first=place == 0, last=place == len(runs) - 1)
        if words:
            yield Piece(kind, " ".join(words))


def _near_a_change(words: list[str], *, first: bool, last: bool) -> list[str]:
    """Of words that stayed, those next to a change."""
    start = [] if first else words[:AROUND]
    end = [] if last else words[-AROUND:]
    if len(start) + len(end) >= len(words):
        return words
    return [*start, "…", *end]
