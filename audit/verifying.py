"""Whether the log is what was written: names the first entry that is not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audit.marks import BEGINNING, digest_after, is_ours
from audit.models import Entry
from audit.sealing import Head

CHUNK = 2000


@dataclass(frozen=True)
class BadEntry:
    """The first place at which the log is not what was written, and what is wrong there."""

    place: int
    why: str

    def __str__(self) -> str:
        return f"Entry {self.place}: {self.why}"


@dataclass(frozen=True)
class Checked:
    """What was looked at: sealed entries, heads found again, and the first bad entry if any."""

    entries: int
    heads: int
    waiting: int
    bad: BadEntry | None = None


def verify(printed: Mapping[str, Head] | Iterable[tuple[str, Head]] = ()) -> Checked:
    """Read the whole chain once. `printed`: heads that stand outside the database, by where.

    A change, a removal or a slipped-in entry breaks the chain where it is; a cut or a rewritten
    end is found by a head that was printed.
    """
    expected: dict[int, list[tuple[str, str]]] = {}
    for where, head in dict(printed).items():
        expected.setdefault(head.place, []).append((where, head.digest))
    heads, place, previous = len(expected.pop(0, [])), 0, BEGINNING
    waiting = Entry.objects.unsealed().count()
    for entry in Entry.objects.sealed().in_order().iterator(CHUNK):
        place += 1
        if why := _wrong_with(entry, place, previous):
            return Checked(place - 1, heads, waiting, BadEntry(place, why))
        previous = entry.digest
        for where, digest in expected.pop(place, []):
            if digest != previous:
                why = f"the log up to here is not the one whose head stands in {where}"
                return Checked(place - 1, heads, waiting, BadEntry(place, why))
            heads += 1
    if expected:
        missing = min(expected)
        where = expected[missing][0][0]
        why = f"{where} has the head of entry {missing}, and the log ends at entry {place}"
        return Checked(place, heads, waiting, BadEntry(place + 1, f"is missing: {why}"))
    return Checked(place, heads, waiting, _bad_among_waiting(place))


def _wrong_with(entry: Entry, place: int, previous: str) -> str:
    if entry.place != place:
        return f"is missing; the next one there is has place {entry.place}"
    if not is_ours(entry):
        return (
            "was not written by Liaison as it stands, or with a SECRET_KEY that is no longer among "
            "SECRET_KEY_FALLBACKS"
        )
    if entry.digest != digest_after(previous, entry):
        return "its digest does not follow from the entries before it"
    return ""


def _bad_among_waiting(place: int) -> BadEntry | None:
    for entry in Entry.objects.unsealed().order_by("pk").iterator(CHUNK):
        place += 1
        if not is_ours(entry):
            return BadEntry(place, "waits for its place and was not written by Liaison")
    return None
