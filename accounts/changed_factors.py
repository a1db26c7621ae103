"""What follows when the sign-in package says that somebody's second factor has changed."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import user_logged_in
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.http import HttpRequest

from accounts.devices import remember_device
from accounts.sessions import end_others
from personnel.models import Member


def end_other_sessions(request: HttpRequest | None, user: Member, **facts: Any) -> None:
    """Whoever else uses the account signs in again, with the factors of now.

    A command has no request, and has ended all sessions itself.
    """
    if request is None:
        return
    if request.user.is_authenticated and request.user.pk == user.pk:
        member = request.user._wrapped if hasattr(request.user, "_wrapped") else request.user
        end_others(request, member)


def know_device(request: HttpRequest, response: Any, user: Member, **facts: Any) -> None:
    if response is not None:
        remember_device(request, response, user)


def listen() -> None:
    for changed in (authenticator_added, authenticator_removed, authenticator_reset):
        changed.connect(end_other_sessions, dispatch_uid="personnel.end_other_sessions")
    user_logged_in.connect(know_device, dispatch_uid="personnel.know_device")
