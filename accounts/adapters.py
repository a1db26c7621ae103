"""What the sign-in package asks of this department: closed doors, sealed secrets, mail by outbox."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from accounts import letters, sign_in_limits
from accounts.devices import device_words
from accounts.second_factor import FACTORS, has_factor, is_required
from personnel.sealing import opened, sealed

PURPOSE = "second factor"
HELD_BACK = (
    "There were too many failed tries. Wait a quarter of an hour, use a device you signed in from "
    "before, or ask the administrator to unlock the account."
)


class ClosedDoorAdapter(DefaultAccountAdapter):
    """Accounts are made by the administrator; nobody signs up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The address or the password is not right.",
        "incorrect_password": "The password is not right.",
        "too_many_login_attempts": HELD_BACK,
        "rate_limited": "There were too many tries. Wait a few minutes.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    # ---- Tries are counted before the password is looked at (accounts.sign_in_limits).

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        email = credentials.get("email") or ""
        self._tries = sign_in_limits.try_taken(request, email, timezone.now())
        if self._tries is None:
            raise self.validation_error("too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self) -> None:
        sign_in_limits.right_after_all(self._tries or [])

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """The password counts as a try at the account, as at the sign-in page."""
        found = self.authenticate(current.request, email=user.email, password=password)  # type: ignore[attr-defined]
        return found is not None and found.pk == user.pk

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The own factor where there is one; a password alone is not enough then."""
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        words = {
            "reauthenticate": "With your password",
            "mfa_reauthenticate": "With a code",
            "mfa_reauthenticate:webauthn": "With a passkey",
        }
        ways = [way | {"description": words[way["id"]]} for way in ways]
        if user.is_authenticated and has_factor(user):
            return [way for way in ways if way["id"] != "reauthenticate"]
        return ways

    def get_login_stages(self) -> list[str]:
        ours = "accounts.second_factor.SecondFactorStage"
        theirs = "allauth.mfa.stages.AuthenticateStage"
        return [ours if stage == theirs else stage for stage in super().get_login_stages()]

    # ---- Mail leaves by a job.

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        request = current.request
        known = {"request": request, "email": email, "current_site": get_current_site(request)}
        message = self.render_mail(template_prefix, email, known | context)
        letters.write(email, message.subject, message.body)

    def format_email_subject(self, subject: str) -> str:
        return f"Liaison: {subject}"

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell a member what was changed in how they sign in. The mail has neither link nor code."""
        what = template_prefix.rpartition("/")[2]
        words = render_to_string("account/email/changed.txt", {"what": what, "member": user})
        letters.write(user.email, "Liaison: how you sign in was changed", words.strip())  # type: ignore[attr-defined]


class SealingFactorAdapter(DefaultMFAAdapter):
    """The secrets of apps and recovery codes are sealed; a copy of the database opens no door."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": (
            "This code is not right. Each code works once. If new ones are refused too, your "
            "phone's clock may be off: let the phone set the time by itself."
        ),
        "cannot_delete_authenticator": (
            "You need a second factor to sign in. Set up another one before you remove this one."
        ),
    }

    def encrypt(self, text: str) -> str:
        return sealed(text, PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        return opened(encrypted_text, PURPOSE)

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        return super().get_public_key_credential_user_entity(user) | {
            "display_name": user.full_name
        }

    def _get_site_name(self) -> str:
        return "Liaison"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last factor stays where one is required; another has to be there first."""
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=FACTORS)
        return not is_required() or others.exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user: Any, kind: Any) -> str:
        """A name to start from: the device the passkey is made on."""
        return device_words(current.request.META.get("HTTP_USER_AGENT", ""))
