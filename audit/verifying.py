"""Whether the log is what was written: names the first entries that are not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.db.models import Count, Min

from audit.accepting import accepted_heads
from audit.heads import Head
from audit.marks import BEGINNING, digest_after, is_ours, is_sealed_after
from audit.models import Entry

CHUNK = 2000
# Of what is wrong, so much is told; one broken place does not hide the next.
TOLD = 5


@dataclass(frozen=True)
class BadEntry:
    """A place at which the log is not what was written, and what is wrong there."""

    place: int
    why: str

    def __str__(self) -> str:
        return f"Entry {self.place}: {self.why}"


@dataclass(frozen=True)
class Checked:
    """What was looked at: sealed entries, heads found again, and what is wrong, by place.

    `accepted`: heads that are not in the log, and of which an entry of the log says that it is so.
    """

    entries: int
    heads: int
    waiting: int
    wrong: tuple[BadEntry, ...] = ()
    accepted: int = 0

    @property
    def bad(self) -> BadEntry | None:
        return self.wrong[0] if self.wrong else None


@dataclass
class _Heads:
    """Heads that stand outside the chain, and which of them were found again."""

    expected: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    # Where those stand that came without a place and are the head of no entry.
    nowhere: list[str] = field(default_factory=list)
    found: int = 0
    accepted: int = 0
    differs: bool = False

    def meets(self, entry: Entry) -> Iterator[BadEntry]:
        """Only the first that differs is told: those after it differ because of it."""
        for where, digest in self.expected.pop(entry.place or 0, ()):
            if digest in (entry.seal, entry.digest):
                self.found += 1
            elif not self.differs:
                self.differs = True
                why = f"the log up to here is not the one whose head stands in {where}"
                yield BadEntry(entry.place or 0, why)

    def missing(self, last: int) -> Iterator[BadEntry]:
        for where in self.nowhere:
            yield BadEntry(last + 1, f"is missing: {where} is the head of no entry of this log")
        if not self.expected:
            return
        first = min(self.expected)
        [(where, _), *_] = self.expected[first]
        ends = f"ends at entry {last}" if last else "is empty"
        why = f"is missing: {where} has the head of entry {first}, and the log {ends}"
        yield BadEntry(last + 1, why)


def verify(printed: Iterable[tuple[str, Head]] = ()) -> Checked:
    """Read the whole chain once. `printed`: (where, head) of heads that stand outside it.

    A change, a removal, a copy or a slipped-in entry breaks the chain where it is; a cut or
    replaced end and an emptied log are found by a head that stands somewhere else.
    """
    heads = _expected(printed)
    waiting = Entry.objects.unsealed().count()
    last = _Last()
    wrong = list(islice(_wrong(heads, last), TOLD))
    return Checked(last.entries, heads.found, waiting, tuple(wrong), heads.accepted)


@dataclass
class _Last:
    """How far the reading came: the last good run of entries from the beginning, and the chain."""

    entries: int = 0
    place: int = 0
    seal: str | None = BEGINNING
    digest: str = BEGINNING


def _expected(printed: Iterable[tuple[str, Head]]) -> _Heads:
    heads, accepted = _Heads(), accepted_heads()
    for where, head in printed:
        if head == Head():
            heads.found += 1
        elif head.digest in accepted and not Entry.objects.with_head(head).exists():
            heads.accepted += 1
        elif place := head.place or _place_of(head):
            heads.expected.setdefault(place, []).append((where, head.digest))
        else:
            heads.nowhere.append(where)
    return heads


def _place_of(head: Head) -> int | None:
    entry = Entry.objects.with_head(head).first()
    return entry.place if entry else None


def _wrong(heads: _Heads, last: _Last) -> Iterator[BadEntry]:
    is_whole = True
    for entry in Entry.objects.sealed().in_order().iterator(CHUNK):
        for bad in (*_wrong_with(entry, last), *heads.meets(entry)):
            is_whole = False
            yield bad
        last.place, last.seal, last.digest = entry.place or 0, entry.seal, entry.digest
        last.entries += is_whole
    yield from heads.missing(last.place)
    yield from _wrong_among_waiting(last.place)
    yield from _copies(last.place)


def _wrong_with(entry: Entry, last: _Last) -> Iterator[BadEntry]:
    place = entry.place or 0
    if place != last.place + 1:
        why = f"is missing; the next one there is has place {place}"
        yield BadEntry(last.place + 1, why)
        last.seal = None  # what this entry followed is gone
    if not is_ours(entry):
        yield BadEntry(
            place,
            "was not written by Liaison as it stands, or with a SECRET_KEY that is no longer among "
            "SECRET_KEY_FALLBACKS",
        )
    elif last.seal is not None and not is_sealed_after(last.seal, place, entry):
        yield BadEntry(place, "its seal does not follow from the entries before it")
    elif entry.digest and last.seal and entry.digest != digest_after(last.digest, entry):
        why = "did not follow from the entries before it when the chain was keyed"
        yield BadEntry(place, why)


def _copies(last: int) -> Iterator[BadEntry]:
    """A genuine entry that stands there twice. No two are written with the same mark."""
    marks = Entry.objects.order_by().values("mark").annotate(times=Count("pk"), first=Min("pk"))
    for twice in marks.filter(times__gt=1).order_by("first")[:TOLD]:
        first = Entry.objects.get(pk=twice["first"])
        for copy in Entry.objects.filter(mark=first.mark).exclude(pk=first.pk)[:TOLD]:
            place = copy.place or last + Entry.objects.unsealed().filter(pk__lte=copy.pk).count()
            yield BadEntry(place, f"is a copy of entry {first.place or place - 1}")


def _wrong_among_waiting(place: int) -> Iterator[BadEntry]:
    for entry in Entry.objects.unsealed().order_by("pk").iterator(CHUNK):
        place += 1
        if not is_ours(entry):
            yield BadEntry(place, "waits for its place and was not written by Liaison")
