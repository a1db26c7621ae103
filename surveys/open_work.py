"""Open work of this room: contact wishes that somebody has taken up or was given."""

from __future__ import annotations

from django.db.models import F, QuerySet

from outreach.open_work import OpenWork
from personnel.models import Member
from surveys.models import ContactWish
from surveys.wishes.permissions import may_assign_wish


def open_wishes(member: Member) -> QuerySet[ContactWish]:
    """Those with somebody, until the contact was made or tried (P-V.C)."""
    rows = ContactWish.objects.visible_to(member).filter(status=ContactWish.Status.TAKEN)
    return rows.select_related("survey").annotate(
        holder=F("owner"), due=F("due_on"), since=F("asked_on")
    )


WISHES = OpenWork(
    key="wish",
    one="contact wish",
    many="contact wishes",
    path="owner",
    open_to=open_wishes,
    decides=may_assign_wish,
    named=lambda wish: f"a contact wish from “{wish.survey.title}”",
    title=lambda wish: f"{wish}, {wish.survey.title}",
    url=lambda wish: wish.get_absolute_url(),
    hidden=lambda wish: False,
)
KINDS = (WISHES,)
