"""Bringing in groups from a file of areas: read, compared with the register, written.

A group is the same group when source and name are the same, however the name is spelled. A name
that stands in the file again is *repeated*: the later feature is taken. What people changed here
since the last time stays, as `importing.remembered` says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from audit.noting import audited
from documents.spelling import folded
from importing.remembered import clash_words, differences
from importing.statistics import renew_statistics
from importing.tally import Tally
from importing.technical import without_technical
from outreach.imports.group_entries import GroupEntry, people_values
from outreach.imports.group_maps import GroupMap
from outreach.imports.group_places import digest, exact_digest
from outreach.imports.group_reading import read_features
from outreach.imports.group_statuses import Said, propose, said_of
from outreach.imports.group_statuses import tell as tell_statuses
from outreach.imports.redacted import left_out_of_groups
from outreach.imports.register_overlaps import overlaps_with_register
from outreach.models import CommunityGroup, ImportFile, Representative
from personnel.models import Member
from personnel.notices import tell
from personnel.roles import Role
from policies.current import local_day

AS_THEY_ARE = ("location", "meetings", "about")
BOX = ("west", "south", "east", "north")
EVERY = 200


@dataclass(frozen=True)
class GroupReading:
    """A file as read: its entries by name in one spelling, its map, whether that was guessed, and
    a tally without what the register knows."""

    source: str
    entries: Mapping[str, GroupEntry]
    tally: Tally
    group_map: GroupMap


@dataclass
class GroupPlan:
    """What would be written, and the tally that says so."""

    tally: Tally
    new: list[GroupEntry] = field(default_factory=list)
    changed: list[tuple[CommunityGroup, GroupEntry, list[str]]] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)


def read_groups(
    content: bytes,
    *,
    source: str,
    group_map: GroupMap | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> GroupReading:
    """The file's groups, by a map or by what its properties seem to be; changes nothing.

    `source` is where they come from unless the map says it. `progress` is told how many features
    are read. Raises CannotRead when the file cannot be used at all.
    """
    found = read_features(content, group_map, progress)
    source = found.group_map.source.name or source
    tally = found.tally
    entries = left_out_of_groups(dict(found.entries), tally)
    overlaps = overlaps_with_register(list(entries.values()), source)
    tally.overlaps, tally.overlap_count = overlaps.named, overlaps.count
    tally.overlaps_beyond = overlaps.is_more
    return GroupReading(source, entries, tally, found.group_map)


def preview_groups(reading: GroupReading, *, at: datetime) -> Tally:
    """The tally there would be if the file were brought in now."""
    return _planned(reading, on=local_day(at)).tally


@audited("outreach.imports.groups.bring_in_groups")
def bring_in_groups(
    reading: GroupReading,
    *,
    at: datetime,
    by: Member | None = None,
    batch: ImportFile | None = None,
) -> Tally:
    """Write what is new and changed, all of it or nothing.

    Command hears once that representatives have changed (A-3.B), unless `by` is command.
    """
    day = local_day(at)
    plan = _planned(reading, on=day, lock=True)
    for start in range(0, len(plan.new), EVERY):
        some = plan.new[start : start + EVERY]
        made = CommunityGroup.objects.bulk_create(
            [_group(reading.source, one, batch) for one in some]
        )
        _name_people(zip(made, some, strict=True))
    for group, entry, told in plan.changed:
        _update(group, entry, told, day)
    propose(plan.said, day)
    _tell_command([g for g, _, told in plan.changed if "representatives" in told], by, at)
    transaction.on_commit(renew_statistics, robust=True)
    return plan.tally


def _planned(reading: GroupReading, *, on: date, lock: bool = False) -> GroupPlan:
    plan = GroupPlan(reading.tally.copy())
    tally = plan.tally
    known = _known_of(reading, on, lock=lock)
    outlines = _outlines_of(reading.source)
    taken = _names_of_others(reading.source)
    for key, entry in reading.entries.items():
        group = known.get(key)
        if group is None and (other := taken.get(key)) is not None:
            tally.refuse(entry.row, _already_there(entry.name, other))
        elif group is None:
            plan.new.append(entry)
        else:
            now, then = entry.values(), _remembered(group, entry)
            here = _here(group, outlines.get(group.pk))
            told, clash = differences(now, then, here, now)
            if clash:
                tally.refuse(entry.row, clash_words(entry.name, clash))
            elif told:
                plan.changed.append((group, entry, told))
            else:
                tally.same += 1
    tally.new, tally.changed = len(plan.new), len(plan.changed)
    plan.said = said_of(reading.entries, known, _gone(reading, known), reading.source)
    tell_statuses(tally, plan.said)
    tally.asked = len(plan.said)
    tally.checked()
    return plan


def _known_of(reading: GroupReading, on: date, *, lock: bool) -> dict[str, CommunityGroup]:
    """The groups of this source by name in one spelling, without their boundaries."""
    serving = Prefetch("representatives", Representative.objects.serving_on(on), to_attr="serving")
    found = _of_source(reading.source).defer("boundary").prefetch_related(serving)
    found = found.select_for_update() if lock else found
    known: dict[str, CommunityGroup] = {}
    for group in found:
        key = folded(group.external_id)
        entry = reading.entries.get(key)
        # Spelled exactly so goes first, where earlier versions took two spellings for two groups.
        if entry and (key not in known or group.external_id == entry.external_id):
            known[key] = group
    return known


def _gone(reading: GroupReading, known: Mapping[str, CommunityGroup]) -> list[CommunityGroup]:
    """Groups of this source that the file does not name any more.

    Nobody is, where a feature was refused: it may be the one. Where the file names no standing
    group at all, it is another file under the same name.
    """
    if reading.tally.refused or not known:
        return []
    found = _of_source(reading.source).filter(imported__isnull=False).defer("boundary")
    return [one for one in found if folded(one.external_id) not in reading.entries]


def _of_source(source: str) -> QuerySet[CommunityGroup]:
    return CommunityGroup.objects.filter(source=source, external_id__gt="")


def _outlines_of(source: str) -> dict[int, tuple[str | None, str | None]]:
    """The stand-ins of the boundaries here, of now and of earlier versions, by key."""
    found = _of_source(source).filter(boundary__isnull=False).values_list("pk", "boundary")
    return {
        key: (digest(boundary), exact_digest(boundary))
        for key, boundary in found.order_by().iterator(EVERY)
    }


def _names_of_others(source: str) -> dict[str, str]:
    """The sources of the groups that came from elsewhere, "" for those entered here, by name."""
    others = CommunityGroup.objects.exclude(source=source, external_id__gt="").order_by()
    return {folded(name): source for name, source in others.values_list("name", "source")}


def _already_there(name: str, source: str) -> str:
    if not source:
        return f"“{name}” is in the register already, entered by hand"
    return f"“{name}” is in the register already, from “{source}”; name that as the source"


def _remembered(group: CommunityGroup, entry: GroupEntry) -> dict[str, Any] | None:
    """What the file said last, as it is compared today: without technical properties, a boundary by
    its digest."""
    if group.imported is None:
        return None
    then = dict(group.imported)
    then["about"] = without_technical(then.get("about") or "")
    if then.get("boundary") and then["boundary"] == exact_digest(entry.boundary):
        then["boundary"] = entry.digest
    return then


def _here(group: CommunityGroup, outline: tuple[str | None, str | None] | None) -> dict[str, Any]:
    here: dict[str, Any] = {name: getattr(group, name) for name in AS_THEY_ARE}
    now, earlier = outline or (None, None)
    # Untouched since an earlier version remembered it in its way.
    untouched = group.imported is not None and group.imported.get("boundary") == earlier
    return here | {
        "about": without_technical(group.about),
        "boundary": group.imported["boundary"] if untouched and group.imported else now,
        "representatives": people_values(group.serving),  # type: ignore[attr-defined]
    }


def _group(source: str, entry: GroupEntry, batch: ImportFile | None) -> CommunityGroup:
    return CommunityGroup(
        batch=batch,
        name=entry.name,
        source=source,
        external_id=entry.external_id,
        boundary=entry.boundary,
        imported={**entry.values(), "status": entry.status},
        status=entry.status or CommunityGroup.Status.ACTIVE,
        **dict(zip(BOX, entry.box, strict=True)),
        **{name: getattr(entry, name) for name in AS_THEY_ARE},
    )


def _update(group: CommunityGroup, entry: GroupEntry, told: list[str], day: date) -> None:
    """Write the fields the file has changed; representatives end and begin (A-3.B)."""
    now = entry.values()
    fresh: dict[str, Any] = {name: now[name] for name in told if name in AS_THEY_ARE}
    if "boundary" in told:
        fresh |= dict(zip(BOX, entry.box, strict=True))
        fresh["boundary"] = entry.boundary
    if "representatives" in told:
        _replace_people(group, entry, day)
    fresh["imported"] = {**(group.imported or {}), **{name: now[name] for name in told}}
    for name, value in fresh.items():
        setattr(group, name, value)
    group.save_edit(seen=group.version, fields=list(fresh))


def _replace_people(group: CommunityGroup, entry: GroupEntry, day: date) -> None:
    """End those the file does not name any more, and name those it names now."""
    now = {_told(person) for person in entry.people}
    serving = {_told(each): each for each in group.serving}  # type: ignore[attr-defined]
    for person, representative in serving.items():
        if person not in now:
            last_day = max(day - timedelta(days=1), representative.since or date.min)
            group.representatives.filter(pk=representative.pk).update(until=last_day)
    _name_people([(group, entry)], since=day, but=set(serving))


def _told(person: Any) -> tuple[str, ...]:
    """A person in one spelling, to be found again."""
    return tuple(folded(fact) for fact in people_values([person])[0])


def _name_people(
    named: Any, *, since: date | None = None, but: set[tuple[str, ...]] | None = None
) -> None:
    Representative.objects.bulk_create(
        [
            Representative(group=group, since=since, **vars(person))
            for group, entry in named
            for person in entry.people
            if _told(person) not in (but or set())
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
