"""A program with its owner, and clients signed in as the department's people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from personnel.models import Division, Member
from personnel.roles import Role
from policies.models import Topic
from programs.models import Program
from tests.support.factories import make_member, on
from tests.support.programs import make_program


@pytest.fixture
def topic(kinston) -> Topic:
    return Topic.objects.get(key="senior_crime_awareness")


@pytest.fixture
def owner(unit) -> Member:
    """An officer of patrol who owns the program and belongs to no unit."""
    patrol = Division.objects.filter(is_unit=False).first()
    return make_member(Role.OFFICER, name="Ines Fontaine", division=patrol)


@pytest.fixture
def program(owner, topic) -> Program:
    return make_program(owner, name="Lock It, Light It", topics=(topic,))


@pytest.fixture
def proposed(owner, supervisor) -> Program:
    """A program the unit supervisor proposed."""
    proposed = make_program(owner, name="Porch Lights", status="proposed")
    proposed.steps.create(to_status="proposed", by=supervisor, at=on(date(2026, 5, 4)))
    return proposed


@pytest.fixture
def accreditation_manager(unit) -> Member:
    return make_member(Role.ACCREDITATION_MANAGER, name="Ida Moss", rank="")


@pytest.fixture
def as_member(db) -> Callable[[Member], Client]:
    """A client signed in as a member: `as_member(officer).get(url)`."""

    def signed_in(member: Member) -> Client:
        client = Client()
        client.force_login(member)
        return client

    return signed_in
