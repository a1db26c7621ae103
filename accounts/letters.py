"""Mails that go out one by one: a link that was asked for, a change to how somebody signs in.

The page writes a row and answers; `accounts.tasks.mail_letters` takes it to the mail server. A
server that is away costs time and no letter. What a letter says is sealed while it waits.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.core.mail import EmailMessage, get_connection
from django.db.models import Q
from django.urls import reverse

from personnel.models import Letter, Member
from personnel.notices import tell
from personnel.roles import Role
from personnel.sealing import opened, sealed

log = logging.getLogger(__name__)

PURPOSE = "letter"
MAIL_SECONDS = 20
# A worker that died with a letter in its hands: after this time another one takes it.
CLAIMED_FOR = timedelta(minutes=10)
# Its link is dead by then.
KEPT_FOR = timedelta(hours=72)
AT_ONCE = 100


def write(to: str, subject: str, body: str) -> Letter:
    """Put a letter into the outbox, in the caller's transaction."""
    letter: Letter = Letter.objects.create(
        to=to, subject=" ".join(subject.split())[:200], sealed=sealed(body, PURPOSE)
    )
    return letter


def mail_waiting(moment: datetime) -> int:
    """Send what waits, oldest first; returns how many left.

    Each is claimed before it leaves and removed when it has left, so nobody gets it twice unless
    the worker dies in between. What the server does not want now waits out its claim; an address
    it refuses for good costs its own letter, and administrators hear of it. A server that is away
    ends the round with its error, and all of it is tried again.
    """
    Letter.objects.filter(written_at__lte=moment - KEPT_FOR).delete()
    connection = get_connection(timeout=MAIL_SECONDS)
    waiting = Letter.objects.filter(_free(moment))[:AT_ONCE]
    return sum(_sent(letter, moment, connection) for letter in waiting)


def _free(moment: datetime) -> Q:
    return Q(claimed_at=None) | Q(claimed_at__lte=moment - CLAIMED_FOR)


def _sent(letter: Letter, moment: datetime, connection: object) -> bool:
    if not Letter.objects.filter(_free(moment), pk=letter.pk).update(claimed_at=moment):
        return False
    try:
        EmailMessage(
            subject=letter.subject,
            body=opened(letter.sealed, PURPOSE),
            to=[letter.to],
            headers={"X-Liaison-Letter": str(letter.pk)},
            connection=connection,  # type: ignore[arg-type]
        ).send()
    except (SMTPRecipientsRefused, SMTPDataError) as refused:
        log.warning("letter %s was refused: %s", letter.pk, type(refused).__name__)
        if _is_final(refused):
            _give_up(letter, moment)
        return False
    except Exception:
        Letter.objects.filter(pk=letter.pk).update(claimed_at=None)
        raise
    letter.delete()
    return True


def _is_final(refused: SMTPRecipientsRefused | SMTPDataError) -> bool:
    """A code of 500 and more; below, the server asks to come again later."""
    if isinstance(refused, SMTPDataError):
        return refused.smtp_code >= 500
    return all(code >= 500 for code, _ in refused.recipients.values())


def _give_up(letter: Letter, moment: datetime) -> None:
    """Nobody reads it any more; whoever keeps the accounts may know a better address."""
    letter.delete()
    if member := Member.objects.filter(email__iexact=letter.to, is_active=True).first():
        keepers = Member.objects.in_roles(Role.ADMINISTRATOR)
        text = f"The mail server refuses the address of {member}. Ask for one that works."
        url = reverse("personnel:member", args=[member.pk])
        tell(keepers, text, url=url, key=f"refused:{member.pk}:{moment:%Y-%m-%d}")
