"""Contact wishes that somebody took up who works no more: the unit gives them back or makes them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Value
from django.urls import reverse

from personnel import roles
from personnel.left_behind import Kind, gone, tell_of
from personnel.models import Member
from surveys.models import ContactWish
from surveys.wishes.models.wishes import WishQuerySet


def waiting_for(member: Member) -> WishQuerySet:
    """Those that wait for `member`, of the unit, because who had them makes no contacts."""
    taken = ContactWish.objects.visible_to(member).filter(status=ContactWish.Status.TAKEN)
    left: WishQuerySet = taken.filter(owner__in=gone().values("pk"))
    rows = left.annotate(left_by=F("owner"), hidden=Value(False))
    return rows if member.is_unit else rows.none()


def _wishes(owner: int) -> str:
    return reverse("surveys:wishes")


WISHES = Kind(
    key="wishes",
    one="contact wish",
    many="contact wishes",
    waiting_for=waiting_for,
    page=_wishes,
)


def tell_the_unit(at: datetime) -> None:
    """Tell the unit; called every minute."""
    tell_of(WISHES, Member.objects.in_roles(*roles.UNIT), at=at)
