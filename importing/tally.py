"""What became of every row of a file: the counts, which always add up to what was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

# Notes that are kept; a file could earn one with each of its rows.
MOST_NOTES = 1_000


class CountsDisagree(Exception):
    """Rows were read that no count has: a fault of this program, never of the file."""


@dataclass(frozen=True)
class Refusal:
    """A row that cannot be taken. `row` is its number in the file, counted as `Tally` says."""

    row: int
    reason: str


@dataclass(frozen=True)
class Note:
    """Something about a row that was taken which its owner would want to know."""

    row: int
    name: str
    note: str


@dataclass(frozen=True)
class Overlap:
    """Two groups that share ground; `share` is the part of the smaller area, 0 to 1."""

    a: str
    b: str
    share: float

    @property
    def percent(self) -> str:
        return "less than 1%" if self.share < 0.01 else f"{self.share:.0%}"


@dataclass(kw_only=True)
class Tally:
    """The counts of one file.

    Rows are numbered as a spreadsheet shows them: the header is row 1, and a row whose cells hold
    line breaks is still one row. Features of a GeoJSON file are numbered from 1.
    """

    read: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    repeated: int = 0
    left_out: int = 0
    refused: list[Refusal] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    # Of all notes; the first MOST_NOTES are kept.
    note_count: int = 0
    # The largest overlaps, how many were counted, and whether counting ended before all were.
    overlaps: list[Overlap] | None = None
    # Of the new and changed ones, those the file says are over.
    settled: int = 0
    # Of groups that were here before, about so many statuses the unit would be asked.
    asked: int = 0
    overlap_count: int = 0
    overlaps_beyond: bool = False
    # What was noticed about the file as a whole, in sentences.
    remarks: list[str] = field(default_factory=list)

    @property
    def to_write(self) -> int:
        return self.new + self.changed

    @property
    def counted(self) -> int:
        kept = self.new + self.changed + self.same
        return kept + self.repeated + self.left_out + len(self.refused)

    def copy(self) -> Self:
        return replace(self, refused=[*self.refused], notes=[*self.notes], remarks=[*self.remarks])

    def note(self, row: int, name: str, words: str) -> None:
        """Say something about a row that was taken; of very many, the first are kept."""
        self.note_count += 1
        if len(self.notes) < MOST_NOTES:
            self.notes.append(Note(row, name, words))

    def refuse(self, row: int, reason: str) -> None:
        self.refused.append(Refusal(row, reason))

    @property
    def overlap_words(self) -> str:
        """“49 pairs of areas overlap”, “More than 10,000 pairs of areas overlap”."""
        if self.overlaps_beyond:
            return f"More than {self.overlap_count:,} pairs of areas overlap"
        pairs = "pair of areas overlaps" if self.overlap_count == 1 else "pairs of areas overlap"
        return f"{self.overlap_count:,} {pairs}"

    def checked(self) -> Self:
        """Itself, once every row is accounted for. Raises CountsDisagree."""
        if self.counted != self.read:
            raise CountsDisagree(f"{self.read} rows were read and {self.counted} accounted for")
        self.refused.sort(key=lambda refusal: refusal.row)
        self.notes.sort(key=lambda note: note.row)
        return self

    def as_json(self) -> dict[str, Any]:
        """As printed and stored. Overlaps are there where areas were read, notes where any are."""
        counts: dict[str, Any] = {name: getattr(self, name) for name in COUNTS}
        counts["refused"] = [vars(refusal) for refusal in self.refused]
        if self.overlaps is not None:
            counts["overlaps"] = [vars(overlap) for overlap in self.overlaps]
            counts |= {name: getattr(self, name) for name in OF_AREAS}
        counts |= {name: count for name in NOW_AND_THEN if (count := getattr(self, name))}
        if self.remarks:
            counts["remarks"] = list(self.remarks)
        if self.notes or self.overlaps is not None:
            counts["note_count"] = self.note_count
            counts["notes"] = [vars(note) for note in self.notes]
        return counts

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        overlaps = stored.get("overlaps")
        notes = [Note(**note) for note in stored.get("notes", [])]
        return cls(
            **{name: stored[name] for name in COUNTS},
            refused=[Refusal(**refusal) for refusal in stored["refused"]],
            notes=notes,
            note_count=stored.get("note_count", len(notes)),
            **{name: stored.get(name, 0) for name in NOW_AND_THEN},
            remarks=list(stored.get("remarks", [])),
            overlaps=None if overlaps is None else [Overlap(**pair) for pair in overlaps],
            overlap_count=stored.get("overlap_count", len(overlaps or [])),
            overlaps_beyond=stored.get("overlaps_beyond", False),
        )


COUNTS = ("read", "new", "changed", "same", "repeated", "left_out")
# Kept where they are not nothing.
NOW_AND_THEN = ("settled", "asked")
OF_AREAS = ("overlap_count", "overlaps_beyond")
