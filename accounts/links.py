"""The one-time link with which a member sets a password; nobody else ever knows one."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from accounts import letters
from personnel.models import Member


def link_for(member: Member) -> str:
    """The address of the page where `member` sets a password.

    It dies when it was used, when the account's password or address changes, and after
    PASSWORD_RESET_TIMEOUT. Nothing is stored.
    """
    key = default_token_generator.make_token(member)
    parts = {"uidb36": user_pk_to_url_str(member), "key": key}
    return f"{settings.SITE_URL}{reverse('account_reset_password_from_key', kwargs=parts)}"


def hours_of_a_link() -> int:
    return settings.PASSWORD_RESET_TIMEOUT // 3600


def sent(link: str, member: Member, *, what: str = "sets the password you sign in with") -> str:
    """Put a letter with `link` into the outbox, to the address of the account; returns the link.

    Where nothing takes letters anywhere none is written: `accounts.views.handing_over`.
    """
    if not letters_get_somewhere():
        return link
    letters.write(
        member.email,
        "Liaison: your link",
        f"{member.full_name},\n\nthis link {what}:\n\n{link}\n\n"
        f"It works once, within {hours_of_a_link()} hours.",
    )
    return link


def mail_leaves() -> bool:
    """Whether this installation sends mail; else a link is handed over by whoever may see it."""
    return letters_get_somewhere() and not _backend("filebased")


def letters_get_somewhere() -> bool:
    """To a mail server, or in the demo into a folder that everybody may read."""
    return _backend("filebased") or not (settings.MAIL_NOT_SENT or _backend("dummy"))


def _backend(kind: str) -> bool:
    return bool(settings.EMAIL_BACKEND.endswith(f"{kind}.EmailBackend"))
