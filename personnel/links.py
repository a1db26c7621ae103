"""The one-time link with which a member sets a password; nobody else ever knows one."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse

from personnel.models import Member

log = logging.getLogger(__name__)

# The page that made the link waits while it is mailed.
MAIL_SECONDS = 5


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
    """Send the link to its member; says whether it left for a mail server. Never raises for one.

    Called after the account is committed: a mail server that is down costs the mail alone.
    """
    message = EmailMessage(
        subject="Liaison: set your password",
        body=(
            f"{member.full_name},\n\nthis link sets the password you sign in to Liaison with:\n\n"
            f"{link}\n\nIt works once, within {hours_of_a_link()} hours."
        ),
        to=[member.email],
        connection=get_connection(timeout=MAIL_SECONDS),
    )
    try:
        message.send()
    except (SMTPException, OSError, ValueError) as fault:
        log.warning("the link of member %s was not mailed: %s", member.pk, type(fault).__name__)
        return False
    return not settings.EMAIL_BACKEND.endswith("filebased.EmailBackend")
