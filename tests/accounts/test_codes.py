"""Codes work once and are not guessed; what makes them is sealed."""

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.test import Client
from django.urls import reverse

from accounts.adapters import PURPOSE
from accounts.links import link_for
from accounts.sign_in_limits import CODE
from personnel.sealing import opened, sealed
from tests.support.factories import NOON, PASSWORD, make_member
from tests.support.factors import App, give_code, is_in, recovery_codes, sign_in

CLOCK_WORDS = "let the phone set the time by itself"


@pytest.fixture
def app(officer):
    return App(officer)


def factor_of(member, kind):
    return Authenticator.objects.get(user_id=member.pk, type=kind)


# ---- Secrets at rest


def test_the_secrets_are_sealed(officer, app):
    recovery_codes(officer)

    stored = str([one.data for one in Authenticator.objects.all()])

    assert app.secret not in stored
    assert opened(app.kept.data["secret"], PURPOSE) == app.secret
    seed = factor_of(officer, "recovery_codes").data["seed"]
    assert seed.startswith("gAAAA")


def test_a_former_key_still_opens_and_a_foreign_one_does_not(officer, app, settings):
    before = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key" * 6, [before]
    _, client = sign_in(officer)
    give_code(client, app.code())
    assert is_in(client)

    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        opened(app.kept.data["secret"], PURPOSE)


def test_what_is_sealed_for_one_purpose_is_not_opened_for_another():
    with pytest.raises(InvalidToken):
        opened(sealed("words", "letter"), PURPOSE)


# ---- Codes


def test_after_the_password_the_code_is_asked(officer, app):
    answer, client = sign_in(officer)

    assert answer.url == reverse("mfa_authenticate")
    assert not is_in(client)
    give_code(client, app.code())
    assert is_in(client)


def test_a_recovery_code_works_once(officer, app):
    codes = recovery_codes(officer)
    _, first = sign_in(officer)
    _, second = sign_in(officer)

    give_code(first, codes[3])
    refused = give_code(second, codes[3])

    assert is_in(first)
    assert not is_in(second)
    assert "This code is not right" in refused.text
    give_code(second, codes[4])
    assert is_in(second)


def test_codes_are_not_guessed_one_after_another(officer, app):
    _, client = sign_in(officer)
    for guess in range(CODE.tries):
        give_code(client, f"00000{guess}")

    answer = give_code(client, app.code())

    assert "too many failed tries" in answer.text
    assert not is_in(client)


def test_a_new_password_does_not_pass_the_factor_by(officer, app):
    client = Client()
    page = client.get(link_for(officer).partition("8000")[2], follow=True)
    new = "seven kettles under a plum moon"
    client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})

    assert not is_in(client)
    answer, client = sign_in(officer, password=new)
    assert answer.url == reverse("mfa_authenticate")
    assert not is_in(client)


def test_a_password_is_not_enough_to_change_factors(officer, app):
    _, client = sign_in(officer)
    give_code(client, app.code())

    asked = client.get(reverse("mfa_deactivate_totp"))
    refused = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    assert asked.url.startswith(reverse("mfa_reauthenticate"))
    assert refused.url == reverse("mfa_reauthenticate")
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 302


def test_what_was_typed_as_a_code_is_never_shown_again(client, officer):
    answer = client.post(reverse("mfa_activate_totp"), {"code": "words of mine"})

    assert "words of mine" not in answer.text


def test_skew_of_a_phone(officer, app):
    with time_machine.travel(NOON, tick=False):
        _, client = sign_in(officer)
        give_code(client, app.code(off=25))
        assert is_in(client)

    later = make_member()
    phone = App(later)
    with time_machine.travel(NOON, tick=False):
        _, client = sign_in(later)
        answer = give_code(client, phone.code(off=90))
        assert CLOCK_WORDS in answer.text
        assert not is_in(client)
