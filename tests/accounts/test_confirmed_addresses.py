"""A changed address is approved by two, confirmed from there, and told to the address before (row 53)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.particulars import AddressTaken, Particulars
from accounts.workflows import addresses, members, proposals
from audit.models import Entry
from personnel.models import AddressChange, Letter, Member, Notice
from personnel.roles import Role
from personnel.sealing import opened
from records.history import StepRefused
from tests.support.accounts import approved, confirmed
from tests.support.factories import NOON, make_member
from tests.support.factors import shown_again

pytestmark = pytest.mark.django_db

NEW = "tessa@example.org"
LINK = re.compile(r"\S+/accounts/address/\S+")


@pytest.fixture
def keeper(kinston) -> Member:
    return make_member(Role.ADMINISTRATOR)


@pytest.fixture
def approved_change(keeper, officer, supervisor, commander) -> AddressChange:
    return change_of(officer, keeper, supervisor)


def change_of(member: Member, keeper: Member, approver: Member, email: str = NEW) -> AddressChange:
    said = {name: getattr(member, name) for name in ("name", "rank", "role", "division")}
    wanted = Particulars(email=email, **said)
    approved(proposals.change(member, wanted, by=keeper, at=NOON), approver)
    return AddressChange.objects.get(member=member, status="waiting")


def link_to(address: str) -> str:
    """The path of the link in the one letter to `address` that has one."""
    bodies = [opened(one.sealed, "letter") for one in Letter.objects.filter(to=address)]
    [link] = [found[0] for body in bodies if (found := LINK.search(body))]
    return link.removeprefix(settings.SITE_URL)


def press(link: str, at=NOON):
    with time_machine.travel(at, tick=False):
        return Client().post(link)


def told(member: Member) -> str:
    return " ".join(Notice.objects.filter(to=member).values_list("text", flat=True))


def test_until_it_is_confirmed_the_old_one_stands(approved_change, officer):
    before = officer.email
    officer.refresh_from_db()
    assert officer.email == before
    shown = Client().get(link_to(NEW))
    assert "Confirm this address" in shown.text

    assert press(link_to(NEW)).status_code == 200

    officer.refresh_from_db()
    assert officer.email == NEW
    entry = Entry.objects.get(action="personnel.addresses.confirm")
    assert (entry.kind, entry.key) == ("personnel.addresschange", str(approved_change.pk))


def test_looking_at_the_link_confirms_nothing(approved_change, officer):
    with time_machine.travel(NOON, tick=False):
        Client().get(link_to(NEW))
        Client().head(link_to(NEW))

    officer.refresh_from_db()
    assert officer.email != NEW


def test_the_link_works_once_and_in_its_time(approved_change, officer):
    link = link_to(NEW)
    late = press(link, NOON + timedelta(hours=72))
    assert late.status_code == 409

    assert press(link, NOON + timedelta(hours=71)).status_code == 200
    assert press(link, NOON + timedelta(hours=71)).status_code == 409


def test_nobody_guesses_one(approved_change):
    assert Client().get("/accounts/address/nothing/confirm/").status_code == 404
    digest = approved_change.confirms
    assert Client().post(f"/accounts/address/{digest}/confirm/").status_code == 404


def test_the_old_address_stops_it(approved_change, officer, keeper, commander):
    before = officer.email
    stopped = press(link_to(before))

    assert "The change is stopped." in stopped.text
    used = press(link_to(NEW))
    assert used.status_code == 409
    assert 'href="/accounts/login/"' in used.text
    officer.refresh_from_db()
    assert officer.email == before
    for one in (keeper, commander, officer):
        assert "objects to the change" in told(one)


def test_the_old_address_is_heard_when_it_is_in_force(approved_change, officer, keeper, commander):
    before = officer.email
    objection = link_to(before)
    press(link_to(NEW))

    assert press(objection, NOON + timedelta(days=3)).status_code == 200

    officer.refresh_from_db()
    assert officer.email == NEW
    assert "after it was in force" in told(commander)
    assert press(objection, NOON + timedelta(days=3)).status_code == 409


def test_unconfirmed_it_lapses_and_is_told(approved_change, officer, keeper):
    addresses.lapse_due(NOON + timedelta(hours=71))
    approved_change.refresh_from_db()
    assert approved_change.status == "waiting"

    for _ in range(2):
        addresses.lapse_due(NOON + timedelta(hours=72))

    approved_change.refresh_from_db()
    assert approved_change.status == "lapsed"
    assert told(keeper).count("Nobody confirmed the new address") == 1
    with pytest.raises(StepRefused):
        addresses.confirm(approved_change, at=NOON)


def test_an_address_that_waits_is_nobody_elses(approved_change, keeper, officer, supervisor):
    with pytest.raises(AddressTaken):
        proposals.add(Particulars(NEW.upper(), "Nia", "", Role.OFFICER, None), by=keeper, at=NOON)
    said = {name: getattr(officer, name) for name in ("name", "rank", "role", "division")}
    with pytest.raises(StepRefused, match="waits to be confirmed"):
        proposals.change(officer, Particulars("x@example.org", **said), by=keeper, at=NOON)


def test_a_closed_account_confirms_nothing(approved_change, officer, keeper):
    members.disable(officer, by=keeper, at=NOON)

    assert press(link_to(NEW)).status_code == 409


def test_the_rest_of_what_was_approved_counts_at_once(keeper, officer, supervisor, commander):
    said = {name: getattr(officer, name) for name in ("name", "rank", "division")}
    wanted = Particulars(email=NEW, role=Role.ANALYST, **said)
    approved(proposals.change(officer, wanted, by=keeper, at=NOON), supervisor)

    officer.refresh_from_db()
    assert (officer.role, officer.email != NEW) == (Role.ANALYST, True)
    assert confirmed(officer).email == NEW


def proposed_by(keeper: Member, officer: Member):
    said = {name: getattr(officer, name) for name in ("name", "rank", "role", "division")}
    return proposals.change(officer, Particulars(NEW, **said), by=keeper, at=timezone.now())


def test_where_no_mail_leaves_the_approved_address_counts_at_once(
    client, keeper, officer, supervisor, commander, settings
):
    settings.MAIL_NOT_SENT = True
    before, proposal = officer.email, proposed_by(keeper, officer)
    page = reverse("personnel:proposal-approve", args=[proposal.pk])
    client.force_login(supervisor)
    shown_again(client, supervisor)

    asked = client.get(page).text
    done = client.post(page, {"version": proposal.mark}, follow=True).text

    assert "the new address counts at once" in asked
    officer.refresh_from_db()
    assert officer.email == NEW
    assert not AddressChange.objects.exists()
    assert f"to sign in with {NEW} from now on" in done
    # Nothing that lets somebody in lies in the outbox, and both are told on the pages.
    assert not any(LINK.search(opened(one.sealed, "letter")) for one in Letter.objects.all())
    for one in (officer, commander):
        assert "the address" in told(one)
    assert not Member.objects.filter(email=before).exists()


def test_where_mail_leaves_the_page_says_when_the_address_counts(
    client, keeper, officer, supervisor
):
    proposal = proposed_by(keeper, officer)
    client.force_login(supervisor)
    shown_again(client, supervisor)

    page = reverse("personnel:proposal-approve", args=[proposal.pk])
    asked = client.get(page).text
    done = client.post(page, {"version": proposal.mark}, follow=True).text

    assert "counts once a link sent there was opened" in asked
    assert "from now on" not in done
    assert AddressChange.objects.waiting().filter(member=officer).exists()
