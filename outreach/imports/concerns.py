"""Bringing in concerns from a CSV file: read, compared with what is here, written.

What counts as what:

* A row whose `external_id` stands in the file again is *repeated*. Where two copies differ, the
  later one is taken, still only one counts, and the tally says which rows and in what.
* A row is *changed* when the file says something else than it did last time, which every concern
  remembers (`Concern.imported`). What people edited here stays, and the row is the *same*, as
  long as the file repeats itself.
* A field that was edited here and that the file changes too is refused with its row: a person
  has to decide (`importing.remembered`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from importing.reading import Row
from importing.remembered import clash_words, differences
from importing.tables import open_table
from importing.tally import Tally
from outreach.imports.concern_maps import ConcernMap
from outreach.imports.entries import Entry, RowReader
from outreach.imports.redacted import left_out
from outreach.imports.row_cells import RowRefused
from outreach.models import Concern
from policies.current import department, local_day
from policies.models import Category

EVERY = 500

Progress = Callable[[int], None]
# (concern, the fields the file would change) -> why it may not, or nothing.
MayNot = Callable[["Concern", "Collection[str]"], str]


@dataclass(frozen=True)
class Reading:
    """A file as read: its entries by external id, and a tally without what the database knows."""

    source: str
    mapped: frozenset[str]
    entries: Mapping[str, Entry]
    tally: Tally


@dataclass(frozen=True)
class Known:
    """A concern that was brought in before. `imported` is None if nobody remembers from what."""

    concern: Concern
    here: Mapping[str, Any]
    imported: Mapping[str, Any] | None
    work_began: bool = False


@dataclass
class Plan:
    """What would be written, and the tally that says so."""

    tally: Tally
    new: list[Entry] = field(default_factory=list)
    changed: list[tuple[Known, Entry, list[str]]] = field(default_factory=list)


def read_concerns(
    content: bytes, concern_map: ConcernMap, *, at: datetime, progress: Progress = lambda _: None
) -> Reading:
    """The file's entries by the map; changes nothing. `at`: now, no concern was logged later.

    Raises CannotRead when the file or the map cannot be used at all.
    """
    source = concern_map.source
    table = open_table(content, source.layout, wanted=concern_map.columns_named())
    reader = RowReader(
        concern_map,
        table.header,
        categories=dict(Category.objects.values_list("key", "name")),
        zone=department().zone,
        today=local_day(at),
    )
    reading = entries_of(
        source.name, reader, table.rows, mapped=_mapped(concern_map), progress=progress
    )
    reading.tally.remarks[:0] = table.remarks
    return replace(reading, entries=left_out(dict(reading.entries), reading.tally))


def _mapped(concern_map: ConcernMap) -> set[str]:
    """The fields the file speaks of; a summary it always gives, if only by its category."""
    mapped = {name for name, column in concern_map.columns if column is not None}
    if concern_map.source.finished:
        mapped.add("settled_on")
    return mapped | {"summary"} | ({"time"} if concern_map.columns.logged_on.has_time else set())


def entries_of(
    source: str,
    reader: RowReader,
    rows: Iterable[Row],
    *,
    mapped: Iterable[str],
    progress: Progress = lambda _: None,
) -> Reading:
    """Every row's entry, or its place in the tally."""
    tally = Tally()
    entries: dict[str, Entry] = {}
    differing: set[str] = set()
    for row in rows:
        tally.read += 1
        if tally.read % EVERY == 0:
            progress(tally.read)
        try:
            if not reader.wants(row):
                tally.left_out += 1
                continue
            entry = reader.entry(row)
        except RowRefused as reason:
            tally.refuse(row.number, str(reason))
            continue
        if earlier := entries.get(entry.external_id):
            tally.repeated += 1
            if other := _differing(earlier, entry):
                differing.add(entry.external_id)
                words = f"Row {earlier.row} has this id too, with another {other}; this row counts."
                tally.note(row.number, entry.external_id, words)
        entries[entry.external_id] = entry
    tally.remarks += [*_not_unique(len(differing), reader.id_words), *reader.noticed.sentences()]
    return Reading(source, frozenset(mapped), entries, tally)


def _differing(earlier: Entry, entry: Entry) -> str:
    """The fields in which two rows of one id differ, in words; empty when they say the same."""
    before, now = earlier.values(), entry.values()
    return ", ".join(name.replace("_", " ") for name in now if now[name] != before[name])


def _not_unique(count: int, column: str) -> list[str]:
    if not count:
        return []
    stand = "number stands" if count == 1 else "numbers stand"
    words = (
        f"{column} does not tell the rows apart: {count:,} {stand} in several rows that say "
        "different things. Only the last row of each comes in. Choose another column if they are "
        "different records."
    )
    return [words]


def anybody(concern: Concern, fields: Collection[str]) -> str:
    """The verdict of a trial in nobody's name: every change may be made."""
    return ""


def compared(reading: Reading, known: Mapping[str, Known], refused: MayNot = anybody) -> Plan:
    """What of the reading is new, changed or the same; pure.

    `refused` says why a concern's fields may not be changed by whoever brings in, else nothing.
    """
    tally = reading.tally.copy()
    plan = Plan(tally)
    for external_id, entry in reading.entries.items():
        before = known.get(external_id)
        if before is None:
            plan.new.append(entry)
            continue
        told, clash = _told(entry, before, reading.mapped)
        if clash:
            tally.refuse(entry.row, clash_words(before.concern.number, clash))
        elif told and (reason := refused(before.concern, told)):
            tally.refuse(entry.row, f"{before.concern.number}: {reason}")
        elif told:
            plan.changed.append((before, entry, told))
        else:
            tally.same += 1
    plan.new.sort(key=lambda entry: (entry.logged_on, str(entry.time or ""), entry.row))
    tally.new, tally.changed = len(plan.new), len(plan.changed)
    tally.settled = sum(entry.settled_on is not None for entry in plan.new) + sum(
        "settled_on" in told for _, _, told in plan.changed
    )
    tally.checked()
    return plan


def _told(entry: Entry, before: Known, mapped: Iterable[str]) -> tuple[list[str], list[str]]:
    now = entry.values()
    fields = [name for name in now if name in mapped]
    told, clash = differences(now, before.imported, before.here, fields)
    # A file may say that a concern was settled, unless somebody is at work on it; never the
    # opposite, which is a decision.
    moved = before.work_began or now["settled_on"] is None
    if "settled_on" in told and "settled_on" not in clash and moved:
        clash.append("settled_on")
    return told, clash
