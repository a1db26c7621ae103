"""Every policy's year can be played: no step of it is refused, whatever the policy asks for."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from demo.logins import PASSWORD
from outreach.models import Concern
from personnel.roles import Role
from policies.models import PolicyVersion
from policies.packs import pack_keys
from reports.models import Report

one_is_enough = pytest.mark.skipif(
    connection.vendor == "postgresql", reason="one policy's year shows what this database does"
)
PACKS = [
    "kinston",
    *(pytest.param(key, marks=one_is_enough) for key in pack_keys() if key != "kinston"),
]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)  # a job keeps its lease from a thread of its own
@pytest.mark.parametrize("key", PACKS)
def test_every_policy_plays_in_its_small_form(key):
    said = io.StringIO()

    call_command("demo", key, "--small", stdout=said)

    assert said.getvalue().count(PASSWORD) == len(Role)
    assert PolicyVersion.objects.get().pack_key == key
    assert Concern.objects.filter(logged_at__lte=timezone.now()).count() > 30
    assert not Report.objects.issued().filter(printing=None).exists()
