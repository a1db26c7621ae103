"""The rest of the department, and what each sees on a given day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from desk.waiting import Waiting, waiting_for
from personnel.models import Division, Member
from personnel.roles import Role
from policies.current import policy
from tests.support.factories import NOON, make_member

Opens = Callable[..., Any]
TODAY = NOON.date()


@pytest.fixture
def patrol(unit) -> Division:
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
def auditor(unit) -> Member:
    return make_member(Role.ACCREDITATION_MANAGER, name="Ida Moss", rank="")


@pytest.fixture
def administrator(unit) -> Member:
    return make_member(Role.ADMINISTRATOR, name="Sam Osei", rank="")


@pytest.fixture
def opens(db) -> Opens:
    """`opens(officer, "/")`: the page as the member gets it at noon of May 13, 2026."""

    def opened(member: Member, path: str, *, at: datetime = NOON, **query: Any) -> Any:
        with time_machine.travel(at, tick=False):
            return _client(member).get(path, query)

    return opened


@pytest.fixture
def sends(db) -> Opens:
    """`sends(officer, "/theme/", theme="dark")`: the answer to the member's form."""

    def sent(member: Member, path: str, *, at: datetime = NOON, **typed: Any) -> Any:
        with time_machine.travel(at, tick=False):
            return _client(member).post(path, typed)

    return sent


@pytest.fixture
def queries(opens) -> Callable[[Member, str], int]:
    """How many queries a page takes, once what is kept in memory has been read."""

    def counted(member: Member, path: str) -> int:
        opens(member, path)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            opens(member, path)
        return len(asked)

    return counted


def _client(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def waits(member: Member, day: date = TODAY) -> Waiting:
    """What waits for `member` on `day`."""
    return waiting_for(member, day, policy(day))


def titles(found: Waiting, kind: str) -> list[str]:
    return [item.title for item in found.items if item.kind == kind]
