"""Who may keep the register and change who speaks for a group (rows 16 and 17)."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from outreach.groups.permissions import may_change_representatives, may_keep_groups
from outreach.groups.workflows import groups as workflow
from outreach.models import CommunityGroup, Representative
from personnel.roles import UNIT, Role
from tests.support.factories import NOON, make_group, make_member

OUTSIDE_THE_UNIT = sorted(set(Role) - UNIT)


@pytest.fixture
def group(unit):
    return make_group(name="Old Mill Watch")


@pytest.fixture
def ellery(group):
    return Representative.objects.create(group=group, name="Ruth Ellery", since=date(2026, 1, 1))


@pytest.mark.parametrize("role", sorted(UNIT))
def test_the_unit_keeps_the_register(unit, role):
    assert may_keep_groups(make_member(role))


@pytest.mark.parametrize("role", OUTSIDE_THE_UNIT)
def test_nobody_else_keeps_the_register(group, role):
    member = make_member(role)

    with pytest.raises(PermissionDenied, match="community services unit keeps the register"):
        workflow.register(CommunityGroup(name="Mine"), by=member)
    with pytest.raises(PermissionDenied):
        workflow.correct(group, by=member, seen=1, fields=["name"])

    assert CommunityGroup.objects.count() == 1


@pytest.mark.parametrize("role", OUTSIDE_THE_UNIT)
def test_nobody_else_changes_who_speaks_for_a_group(group, ellery, role):
    member = make_member(role)

    with pytest.raises(PermissionDenied):
        workflow.name_representative(group, Representative(name="X"), by=member, at=NOON)
    with pytest.raises(PermissionDenied):
        workflow.end_representative(ellery, by=member, at=NOON)

    ellery.refresh_from_db()
    assert ellery.until is None
    assert group.representatives.count() == 1


def test_a_patrol_officer_who_is_the_liaison_changes_who_speaks(group, patrol_officer):
    group.liaison = patrol_officer

    assert may_change_representatives(patrol_officer, group)
    assert not may_keep_groups(patrol_officer)


def test_a_liaison_who_became_accreditation_manager_changes_nothing(group, unit):
    group.liaison = make_member(Role.ACCREDITATION_MANAGER)

    assert not may_change_representatives(group.liaison, group)


def pages_that_change(group, ellery):
    return [
        reverse("outreach:group-new"),
        reverse("outreach:group-edit", args=[group.pk]),
        reverse("outreach:representative-new", args=[group.pk]),
        reverse("outreach:representative-end", args=[ellery.pk]),
    ]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.COMMANDER, Role.ANALYST])
def test_pages_that_change_groups_refuse_with_the_reason(client, group, ellery, role):
    client.force_login(make_member(role))

    for url in pages_that_change(group, ellery):
        for answer in (client.get(url), client.post(url, {"name": "Taken over"})):
            assert answer.status_code == 403
            assert "unit keeps the register" in answer.text

    group.refresh_from_db()
    assert group.name == "Old Mill Watch"


def test_an_administrator_sees_no_group(client, group, ellery):
    client.force_login(make_member(Role.ADMINISTRATOR))
    urls = [group.get_absolute_url(), *pages_that_change(group, ellery)[1:]]

    assert {client.get(url).status_code for url in urls} <= {403, 404}
    assert "Old Mill Watch" not in client.get(reverse("outreach:groups")).text


@pytest.mark.parametrize("role", [Role.OFFICER, Role.TRAINING_OFFICER])
def test_who_takes_no_lists_away_gets_no_file_of_groups(client, group, role):
    client.force_login(make_member(role))

    answer = client.get(reverse("outreach:groups-export"))

    assert answer.status_code == 403
    assert "Export" not in client.get(reverse("outreach:groups")).text
