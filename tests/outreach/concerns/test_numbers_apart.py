"""Restricted concerns of before get numbers without an order; what named the old ones follows."""

from __future__ import annotations

import re
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from outreach.concerns.workflows import actions
from outreach.models import Concern, NumberSeries
from personnel.models import Notice
from tests.support.factories import NOON, log_concern

pytestmark = pytest.mark.django_db
APART = re.compile(r"R-[2-9B-Z]{4}-[2-9B-Z]{4}")


def renumber() -> None:
    migration = import_module("outreach.migrations.0009_numbers_apart")
    with connection.schema_editor() as editor:
        migration.renumber(apps, editor)


@pytest.mark.django_db(transaction=True)
def test_old_numbers_are_gone_and_notices_lead_to_the_new_ones(client, officer, commander, chief):
    ordinary = log_concern(officer)
    for number in (1, 2, 3):
        concern = log_concern(officer, restricted=True)
        old = f"R-2026-{number:04d}"
        for notice in Notice.objects.filter(url__contains=concern.number):
            notice.text = notice.text.replace(concern.number, old)
            notice.url = notice.url.replace(concern.number, old)
            notice.save()
        Concern.objects.filter(pk=concern.pk).update(number=old)
    NumberSeries.objects.create(prefix="R", year=2026, last=3)

    renumber()

    restricted = Concern.objects.filter(restricted=True)
    assert all(APART.fullmatch(one.number) for one in restricted)
    assert not NumberSeries.objects.filter(prefix="R").exists()
    assert Concern.objects.get(pk=ordinary.pk).number == ordinary.number
    assert not Notice.objects.filter(text__contains="R-2026").exists()
    told = Notice.objects.filter(to=chief)
    assert {one.url for one in told} == {one.get_absolute_url() for one in restricted}
    assert all(one.url.split("/")[2] in one.text for one in told)
    client.force_login(chief)
    assert client.get("/concerns/R-2026-0002/").status_code == 404
    assert client.get(restricted[0].get_absolute_url()).status_code == 200


def test_keys_of_what_command_alone_sees_leave_no_gap_in_the_others(officer, supervisor, chief):
    """Actions, referrals and notices have keys in addresses and in the log."""
    concern, restricted = log_concern(officer), log_concern(officer, restricted=True)
    facts = {"at": NOON, "what": "Talk to her", "due_on": NOON.date(), "owner": chief}

    first = actions.recommend(concern, by=supervisor, kind="other", **facts | {"owner": officer})
    hidden = actions.recommend(restricted, by=chief, kind="other", **facts)
    personnel = actions.recommend(concern, by=chief, kind="personnel", **facts)
    last = actions.recommend(concern, by=supervisor, kind="other", **facts | {"owner": officer})

    assert last.pk == first.pk + 1
    assert hidden.pk < 0
    assert personnel.pk < 0
    assert all((notice.pk < 0) == notice.command_only for notice in Notice.objects.all())


def test_an_action_with_a_key_apart_has_its_page(client, officer, chief):
    concern = log_concern(officer, restricted=True)
    facts = {"at": NOON, "what": "Talk to her", "due_on": NOON.date(), "owner": chief}
    action = actions.recommend(concern, by=chief, kind="other", **facts)
    client.force_login(chief)

    page = client.get(f"/concerns/{concern.number}/actions/{action.pk}/")

    assert page.status_code == 200
    assert f"actions/{action.pk}/" in client.get(concern.get_absolute_url()).text
