"""Telling members something: in the inbox at once, by mail later.

A notice is written in the caller's transaction, so a step that rolls back tells nobody. Mail is
gathered by `personnel.tasks.mail_notices`: one message per member for all that is new, none when
nothing is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction

from personnel.models import Member, Notice

# Several steps taken within a few minutes travel in one message.
GATHER_FOR = timedelta(minutes=2)


def tell(members: Iterable[Member], text: str, *, url: str, key: str) -> None:
    """Put `text` into each serving member's inbox, once per `key`."""
    Notice.objects.bulk_create(
        [
            Notice(to=member, text=text[:240], url=url, key=key)
            for member in members
            if member.is_active
        ],
        ignore_conflicts=True,
    )


def mail_unmailed(moment: datetime) -> int:
    """Send one message to each member with notices older than GATHER_FOR; returns messages sent.

    Each member's notices are marked before the message leaves, in one transaction with it: a
    refused message rolls the mark back and is tried again at the next tick.
    """
    waiting: dict[int, list[Notice]] = defaultdict(list)
    due = Notice.objects.unmailed_at(moment - GATHER_FOR).filter(to__is_active=True)
    for notice in due.select_related("to").order_by("created_at", "pk")[:3000]:
        waiting[notice.to_id].append(notice)
    sent = 0
    connection = get_connection()
    for notices in waiting.values():
        with transaction.atomic():
            if _claimed(notices, moment):
                _digest(notices, connection).send()
                sent += 1
    return sent


def _claimed(notices: list[Notice], moment: datetime) -> bool:
    keys = [notice.pk for notice in notices]
    unclaimed = Notice.objects.filter(pk__in=keys, mailed_at=None)
    return unclaimed.update(mailed_at=moment) == len(keys)


def _digest(notices: list[Notice], connection: object) -> EmailMessage:
    """One plain message; neither subject nor text names a citizen or quotes a concern."""
    count = len(notices)
    lines = [f"- {notice.text}\n  {settings.SITE_URL}{notice.url}" for notice in notices]
    return EmailMessage(
        subject="Liaison: one thing is new" if count == 1 else f"Liaison: {count} things are new",
        body="\n".join([*lines, "", "You find all of it in your inbox in Liaison."]),
        to=[notices[0].to.email],
        connection=connection,  # type: ignore[arg-type]
    )
