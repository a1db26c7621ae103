"""Telling members something: in the inbox at once, by mail later.

A notice is written in the caller's transaction, so a step that rolls back tells nobody. Mail is
gathered by `personnel.tasks.mail_notices`: one message per member for all that is new, none when
nothing is.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import QuerySet

from audit.sealing import Head, head
from personnel.models import Member, Notice
from records.apart import keys_of

log = logging.getLogger(__name__)

# Several steps taken within a few minutes travel in one message.
GATHER_FOR = timedelta(minutes=2)
MAIL_SECONDS = 20
INBOX = "You find all of it under Notices in Liaison."


def tell(
    members: Iterable[Member], text: str, *, url: str, key: str, command_only: bool = False
) -> None:
    """Put `text` into each serving member's inbox, once per `key`.

    With `command_only` it is about what exists for command alone: who leaves command loses it.
    """
    Notice.objects.bulk_create(
        [
            Notice(
                **keys_of(command_only),
                to=member,
                text=text[:240],
                url=url,
                key=key,
                command_only=command_only,
            )
            for member in members
            if member.is_active
        ],
        ignore_conflicts=True,
    )


def steps_overtaken(prefix: str, steps: QuerySet[Any], *, at: datetime) -> None:
    """A record goes a step on: what was told of the `steps` before is overtaken."""
    overtaken([f"{prefix}:{one}" for one in steps.values_list("pk", flat=True)], at=at)


def overtaken(keys: Iterable[str], *, at: datetime, to: Member | None = None) -> None:
    """What these notices asked for or told of was taken further: they are new to nobody any more.

    They stay in the inbox as read; a mail that did not leave yet leaves without them.
    """
    unread = Notice.objects.unread().filter(key__in=list(keys))
    (unread.filter(to=to) if to else unread).update(read_at=at)


def overtaken_under(prefix: str, *, at: datetime) -> None:
    """The same for all keys that begin with `prefix` and a colon: asked again and again, say."""
    unread = Notice.objects.unread().filter(key__startswith=f"{prefix}:")
    unread.update(read_at=at)


def mail_unmailed(moment: datetime) -> int:
    """Send one message to each member with notices older than GATHER_FOR; returns messages sent.

    Each member's notices are marked before the message leaves, and the mark is taken back if it
    does not leave: it is tried again at the next tick. No transaction stays open meanwhile, since
    a slow mail server would keep every writer of an SQLite database waiting. An address the server
    refuses costs its own message alone; a server that is away ends the tick with its error.
    """
    waiting: dict[int, list[Notice]] = defaultdict(list)
    due = Notice.objects.unmailed_at(moment - GATHER_FOR).still_meant().filter(to__is_active=True)
    for notice in due.select_related("to").order_by("created_at", "pk")[:3000]:
        waiting[notice.to_id].append(notice)
    connection = get_connection(timeout=MAIL_SECONDS)
    return sum(_mailed(notices, moment, connection) for notices in waiting.values())


def _mailed(notices: list[Notice], moment: datetime, connection: object) -> bool:
    """Send one member's message, unless another worker has taken one of its notices."""
    if not _claimed(notices, moment):
        return False
    try:
        _digest(notices, connection).send()
    except Exception as fault:
        _marked(notices).update(mailed_at=None)
        if not isinstance(fault, SMTPRecipientsRefused | SMTPDataError):
            raise
        log.warning("notices of member %s: %s", notices[0].to_id, type(fault).__name__)
        return False
    return True


def _claimed(notices: list[Notice], moment: datetime) -> bool:
    """Mark all of them mailed, or none."""
    with transaction.atomic():
        claimed = _marked(notices).filter(mailed_at=None).update(mailed_at=moment)
        if claimed != len(notices):
            transaction.set_rollback(True)
    return claimed == len(notices)


def _marked(notices: list[Notice]) -> QuerySet[Notice]:
    return Notice.objects.filter(pk__in=[notice.pk for notice in notices])


def _digest(notices: list[Notice], connection: object) -> EmailMessage:
    """One plain message; neither subject nor text names a citizen or quotes a concern."""
    count = len(notices)
    lines = [f"- {notice.text}\n  {settings.SITE_URL}{notice.url}" for notice in notices]
    return EmailMessage(
        subject="Liaison: one thing is new" if count == 1 else f"Liaison: {count} things are new",
        body="\n".join([*lines, "", INBOX, *_where_the_log_stands(notices[0].to)]),
        to=[notices[0].to.email],
        connection=connection,  # type: ignore[arg-type]
    )


def _where_the_log_stands(member: Member) -> list[str]:
    """For command: a head of the audit log that nobody can change in a mailbox afterwards."""
    if not member.is_command or (at := head()) == Head():
        return []
    return [
        "",
        "Keep this message. The audit log stood at this head when it was sent, and",
        f"manage.py verify_audit --head {at.digest}",
        "finds out whether anything before it was changed since.",
    ]
