"""What is believed of a provider: its key, its clock, its addresses; and that it may be away."""

import time
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.test import Client
from django.urls import reverse

from accounts import sign_in_limits
from tests.support.factors import is_in, sign_in
from tests.support.single_sign_on import signs_in


def test_a_clock_that_is_half_a_minute_off_does_no_harm(provider, linked):
    _, client = signs_in(provider, iat=int(time.time()) + 30, exp=int(time.time()) - 30)

    assert is_in(client)


def test_a_token_of_a_foreign_key_is_refused(provider, linked):
    provider.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    answer, client = signs_in(provider)

    assert "not meant for this site" in answer.text
    assert not is_in(client)


def test_a_provider_that_is_away_leaves_the_password(provider, linked):
    provider.away = True

    answer = Client().get(reverse("account_single_sign_on"))

    assert answer.status_code == 503
    assert "sign in with your password" in answer.text
    _, client = sign_in(linked)
    assert is_in(client)


def test_a_provider_that_calls_itself_otherwise_is_not_asked(provider, client, db):
    provider.config = {"issuer": "https://elsewhere.example"}

    assert "by another address" in client.get(reverse("account_single_sign_on")).text


def test_an_address_without_tls_is_not_asked(provider, client, db, settings):
    settings.OIDC_SERVER_URL = "http://provider.example"

    assert "does not begin with https" in client.get(reverse("account_single_sign_on")).text


def test_a_key_of_another_kind_than_the_token_says_is_refused(provider, linked):
    """The header says RSA, the published key of that name is none."""
    provider.published = ec.generate_private_key(ec.SECP256R1()).public_key()

    answer, client = signs_in(provider)

    assert answer.status_code == 403
    assert not is_in(client)


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
@pytest.mark.parametrize("address", ["http://provider.example/x", ""])
def test_a_provider_that_names_no_closed_wire_is_not_asked(provider, client, db, name, address):
    provider.config = {name: address}

    answer = client.get(reverse("account_single_sign_on"))

    assert answer.status_code == 503
    assert "does not begin with https" in answer.text


def test_one_network_does_not_ask_the_provider_without_end(provider, client, db, monkeypatch):
    few = replace(sign_in_limits.PROVIDER, tries=2)
    monkeypatch.setattr(sign_in_limits, "PROVIDER", few)

    said = [client.get(reverse("account_single_sign_on")) for _ in range(3)]

    assert [answer.status_code for answer in said] == [302, 302, 403]
    assert "too many tries" in said[-1].text
