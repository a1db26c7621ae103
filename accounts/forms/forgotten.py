"""A forgotten password: an address nobody signs in with gets no mail, and the page tells nothing."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ResetPasswordForm, default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.db import transaction
from django.http import HttpRequest

from accounts import letters
from personnel.models import Member


class ForgottenForm(ResetPasswordForm):
    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Write the letter with the link. For an unknown address the same is done, for as long,
        and taken back: no letter is ever in the outbox."""
        if self.users:
            known: str = super().save(request, **kwargs)
            return known
        email: str = self.cleaned_data["email"]
        nobody = Member(pk=0, email=email, password="!")
        with transaction.atomic():
            _write_for_nobody(request, nobody, email)
            transaction.set_rollback(True)
        with transaction.atomic():  # a known address costs a commit too
            letters.write(email, "", "").delete()
        return email


def _write_for_nobody(request: HttpRequest, member: Member, email: str) -> None:
    """What the package does for a member, with a link that leads nowhere."""
    adapter = get_adapter()
    uid, key = user_pk_to_url_str(member), default_token_generator.make_token(member)
    url = adapter.get_reset_password_from_key_url(f"{uid}-{key}")
    told = {"user": member, "password_reset_url": url, "uid": uid, "key": key, "request": request}
    adapter.send_password_reset_mail(member, email, told)
