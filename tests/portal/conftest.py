import pytest
from django.core.cache import cache

from portal import networks
from tests.support.citizens import open_survey


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()
    networks._keys.clear()


@pytest.fixture
def survey(officer):
    return open_survey(officer)
