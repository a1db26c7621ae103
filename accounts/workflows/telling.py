"""Who hears of what is done to an account: its member, the rest of command, its address.

A taken-over account reads its own notices, so what is told only there is told to nobody.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from accounts import letters
from personnel.models import Member
from personnel.notices import tell
from personnel.roles import COMMAND

HERE = "The machine's own administrator"


def tell_all(member: Member, what: str, text: str, at: datetime) -> None:
    """The member, and command."""
    tell([member], text, url=settings.LOGIN_REDIRECT_URL, key=_key(member, what, at))
    tell_command(member, what, text, at)


def tell_command(member: Member, what: str, text: str, at: datetime) -> None:
    """All of command but the member it is about."""
    url = reverse("personnel:member", args=[member.pk])
    command = Member.objects.in_roles(*COMMAND).exclude(pk=member.pk)
    tell(command, text, url=url, key=_key(member, what, at))


def write_to(address: str, member: Member, words: str) -> None:
    """A letter to an address of the account, the one before a change as well as the one after."""
    body = (
        f"{member.full_name},\n\n{words}\n\nIf you did not ask for this, tell your supervisor or "
        "command now."
    )
    letters.write(address, "Liaison: about your account", body)


def _key(member: Member, what: str, at: datetime) -> str:
    return f"account:{member.pk}:{what}:{at.isoformat()}"
