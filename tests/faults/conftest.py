"""What several kinds of faults need to go wrong."""

import pytest
import time_machine
from django.test import Client

from personnel.roles import Role
from tests.operations.conftest import drill_account, looked_over, place  # noqa: F401
from tests.support.factories import NOON, make_member
from tests.support.factors import shown_again
from tests.support.single_sign_on import linked, provider, tessa  # noqa: F401


@pytest.fixture
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def at_work(officer) -> Client:
    """A community officer's browser."""
    client = Client()
    client.force_login(officer)
    return client


@pytest.fixture
def administrator(unit):
    return make_member(Role.ADMINISTRATOR, name="Sam Osei", rank="")


@pytest.fixture
def desk(client, administrator):
    client.force_login(administrator)
    shown_again(client, administrator)
    return client
