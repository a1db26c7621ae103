"""“State of the system”: what is red and what to do, for those who keep it, without content."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from operations.models import Backup, Drill
from personnel.roles import Role
from tests.support.factories import log_concern, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def look(client, unit, place):
    cache.clear()
    client.force_login(make_member(Role.ADMINISTRATOR))
    return lambda: client.get(reverse("operations:state")).content.decode()


def good(kind, days: int) -> None:
    then = timezone.now() - timedelta(days=days)
    kind.objects.create(begun_at=then, ended_at=then, outcome="good", name=f"{days}.tar")


def test_what_is_well_is_said_so(look):
    good(Backup, 0)
    good(Drill, 6)

    assert "All is well" in look()


def test_a_drill_of_last_week_is_red_with_the_cure(look):
    good(Backup, 0)
    good(Drill, 8)

    shown = look()

    assert "The last good drill is 8 days old." in shown
    assert "manage.py drill" in shown


def test_why_a_backup_failed_is_shown(look):
    now = timezone.now()
    Backup.objects.create(begun_at=now, ended_at=now, outcome="failed", reason="The disk is full.")

    assert "The disk is full." in look()


def test_nothing_of_what_is_recorded_is_shown(look, officer):
    log_concern(officer, said="Trucks on Canal Street")

    assert "Canal Street" not in look()


def test_it_stands_in_the_administrators_navigation(client, unit):
    client.force_login(make_member(Role.ADMINISTRATOR))

    assert reverse("operations:state") in client.get("/").content.decode()
