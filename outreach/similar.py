"""Concerns like another one: the same kind, open or recent, at the same place or group."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from outreach.models import CommunityGroup, Concern
from personnel.models import Member
from policies.models import Category

RECENT = timedelta(days=90)
SHOWN = 5
MOST_WORDS = 4
# About three blocks, in degrees.
NEAR = 0.004
# What half of all places are called says nothing about where.
COMMON = set(
    re.findall(
        r"\w+",
        """street road avenue lane drive court place boulevard highway way north south east west
        corner block near behind front from with the and lot parking area between our out""",
    )
)


@dataclass(frozen=True)
class Where:
    """Where something was, as far as it is known."""

    place: str = ""
    group: CommunityGroup | None = None
    latitude: float | None = None
    longitude: float | None = None


def like(
    category: Category, where: Where, *, member: Member, day: date, but: Concern | None = None
) -> QuerySet[Concern]:
    """Up to SHOWN concerns of this category at this place that `member` may see, newest first.

    Open ones, and those logged within RECENT of `day`; none when nothing is known of the place.
    """
    seen = Concern.objects.visible_to(member).select_related("category")
    there = _there(where)
    if not there:
        return seen.none()
    current = Q(settled_on=None) | Q(logged_on__gte=day - RECENT)
    found = seen.filter(current, there, category=category)
    if but:
        found = found.exclude(pk=but.pk)
    return found.order_by("-logged_on", "-pk")[:SHOWN]


def like_concern(concern: Concern, *, member: Member, day: date) -> QuerySet[Concern]:
    where = Where(concern.place, concern.group, concern.latitude, concern.longitude)
    return like(concern.category, where, member=member, day=day, but=concern)


def telling_words(place: str) -> list[str]:
    """The words of a place that tell it from others: “Depot Lane, station lot” gives two."""
    words = re.findall(r"[^\W\d_]{3,}", place.lower())
    return [word for word in dict.fromkeys(words) if word not in COMMON][:MOST_WORDS]


def _there(where: Where) -> Q:
    there = Q()
    for word in telling_words(where.place):
        there |= Q(place__icontains=word)
    if where.group:
        there |= Q(group=where.group)
    if where.latitude is not None and where.longitude is not None:
        there |= Q(
            latitude__range=(where.latitude - NEAR, where.latitude + NEAR),
            longitude__range=(where.longitude - NEAR, where.longitude + NEAR),
        )
    return there
