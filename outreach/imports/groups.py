"""Bringing in groups from a GeoJSON file: read, compared with the register, written.

A group is the same group when source and cleaned name are the same. A name that stands in the
file again is *repeated*: the later feature is taken. What people changed here since the last time
stays, as `outreach.imports.remembered` says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Prefetch

from audit.noting import audited
from outreach.boundaries import overlapping
from outreach.imports.geojson import (
    FeatureRefused,
    GroupEntry,
    digest,
    features_of,
    group_entry,
    people_values,
)
from outreach.imports.remembered import clash_words, differences
from outreach.imports.statistics import renew_statistics
from outreach.imports.tally import Note, Overlap, Tally
from outreach.models import CommunityGroup, Representative
from personnel.models import Member
from personnel.notices import tell
from personnel.roles import Role
from policies.current import local_day

AS_THEY_ARE = ("location", "meetings", "about")
BOX = ("west", "south", "east", "north")


@dataclass(frozen=True)
class GroupReading:
    """A file as read: its entries by name, and a tally without what the register knows."""

    source: str
    entries: Mapping[str, GroupEntry]
    tally: Tally


@dataclass
class GroupPlan:
    """What would be written, and the tally that says so."""

    tally: Tally
    new: list[GroupEntry] = field(default_factory=list)
    changed: list[tuple[CommunityGroup, GroupEntry, list[str]]] = field(default_factory=list)


def read_groups(content: bytes, *, source: str) -> GroupReading:
    """The file's groups; changes nothing. Raises CannotRead when it cannot be used at all."""
    tally = Tally(overlaps=[])
    entries: dict[str, GroupEntry] = {}
    for row, feature in enumerate(features_of(content), start=1):
        tally.read += 1
        try:
            entry = group_entry(row, feature)
        except FeatureRefused as reason:
            tally.refuse(row, str(reason))
            continue
        tally.notes += [Note(row, entry.name, note) for note in entry.notes]
        earlier = entries.get(entry.name)
        if earlier:
            tally.repeated += 1
            if earlier.values() != entry.values():
                words = f"Stands twice in the file; this one is taken, not feature {earlier.row}."
                tally.notes.append(Note(row, entry.name, words))
        entries[entry.name] = entry
    return GroupReading(source, entries, tally)


def preview_groups(reading: GroupReading, *, at: datetime) -> Tally:
    """The tally there would be if the file were brought in now."""
    return _planned(reading, on=local_day(at)).tally


@audited
def bring_in_groups(reading: GroupReading, *, at: datetime, by: Member | None = None) -> Tally:
    """Write what is new and changed, all of it or nothing.

    Command hears once that representatives have changed (A-3.B), unless `by` is command.
    """
    day = local_day(at)
    plan = _planned(reading, on=day, lock=True)
    made = CommunityGroup.objects.bulk_create(
        [_group(reading.source, entry) for entry in plan.new], batch_size=200
    )
    _name_people((group, entry) for group, entry in zip(made, plan.new, strict=True))
    for group, entry, told in plan.changed:
        _update(group, entry, told, day)
    _tell_command([g for g, _, told in plan.changed if "representatives" in told], by, at)
    transaction.on_commit(renew_statistics, robust=True)
    return plan.tally


def _planned(reading: GroupReading, *, on: date, lock: bool = False) -> GroupPlan:
    plan = GroupPlan(reading.tally.copy())
    tally = plan.tally
    known = _known_of(reading, on, lock=lock)
    taken = _names_of_others(reading.source)
    for name, entry in reading.entries.items():
        group = known.get(name)
        if group is None and (other := taken.get(name.casefold())) is not None:
            tally.refuse(entry.row, _already_there(name, other))
        elif group is None:
            plan.new.append(entry)
        else:
            told, clash = differences(entry.values(), group.imported, _here(group), entry.values())
            if clash:
                tally.refuse(entry.row, clash_words(name, clash))
            elif told:
                plan.changed.append((group, entry, told))
            else:
                tally.same += 1
    tally.new, tally.changed = len(plan.new), len(plan.changed)
    tally.overlaps = _overlaps(reading, known)
    tally.checked()
    return plan


def _known_of(reading: GroupReading, on: date, *, lock: bool) -> dict[str, CommunityGroup]:
    serving = Prefetch("representatives", Representative.objects.serving_on(on), to_attr="serving")
    found = CommunityGroup.objects.filter(source=reading.source).prefetch_related(serving)
    found = found.select_for_update() if lock else found
    return {group.external_id: group for group in found if group.external_id in reading.entries}


def _names_of_others(source: str) -> dict[str, str]:
    """The sources of the groups that came from elsewhere, "" for those entered here, by name."""
    others = CommunityGroup.objects.exclude(source=source, external_id__gt="")
    return {name.casefold(): source for name, source in others.values_list("name", "source")}


def _already_there(name: str, source: str) -> str:
    if not source:
        return f"“{name}” is in the register already, entered by hand"
    return f"“{name}” is in the register already, from “{source}”; name that as the source"


def _here(group: CommunityGroup) -> dict[str, Any]:
    here: dict[str, Any] = {name: getattr(group, name) for name in AS_THEY_ARE}
    return here | {
        "boundary": digest(group.boundary),
        "representatives": people_values(group.serving),  # type: ignore[attr-defined]
    }


def _group(source: str, entry: GroupEntry) -> CommunityGroup:
    return CommunityGroup(
        name=entry.name,
        source=source,
        external_id=entry.external_id,
        boundary=entry.boundary.geometry,
        imported=entry.values(),
        **dict(zip(BOX, entry.boundary.box, strict=True)),
        **{name: getattr(entry, name) for name in AS_THEY_ARE},
    )


def _update(group: CommunityGroup, entry: GroupEntry, told: list[str], day: date) -> None:
    """Write the fields the file has changed; representatives end and begin (A-3.B)."""
    now = entry.values()
    fresh: dict[str, Any] = {name: now[name] for name in told if name in AS_THEY_ARE}
    if "boundary" in told:
        fresh |= dict(zip(BOX, entry.boundary.box, strict=True))
        fresh["boundary"] = entry.boundary.geometry
    if "representatives" in told:
        _replace_people(group, entry, day)
    fresh["imported"] = {**(group.imported or {}), **{name: now[name] for name in told}}
    for name, value in fresh.items():
        setattr(group, name, value)
    group.save_edit(seen=group.version, fields=list(fresh))


def _replace_people(group: CommunityGroup, entry: GroupEntry, day: date) -> None:
    """End those the file does not name any more, and name those it names now."""
    now = {tuple(person) for person in people_values(entry.people)}
    serving = {tuple(people_values([each])[0]): each for each in group.serving}  # type: ignore[attr-defined]
    for person, representative in serving.items():
        if person not in now:
            last_day = max(day - timedelta(days=1), representative.since or date.min)
            group.representatives.filter(pk=representative.pk).update(until=last_day)
    _name_people([(group, entry)], since=day, but=set(serving))


def _name_people(
    named: Any, *, since: date | None = None, but: set[tuple[str, ...]] | None = None
) -> None:
    Representative.objects.bulk_create(
        [
            Representative(group=group, since=since, **vars(person))
            for group, entry in named
            for person in entry.people
            if tuple(people_values([person])[0]) not in (but or set())
        ],
        batch_size=500,
    )


def _tell_command(groups: list[CommunityGroup], by: Member | None, at: datetime) -> None:
    if not groups:
        return
    names = ", ".join(group.name for group in groups[:3])
    more = f" and {len(groups) - 3} more" if len(groups) > 3 else ""
    tell(
        Member.objects.in_roles(Role.COMMANDER).exclude(pk=by.pk if by else None),
        f"Who speaks for {names}{more} has changed with an import.",
        url=groups[0].get_absolute_url(),
        key=f"representatives:import:{at.isoformat()}",
    )


def _overlaps(reading: GroupReading, known: Mapping[str, CommunityGroup]) -> list[Overlap]:
    """Pairs that share ground, at least one of them from this file, the largest share first."""
    fresh = [
        CommunityGroup(name=entry.name, boundary=entry.boundary.geometry)
        for entry in reading.entries.values()
    ]
    replaced = {group.pk for group in known.values()}
    others = CommunityGroup.objects.active().filter(boundary__isnull=False).exclude(pk__in=replaced)
    pairs = [
        Overlap(pair.one.name, pair.other.name, round(max(pair.of_one, pair.of_other), 4))
        for pair in overlapping([*fresh, *others.only("name", "boundary")])
        if pair.one.pk is None or pair.other.pk is None
    ]
    return sorted(pairs, key=lambda pair: -pair.share)
