"""The rest of the department, and clients signed in as its people."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from outreach.models import Concern
from personnel.models import Division, Member
from personnel.roles import Role
from tests.support.factories import a_category, log_concern, make_member


@pytest.fixture
def patrol(unit) -> Division:
    """The division of Officer Okoye."""
    return Division.objects.filter(is_unit=False).first()


@pytest.fixture
def patrol_supervisor(patrol) -> Member:
    member = make_member(
        Role.DIVISION_SUPERVISOR, name="Amadou Ndiaye", rank="Sgt.", division=patrol
    )
    patrol.supervisor = member
    patrol.save()
    return member


@pytest.fixture
def accreditation_manager(unit) -> Member:
    return make_member(Role.ACCREDITATION_MANAGER, name="Ida Moss", rank="")


@pytest.fixture
def administrator(unit) -> Member:
    return make_member(Role.ADMINISTRATOR, name="Sam Osei", rank="")


@pytest.fixture
def restricted(officer, patrol_officer) -> Concern:
    """About the conduct of Officer Okoye, logged by Officer Lindgren."""
    return log_concern(
        officer,
        said="An officer shouted at a bus driver.",
        category=a_category("police_service"),
        restricted=True,
        about_member=patrol_officer,
    )


@pytest.fixture
def as_member(db) -> Callable[[Member], Client]:
    """A client signed in as a member: `as_member(officer).get(url)`."""

    def signed_in(member: Member) -> Client:
        client = Client()
        client.force_login(member)
        return client

    return signed_in
