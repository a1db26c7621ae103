"""What making, changing and closing an account brings with it."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.links import link_for
from accounts.particulars import AddressTaken
from accounts.workflows import members as workflow
from accounts.workflows import proposals
from personnel.models import Member
from personnel.roles import Role
from records.history import StepRefused
from tests.accounts.test_member_permissions import as_they_are, particulars
from tests.support.accounts import approve, approved, confirmed
from tests.support.factories import NOON, PASSWORD, log_concern, make_member

CHOSEN = "a phrase long enough to keep"
LOGIN = "account_login"


def opened(link: str) -> Client | None:
    """A client at the page that sets a password; None when the link leads nowhere."""
    client = Client()
    page = client.get(link.removeprefix("http://127.0.0.1:8000"), follow=True)
    return client if "Choose a new password" in page.text else None


def set_password(link: str, password: str = CHOSEN) -> None:
    client = opened(link)
    page = client.get(link.removeprefix("http://127.0.0.1:8000"))
    answer = client.post(page.url, {"password1": password, "password2": password})
    assert answer.status_code == 302


def signs_in(email: str, password: str = CHOSEN) -> bool:
    client = Client()
    client.post(reverse(LOGIN), {"login": email, "password": password})
    return client.get(reverse("desk:home")).status_code == 200


@pytest.fixture(autouse=True)
def _known_site(settings):
    settings.SITE_URL = "http://127.0.0.1:8000"


def test_a_new_member_signs_in_only_after_the_link_was_used(administrator, supervisor):
    wanted = particulars(email="nia@example.org")
    proposal = proposals.add(wanted, by=administrator, at=NOON)
    link = approve(proposal, supervisor)
    member = proposal.member

    assert member.email == "nia@example.org"
    assert not member.has_usable_password()
    set_password(link)

    assert signs_in("nia@example.org")
    assert opened(link) is None


def test_a_link_works_for_three_days_and_no_longer(officer):
    made_at = timezone.now()
    with time_machine.travel(made_at, tick=False):
        link = link_for(officer)

    with time_machine.travel(made_at + timedelta(hours=71, minutes=59), tick=False):
        assert opened(link)
    with time_machine.travel(made_at + timedelta(hours=72, seconds=2), tick=False):
        assert opened(link) is None


def test_a_new_link_ends_the_ones_before_and_the_password(
    administrator, officer, supervisor, client
):
    client.force_login(officer)
    first = link_for(officer)

    second = approve(proposals.renew_link(officer, by=administrator, at=NOON), supervisor)
    third = approve(proposals.renew_link(officer, by=administrator, at=NOON), supervisor)

    assert client.get(reverse("desk:home")).status_code == 302
    assert not signs_in(officer.email, PASSWORD)
    assert opened(first) is None
    assert opened(second) is None
    assert opened(third)


def test_a_closed_account_ends_its_open_session_at_the_next_request(administrator, officer, client):
    client.force_login(officer)
    assert client.get(reverse("desk:home")).status_code == 200

    workflow.disable(officer, by=administrator, at=NOON)

    answer = client.get(reverse("desk:home"))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse(LOGIN))
    assert client.post(reverse("desk:theme"), {"theme": "dark"}).url.startswith(reverse(LOGIN))
    assert not signs_in(officer.email, PASSWORD)


def test_what_a_closed_account_had_open_stays_ended_when_it_opens_again(
    administrator, officer, supervisor, client
):
    client.force_login(officer)
    link = link_for(officer)

    workflow.disable(officer, by=administrator, at=NOON)
    assert opened(link) is None
    approve(proposals.enable(officer, by=administrator, at=NOON), supervisor)

    assert client.get(reverse("desk:home")).status_code == 302
    assert not signs_in(officer.email, PASSWORD)
    assert opened(link) is None
    set_password(link_for(Member.objects.get(pk=officer.pk)))
    assert signs_in(officer.email)


def test_a_closed_account_leaves_its_records_and_its_posts(administrator, supervisor, unit):
    concern = log_concern(supervisor)

    workflow.disable(supervisor, by=administrator, at=NOON)

    concern.refresh_from_db()
    unit.refresh_from_db()
    assert concern.officer == supervisor
    assert unit.supervisor is None


def test_without_a_named_supervisor_the_unit_supervisor_is_asked(
    administrator, officer, supervisor
):
    second = make_member(Role.UNIT_SUPERVISOR, name="Ines Duarte", rank="Sgt.")

    workflow.disable(supervisor, by=administrator, at=NOON)

    officer.refresh_from_db()
    assert list(Member.objects.supervising(officer)) == [second]


def test_a_role_taken_away_is_gone_at_the_next_request(administrator, commander, client):
    client.force_login(commander)
    assert client.get(reverse("personnel:members")).status_code == 200

    wanted = as_they_are(commander, role=Role.OFFICER)
    workflow.change(commander, wanted, by=administrator, at=NOON)

    commander.division.refresh_from_db()
    assert client.get(reverse("personnel:members")).status_code == 302
    client.force_login(commander)
    assert client.get(reverse("personnel:members")).status_code == 403
    assert commander.division.commander is None


def test_a_changed_address_is_the_only_one_that_signs_in(administrator, officer, supervisor):
    before = officer.email
    assert signs_in(before, PASSWORD)  # the sign-in page keeps a table of addresses
    link_for(officer)

    wanted = as_they_are(officer, email="tessa@example.org")
    approved(proposals.change(officer, wanted, by=administrator, at=NOON), supervisor)
    assert signs_in(before, PASSWORD)
    confirmed(officer)

    assert signs_in("tessa@example.org", PASSWORD)
    assert not signs_in(before, PASSWORD)


def test_an_address_is_one_members_whatever_its_case(administrator, officer):
    taken = particulars(email=officer.email.upper())
    theirs = as_they_are(administrator, email=officer.email)

    with pytest.raises(AddressTaken):
        proposals.add(taken, by=administrator, at=NOON)
    with pytest.raises(AddressTaken):
        workflow.add_here(taken, by=None, at=NOON)
    with pytest.raises(AddressTaken):
        proposals.change(administrator, theirs, by=administrator, at=NOON)

    assert Member.objects.filter(email__iexact=officer.email).count() == 1


def test_what_was_done_already_is_refused(administrator, officer):
    with pytest.raises(StepRefused, match="is open"):
        proposals.enable(officer, by=administrator, at=NOON)
    workflow.disable(officer, by=administrator, at=NOON)

    with pytest.raises(StepRefused, match="closed already"):
        workflow.disable(officer, by=administrator, at=NOON)
    with pytest.raises(StepRefused, match="Open it again first"):
        proposals.renew_link(officer, by=administrator, at=NOON)
