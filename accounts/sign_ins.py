"""What happens at the door is in the audit log: allauth says it by signals, here they are heard."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as factors
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models import Model

from audit.models import Entry
from audit.noting import note
from personnel.models import Member


def listen() -> None:
    """Called once, when the app is ready."""
    user_logged_in.connect(_signed_in, dispatch_uid="audit signed in")
    user_logged_out.connect(_signed_out, dispatch_uid="audit signed out")
    user_login_failed.connect(_not_signed_in, dispatch_uid="audit not signed in")
    for signal, what in (
        (account.password_set, "password set"),
        (account.password_changed, "password changed"),
        (account.password_reset, "password reset"),
        (factors.authenticator_added, "factor added"),
        (factors.authenticator_removed, "factor removed"),
        (factors.authenticator_reset, "recovery codes renewed"),
    ):
        signal.connect(_changed(what), weak=False, dispatch_uid=f"audit {what}")


def _signed_in(sender: Any, user: Member, **facts: Any) -> None:
    note("sign-in", user, by=user)


def _signed_out(sender: Any, user: Member | None, **facts: Any) -> None:
    if user is not None:
        note("sign-out", user, by=user)


def _not_signed_in(sender: Any, credentials: dict[str, Any], **facts: Any) -> None:
    """Of an address nobody signs in with, only that it was tried: it may be a password."""
    tried = str(credentials.get("email") or credentials.get("username") or "")
    member: Model | None = Member.objects.filter(email=tried.lower()).first() if tried else None
    note("sign-in", member, outcome=Entry.Outcome.REFUSED)


def _changed(what: str) -> Any:
    def changed(sender: Any, user: Member | None = None, **facts: Any) -> None:
        if user is not None:
            note(what, user, by=user, **_kind_of_factor(facts))

    return changed


def _kind_of_factor(facts: dict[str, Any]) -> dict[str, Any]:
    factor = facts.get("authenticator")
    return {"factor": str(factor.type)} if factor is not None else {}
