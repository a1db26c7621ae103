"""A department with a provider, a member who is linked there, and the way through its sign-in."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from personnel.models import LinkedSignIn
from tests.support.factories import NOON, make_member
from tests.support.fake_provider import CLIENT, SECRET, TENANT, running

BACK = "account_single_sign_on_back"


@pytest.fixture
def provider(settings):
    with running() as there:
        settings.OIDC_SERVER_URL = there.url
        settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT, SECRET
        settings.OIDC_TENANT, settings.OIDC_NAME = TENANT, "Northgate sign-in"
        settings.SITE_URL = "http://testserver"
        yield there


@pytest.fixture
def tessa(unit):
    return make_member(name="Tessa Lindgren", email="tessa@example.org")


@pytest.fixture
def linked(tessa, provider):
    LinkedSignIn.objects.create(
        member=tessa,
        issuer=provider.url,
        tenant=TENANT,
        subject="subject-1",
        until=NOON,
        linked_at=NOON,
    )
    return tessa


def signs_in(provider, *, client=None, begin=None, **says):
    """(the answer, the client) of somebody who goes to the provider and comes back."""
    client, provider.says = client or Client(), says
    asked = client.get(begin or reverse("account_single_sign_on"))
    answer = client.get(f"{reverse(BACK)}?{provider.answer_to(asked.url)}")
    return answer, client
