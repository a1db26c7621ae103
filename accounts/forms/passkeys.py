"""Passkeys: a new one and its name, and what a browser says of one to sign in."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

from allauth.mfa.adapter import get_adapter as factor_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.mfa.webauthn.internal.auth import (
    parse_authentication_response,
    parse_registration_response,
)
from django import forms
from django.forms.fields import InvalidJSONInput

from pages.forms.fields import Line

LONGEST_NAME = 60
# What the packages raise about what no browser says, besides what they catch themselves.
ODD = (AttributeError, LookupError, RecursionError, TypeError, ValueError, struct.error)


class Shown(forms.JSONField):
    """What a browser says of a passkey, read by `parse`; anything else is a wrong passkey."""

    def __init__(self, parse: Callable[[Any], Any]) -> None:
        super().__init__(widget=forms.HiddenInput)
        self.parse = parse

    def to_python(self, value: Any) -> Any:
        try:
            said = super().to_python(value)
            if said is not None:
                self.parse(said)
        except ODD as odd:
            raise factor_adapter().validation_error("incorrect_code") from odd
        return said

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Never shown again: the device is asked anew."""
        return InvalidJSONInput("")


class PasskeyForm(AddWebAuthnForm):
    name = Line(
        label="Name of this passkey",
        max_length=LONGEST_NAME,
        required=False,
        help_text="So that you know it among others: the device or key it is on.",
    )
    credential = Shown(parse_registration_response)
    passwordless = forms.BooleanField(
        label="Sign in with it alone, without the password",
        required=False,
        help_text="The device then asks for your finger, face or PIN each time.",
    )


class PasskeyNameForm(EditWebAuthnForm):
    name = Line(label="Name of this passkey", max_length=LONGEST_NAME)


class SecondPasskeyForm(AuthenticateWebAuthnForm):
    credential = Shown(parse_authentication_response)


class PasskeyAgainForm(ReauthenticateWebAuthnForm):
    credential = Shown(parse_authentication_response)


class PasskeyAloneForm(LoginWebAuthnForm):
    """A passkey without a password stands for two factors, so its device has asked for one too.

    The package leaves that to what the page asked of the browser, and another page of the same
    session, for the second factor, asks for less.
    """

    credential = Shown(parse_authentication_response)

    def clean_credential(self) -> Authenticator:
        shown = self.cleaned_data["credential"]
        passkey: Authenticator = super().clean_credential()
        said = parse_authentication_response(shown).response.authenticator_data
        if not said.is_user_verified():
            raise factor_adapter().validation_error("incorrect_code")
        return passkey
