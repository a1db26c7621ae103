"""The register of groups: entered by the unit, with boundaries and those who speak for them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from analysis.boundaries import valid_boundary
from demo.diary import Course
from demo.groups import GROUPS
from demo.people import Cast
from demo.places import Group, Speaker, polygon
from demo.scene import Scene
from outreach.groups.workflows import groups
from outreach.models import CommunityGroup, Representative
from personnel.models import Member
from personnel.roles import Role

YEAR = 365.25


def enter_groups(cast: Cast) -> dict[str, CommunityGroup]:
    """Every group by its key, each with a community officer as its liaison."""
    by = cast[Role.UNIT_SUPERVISOR]
    liaisons = (cast.unit * len(GROUPS))[: len(GROUPS)]
    return {
        key: groups.register(_record(group, liaison), by=by)
        for (key, group), liaison in zip(GROUPS.items(), liaisons, strict=True)
    }


def _record(group: Group, liaison: Member) -> CommunityGroup:
    boundary = valid_boundary(polygon(group.corners))
    status = CommunityGroup.Status
    record = CommunityGroup(
        name=group.name,
        kind=group.kind,
        status=status.ACTIVE if group.is_active else status.INACTIVE,
        location=group.location,
        meetings=group.meetings,
        about=group.about,
        liaison=liaison if group.is_active else None,
        boundary=boundary.geometry,
    )
    record.west, record.south, record.east, record.north = boundary.box
    return record


def enter_speakers(scene: Scene, *, begin: datetime, today: date) -> None:
    """Those who spoke for a group before the demo begins, and those who change within it."""
    for key, group in GROUPS.items():
        for speaker in group.speakers:
            scene.diary.enter(_speaks(scene, scene.groups[key], speaker, begin, today))


def _speaks(
    scene: Scene, group: CommunityGroup, speaker: Speaker, begin: datetime, today: date
) -> Course:
    hours, by = scene.hours(speaker.name), scene.cast[Role.UNIT_SUPERVISOR]
    first_day = today - timedelta(days=round(speaker.since * YEAR))
    at = max(hours.on(first_day), begin)
    yield at
    given = speaker.name.split()[0].lower()
    named = Representative(
        name=speaker.name,
        position=speaker.position,
        phone=speaker.phone,
        email=f"{given}@example.org",
        since=first_day,
    )
    groups.name_representative(group, named, by=by, at=at)
    if speaker.until is None:
        return
    last_day = today - timedelta(days=round(speaker.until * YEAR))
    at = max(hours.on(last_day), at + timedelta(hours=1))
    yield at
    groups.end_representative(named, by=by, at=at, last_day=last_day)
