"""What is asked at the second door: a code, a password again, a reason."""

from __future__ import annotations

import re
from typing import Any

from allauth.account.adapter import get_adapter as account_adapter
from allauth.account.forms import ReauthenticateForm as TheirPasswordForm
from allauth.mfa.adapter import get_adapter as factor_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils import timezone

from accounts import sign_in_limits
from personnel.models import Member

CODE_ATTRIBUTES = {
    "autocomplete": "one-time-code",
    "autocapitalize": "off",
    "inputmode": "numeric",
    "spellcheck": "false",
}


def code_field(help_text: str) -> forms.CharField:
    return forms.CharField(
        label="Code",
        max_length=40,
        help_text=help_text,
        widget=forms.TextInput(attrs=CODE_ATTRIBUTES),
    )


class CountedCode:
    """A code is tried so often and no more, and works once.

    Of the app's codes the package remembers a used code for one step only; with the tolerance of a step each way it
    would be good again after that.
    """

    user: Member

    def clean_code(self) -> str:
        now = timezone.now()
        if not sign_in_limits.code_taken(self.user, now):
            raise account_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()  # type: ignore[misc]
        if not sign_in_limits.code_is_fresh(self.user, re.sub(r"\D", "", code), now):
            raise factor_adapter().validation_error("incorrect_code")
        sign_in_limits.code_right(self.user)
        return code


class CodeForm(CountedCode, AuthenticateForm):
    code = code_field("Six digits from the app on your phone, or one of your recovery codes.")


class CodeAgainForm(CountedCode, ReauthenticateForm):
    code = code_field("Six digits from the app on your phone, or one of your recovery codes.")


class FirstCodeForm(CountedCode, ActivateTOTPForm):
    code = code_field("Six digits that the app shows now.")


class PasswordAgainForm(TheirPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = "Password"
        self.fields["password"].widget.attrs.pop("placeholder", None)
