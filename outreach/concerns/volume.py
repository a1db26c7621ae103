"""Whoever opens very many concerns within an hour is seen doing it; nobody is stopped."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from audit.noting import note
from personnel.models import Member
from personnel.notices import tell
from personnel.roles import COMMAND
from personnel.tallies import Limit, taken

HOUR = timedelta(hours=1)
MANY = Limit("concerns opened by member", 300, HOUR)
TOLD = Limit("many concerns opened by member", 1, HOUR)


def opened(member: Member, at: datetime) -> None:
    """Count one concern opened. Beyond MANY the log has it and command hears of it, once an hour."""
    who = str(member.pk)
    if taken(MANY, who, at=at):
        return
    with transaction.atomic():
        if not taken(TOLD, who, at=at):
            return
        note("outreach.concerns.many_opened", member, by=member, count=MANY.tries)
        command = Member.objects.in_roles(*COMMAND).exclude(pk=member.pk)
        text = f"{member.short_name} opened more than {MANY.tries} concerns within an hour."
        url = reverse("personnel:member", args=[member.pk])
        tell(command, text, url=url, key=f"many-opened:{who}:{at.isoformat()}")
