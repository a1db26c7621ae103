"""A proposal for an account that nobody decides does not wait for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.particulars import Particulars
from accounts.workflows import divisions, overdue, proposals
from personnel.models import AccountProposal, Division, Member, Notice
from personnel.roles import Role
from records.history import StepRefused
from tests.support.factories import NOON, make_division, make_member

pytestmark = pytest.mark.django_db

DUE = NOON + timedelta(days=7)


@pytest.fixture
def keeper(kinston) -> Member:
    return make_member(Role.ADMINISTRATOR)


@pytest.fixture
def waiting(keeper, supervisor, commander) -> AccountProposal:
    new = Particulars("nia.cole@example.org", "Nia Cole", "", Role.OFFICER, None)
    return proposals.add(new, by=keeper, at=NOON)


def reminded(member: Member) -> int:
    return Notice.objects.filter(to=member, text__startswith="Overdue since").count()


def test_who_decides_is_reminded_once_then_those_above(waiting, keeper, supervisor, commander):
    chief = make_member(Role.CHIEF)
    overdue.chase(DUE)
    assert reminded(supervisor) == 0

    for _ in range(2):
        overdue.chase(DUE + timedelta(days=1))
    assert (reminded(supervisor), reminded(keeper)) == (1, 0)

    overdue.chase(DUE + timedelta(days=8))
    assert (reminded(chief), reminded(keeper)) == (2, 1)


def test_of_what_lapsed_nobody_is_said_to_decide_it_yet(waiting, supervisor, client):
    overdue.chase(DUE + timedelta(days=15))
    client.force_login(supervisor)

    listed = client.get("/members/proposals/").text
    page = client.get(waiting.get_absolute_url()).text

    assert "Nobody decided it, " in listed
    assert "Nobody yet" not in listed
    assert "It lapsed on " in page


def test_it_lapses_and_whoever_proposed_it_is_told(waiting, keeper, supervisor):
    overdue.chase(DUE + timedelta(days=15))

    waiting.refresh_from_db()
    assert (waiting.status, waiting.decided_by) == ("lapsed", None)
    assert Notice.objects.filter(to=keeper, text__contains="lapsed").count() == 1
    with pytest.raises(StepRefused, match="lapsed"):
        proposals.approve(waiting, by=supervisor, at=NOON, seen=waiting.mark)
    # The address is free again.
    again = Particulars("nia.cole@example.org", "Nia Cole", "", Role.OFFICER, None)
    assert proposals.add(again, by=keeper, at=DUE + timedelta(days=16))


def test_all_whom_a_division_named_or_names_are_told(keeper, officer, supervisor, commander):
    division: Division = make_division()
    before = make_member(Role.DIVISION_SUPERVISOR, division=division)
    after = make_member(Role.DIVISION_SUPERVISOR, division=division)
    Division.objects.filter(pk=division.pk).update(supervisor=before)
    division.refresh_from_db()

    facts = {"name": division.name, "supervisor": after, "commander": None}
    divisions.change(division, **facts, by=keeper, at=NOON)
    divisions.change(division, **facts, by=keeper, at=NOON)

    words = f"supervisor {after}, before {before}"
    told = set(Notice.objects.filter(text__contains=words).values_list("to", flat=True))
    assert told == {before.pk, after.pk, commander.pk}
    assert keeper.pk not in told
