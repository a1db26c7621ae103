"""What is kept from a reader of the log costs one query, however many records are kept from them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Entry
from audit.noting import note
from desk.audit_log import entries_for
from outreach.apart import number_apart
from outreach.models import Concern
from personnel.models import Member
from personnel.roles import Role
from tests.support.factories import NOON, log_concern, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MANY = 1_000


@pytest.fixture
def accused() -> Member:
    return make_member(Role.COMMANDER)


@pytest.fixture
def one(officer: Member, accused: Member) -> Concern:
    return log_concern(officer, restricted=True, about_member=accused)


def many_more(one: Concern) -> None:
    """As many again as there may ever be, each with a page that was refused beside it."""
    facts = {
        field.attname: getattr(one, field.attname)
        for field in Concern._meta.concrete_fields
        if not (field.primary_key or field.unique)
    }
    Concern.objects.bulk_create(
        Concern(**facts, number=number_apart(), submission=uuid4()) for _ in range(MANY)
    )
    Entry.objects.bulk_create(
        entry
        for concern in Concern.objects.all()
        for entry in (
            Entry(
                at=NOON,
                action="outreach.concerns.review",
                kind="outreach.concern",
                key=str(concern.pk),
                request=f"r{concern.pk}",
                mark="m",
            ),
            Entry(
                at=NOON,
                action="page outreach:concern",
                key=concern.number,
                request=f"r{concern.pk}",
                mark="m",
            ),
        )
    )


def read(member: Member) -> tuple[list[Any], int, int]:
    """What `member` reads, by how many queries, and how long they are."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = list(entries_for(member))
    return found, len(asked), sum(len(query["sql"]) for query in asked)


def test_one_hidden_record_and_a_thousand_cost_the_accused_the_same(one, accused):
    note("operations.backups.made")
    before, queries, length = read(accused)
    many_more(one)

    assert read(accused) == (before, queries, length)
    assert queries == 1
    assert "operations.backups.made" in {entry.action for entry in before}


def test_one_visible_record_and_a_thousand_cost_the_chief_the_same(one, chief):
    _, queries, length = read(chief)
    many_more(one)

    found, queries_now, length_now = read(chief)

    assert (queries_now, length_now) == (queries, length)
    assert sum(entry.action == "page outreach:concern" for entry in found) == MANY + 1


def test_what_was_noted_outside_of_a_request_is_beside_nothing(one, accused):
    """A command that works on a restricted concern hides no other command."""
    note("operations.backups.made")
    note("outreach.concerns.review", one)

    assert [entry.action for entry in entries_for(accused)][:1] == ["operations.backups.made"]
