"""The one-time link with which a member sets a password; nobody else ever knows one."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from personnel import letters
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


def mailed(link: str, member: Member) -> bool:
    """Put a mail with the link into the outbox; False where this installation sends none."""
    letters.write(
        member.email,
        "Liaison: set your password",
        f"{member.full_name},\n\nthis link sets the password you sign in to Liaison with:\n\n"
        f"{link}\n\nIt works once, within {hours_of_a_link()} hours.",
    )
    return not settings.EMAIL_BACKEND.endswith("filebased.EmailBackend")
