"""Those who keep the accounts."""

from __future__ import annotations

import pytest

from personnel.models import Member
from personnel.roles import Role
from tests.support.factories import make_member
from tests.support.factors import shown_again
from tests.support.single_sign_on import linked, provider, tessa  # noqa: F401


@pytest.fixture
def administrator(unit) -> Member:
    return make_member(Role.ADMINISTRATOR, name="Sam Osei", rank="", division=None)


@pytest.fixture
def second_administrator(unit) -> Member:
    return make_member(Role.ADMINISTRATOR, name="Ana Petrov", rank="", division=None)


@pytest.fixture
def desk(client, administrator):
    """A client signed in as the administrator, who has just shown again who is there."""
    client.force_login(administrator)
    shown_again(client, administrator)
    return client
