"""A number of the department takes two people: one proposes, command approves (row 54)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from desk.waiting import waiting_for
from personnel.models import Member, Notice
from personnel.roles import Role
from policies.current import policy, setting
from policies.models import NumberProposal, Setting
from policies.workflows import settings as workflow
from records.history import StepRefused
from tests.support.factories import NOON, make_member
from tests.support.factors import shown_again

pytestmark = pytest.mark.django_db

ANSWER = "answer_within_days"
TODAY = NOON.date()


@pytest.fixture
def proposed(kinston, supervisor, commander, chief) -> NumberProposal:
    return workflow.propose(ANSWER, 10, by=supervisor, at=NOON)


def as_(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    shown_again(client, member)
    return client


def told(member: Member) -> list[str]:
    return list(Notice.objects.filter(to=member).order_by("pk").values_list("text", flat=True))


def rows(member: Member) -> list[tuple[str, object]]:
    items = waiting_for(member, TODAY, policy()).items
    return [(one.title, one.due) for one in items if one.kind == "number"]


def test_it_waits_on_the_desk_of_command_with_old_and_new(proposed, supervisor, commander, chief):
    for one in (commander, chief):
        [(title, due)] = rows(one)
        assert title.startswith("A number: 14 to 10: ")
        assert due == TODAY + timedelta(days=7)
        assert any("14 to 10" in text and "waits for command" in text for text in told(one))
    assert rows(supervisor) == []
    assert setting(ANSWER) == 14


def test_approved_it_counts_and_everybody_concerned_is_told(proposed, supervisor, commander):
    client = as_(commander)
    page = client.get(proposed.get_absolute_url()).content.decode()
    assert "14 days" in page
    assert "10 days" in page

    client.post(reverse("policies:number-approve", args=[proposed.pk]))

    assert setting(ANSWER) == 10
    assert Setting.objects.get().changed_by == commander
    assert any("approved it" in text for text in told(supervisor))
    entry = Entry.objects.get(action="policies.settings.approve")
    assert (entry.actor, entry.key) == (commander.pk, str(proposed.pk))
    assert rows(commander) == []


def test_refused_it_stays_and_the_reason_is_told(proposed, supervisor, commander):
    client, address = as_(commander), reverse("policies:number-refuse", args=[proposed.pk])

    assert client.post(address, {"note": ""}).status_code == 422
    assert client.post(address, {"note": "Too short for patrol."}).status_code == 302

    assert setting(ANSWER) == 14
    assert any("Too short for patrol." in text for text in told(supervisor))
    assert "Too short for patrol." in as_(supervisor).get(proposed.get_absolute_url()).text


def test_nobody_approves_a_number_of_their_own(kinston, commander, chief):
    mine = workflow.propose(ANSWER, 10, by=commander, at=NOON)

    with pytest.raises(PermissionDenied):
        workflow.approve(mine, by=commander, at=NOON)
    decided = {"status": "approved", "decided_by": commander, "decided_at": NOON}
    with pytest.raises(IntegrityError), transaction.atomic():
        NumberProposal.objects.filter(pk=mine.pk).update(**decided)

    workflow.approve(mine, by=chief, at=NOON)
    assert setting(ANSWER) == 10


def test_only_command_approves(proposed):
    for role in Role:
        verdict = workflow.may_approve_number(make_member(role), proposed)
        assert bool(verdict) == (role in (Role.COMMANDER, Role.CHIEF))


@pytest.mark.parametrize(
    ("value", "why"), [(14, "14 already"), (0, "1 to 3,660"), (3661, "1 to 3,660")]
)
def test_what_is_no_number_is_refused_with_the_reason(kinston, supervisor, value, why):
    with pytest.raises(StepRefused, match=why):
        workflow.propose(ANSWER, value, by=supervisor, at=NOON)
    assert not NumberProposal.objects.exists()


def test_one_is_proposed_at_a_time(proposed, commander):
    answer = as_(commander).post(f"/policy/settings/{ANSWER}/", {"value": "9"})

    assert answer.status_code == 422
    assert "Decide that first" in answer.content.decode()


def test_what_changed_meanwhile_is_not_approved(proposed, commander):
    Setting.objects.create(key=ANSWER, value=12)

    with pytest.raises(StepRefused, match="12 meanwhile"):
        workflow.approve(proposed, by=commander, at=NOON)


def test_who_proposed_it_withdraws_it(proposed, supervisor, commander):
    with pytest.raises(PermissionDenied):
        workflow.withdraw(proposed, by=commander, at=NOON)
    workflow.withdraw(proposed, by=supervisor, at=NOON)

    with pytest.raises((StepRefused, PermissionDenied)):
        workflow.approve(proposed, by=commander, at=NOON)
    assert setting(ANSWER) == 14


def test_nobody_decides_it_is_reminded_climbs_and_lapses(proposed, supervisor, commander):
    due = NOON + timedelta(days=7)
    workflow.chase(due)
    assert not any("Overdue" in text for text in told(commander))

    for _ in range(2):
        workflow.chase(due + timedelta(days=1))
    assert sum("Overdue since" in text for text in told(commander)) == 1
    assert not any("Overdue" in text for text in told(supervisor))

    workflow.chase(due + timedelta(days=8))
    assert sum("Overdue since" in text for text in told(commander)) == 2
    assert sum("Overdue since" in text for text in told(supervisor)) == 1

    workflow.chase(due + timedelta(days=15))
    proposed.refresh_from_db()
    assert proposed.status == "lapsed"
    assert any("lapsed" in text for text in told(supervisor))
    assert setting(ANSWER) == 14
    assert workflow.propose(ANSWER, 10, by=supervisor, at=due + timedelta(days=15))
