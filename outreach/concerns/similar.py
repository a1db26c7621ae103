"""Concerns like another one: the same kind, open or recent, at the same place or group."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from django.db.models import Q

from outreach.concerns.similar_places import same_street, telling_letters
from outreach.models import CommunityGroup, Concern
from personnel.models import Member
from policies.models import Category

RECENT = timedelta(days=90)
SHOWN = 5
# About three blocks, in degrees.
NEAR = 0.004
# So many of the newest that may be alike are looked at more closely.
MOST_LOOKED_AT = 300


@dataclass(frozen=True)
class Where:
    """Where something was, as far as it is known."""

    place: str = ""
    group: CommunityGroup | None = None
    latitude: float | None = None
    longitude: float | None = None


def like(
    category: Category, where: Where, *, member: Member, day: date, but: Concern | None = None
) -> list[Concern]:
    """Up to SHOWN concerns of this category at this place that `member` may see, newest first.

    Open ones, and those logged within RECENT of `day`; none when nothing is known of the place.
    """
    there = _perhaps_there(where)
    if not there:
        return []
    seen = Concern.objects.visible_to(member).select_related("category")
    current = Q(settled_on=None) | Q(logged_on__gte=day - RECENT)
    found = seen.filter(current, there, category=category)
    if but:
        found = found.exclude(pk=but.pk)
    newest = found.order_by("-logged_on", "-pk")[:MOST_LOOKED_AT]
    return list(islice((one for one in newest if _is_there(one, where)), SHOWN))


def like_concern(concern: Concern, *, member: Member, day: date) -> list[Concern]:
    where = Where(concern.place, concern.group, concern.latitude, concern.longitude)
    return like(concern.category, where, member=member, day=day, but=concern)


def _perhaps_there(where: Where) -> Q:
    """A condition that every concern at the place fulfills, and few others."""
    there = Q()
    for letters in telling_letters(where.place):
        there |= Q(place__icontains=letters)
    if where.group:
        there |= Q(group=where.group)
    if where.latitude is not None and where.longitude is not None:
        there |= Q(
            latitude__range=(where.latitude - NEAR, where.latitude + NEAR),
            longitude__range=(where.longitude - NEAR, where.longitude + NEAR),
        )
    return there


def _is_there(concern: Concern, where: Where) -> bool:
    if where.group and concern.group_id == where.group.pk:
        return True
    if _is_near(concern, where):
        return True
    return same_street(where.place, concern.place)


def _is_near(concern: Concern, where: Where) -> bool:
    known = (where.latitude, where.longitude, concern.latitude, concern.longitude)
    if any(one is None for one in known):
        return False
    latitude, longitude, its_latitude, its_longitude = (float(one or 0) for one in known)
    return abs(latitude - its_latitude) <= NEAR and abs(longitude - its_longitude) <= NEAR
