"""Who keeps accounts, and what even an administrator may not (row 53, floors 3 and 11)."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.urls import reverse

from accounts.particulars import Particulars
from accounts.permissions import (
    READERS,
    may_disable,
    may_give_role,
    may_keep_accounts,
    may_read_accounts,
    may_renew_link,
)
from accounts.workflows import divisions, proposals
from accounts.workflows import members as workflow
from personnel.models import AccountProposal, Division, Member, Notice
from personnel.roles import Role
from tests.support.accounts import approved
from tests.support.factories import NOON, log_concern, make_member

OTHERS = sorted(set(Role) - {Role.ADMINISTRATOR})
STRANGERS = sorted(set(Role) - READERS)


def particulars(**facts):
    usual = {"email": "new@example.org", "name": "Nia Cole", "rank": "", "division": None}
    return Particulars(**usual | {"role": Role.OFFICER} | facts)


def as_they_are(member, **facts):
    """What the account of `member` says, but for `facts`."""
    said = {name: getattr(member, name) for name in ("email", "name", "rank", "role", "division")}
    return Particulars(**said | facts)


def pages_that_change(member, division):
    return [
        reverse("personnel:member-new"),
        *(
            reverse(f"personnel:member-{verb}", args=[member.pk])
            for verb in ("edit", "disable", "enable", "link")
        ),
        reverse("personnel:division-edit", args=[division.pk]),
    ]


@pytest.mark.parametrize("role", OTHERS)
def test_only_the_administrator_keeps_accounts(officer, role):
    other = make_member(role)

    assert not may_keep_accounts(other)
    with pytest.raises(PermissionDenied, match="administrator keeps the accounts"):
        proposals.add(particulars(), by=other, at=NOON)
    steps = (workflow.disable, proposals.enable, proposals.renew_link, proposals.open_link)
    for step in steps:
        with pytest.raises(PermissionDenied, match="administrator keeps the accounts"):
            step(officer, by=other, at=NOON)
    for change in (workflow.change, proposals.change):
        for wanted in (Role.CHIEF, Role.OFFICER, officer.role):
            with pytest.raises(PermissionDenied):
                change(officer, as_they_are(officer, role=wanted), by=other, at=NOON)
    with pytest.raises(PermissionDenied):
        divisions.change(
            officer.division, name="Mine", supervisor=None, commander=None, by=other, at=NOON
        )

    officer.refresh_from_db()
    assert (officer.role, officer.is_active) == (Role.COMMUNITY_OFFICER, True)
    assert officer.has_usable_password()
    assert not AccountProposal.objects.exists()


@pytest.mark.parametrize("role", OTHERS)
def test_pages_that_change_accounts_refuse_everyone_else(client, officer, unit, role):
    client.force_login(make_member(role))

    for url in pages_that_change(officer, unit):
        assert client.get(url).status_code == 403
        assert client.post(url, {"name": "Taken over"}).status_code == 403

    assert not Member.objects.filter(name="Taken over").exists()
    assert Division.objects.get(pk=unit.pk).name != "Taken over"


@pytest.mark.parametrize("role", STRANGERS)
def test_whoever_has_no_part_in_it_does_not_see_who_has_an_account(client, officer, role):
    client.force_login(make_member(role))
    pages = ["members", "divisions"]

    answers = [client.get(reverse(f"personnel:{page}")) for page in pages]
    answers.append(client.get(reverse("personnel:member", args=[officer.pk])))

    assert {answer.status_code for answer in answers} == {403}
    assert all(officer.email not in answer.text for answer in answers)


@pytest.mark.parametrize("role", sorted(READERS - {Role.ADMINISTRATOR}))
def test_command_and_accreditation_read_accounts_and_get_no_buttons(client, officer, role):
    client.force_login(make_member(role))

    pages = [
        client.get(reverse("personnel:members")),
        client.get(reverse("personnel:member", args=[officer.pk])),
        client.get(reverse("personnel:divisions")),
    ]

    assert may_read_accounts(make_member(role))
    assert {page.status_code for page in pages} == {200}
    for words in ("Propose a member", "Edit the account", "Close the account", "/edit/"):
        assert all(words not in page.text for page in pages)


def test_without_signing_in_there_is_nothing_to_see(client, officer):
    pages = [*pages_that_change(officer, officer.division), reverse("personnel:members")]

    answers = [client.get(page) for page in pages]

    assert {answer.status_code for answer in answers} == {302}
    assert {answer.url.split("?")[0] for answer in answers} == {reverse("account_login")}


def test_nobody_grants_themselves_a_role(desk, administrator, second_administrator):
    url = reverse("personnel:member-edit", args=[administrator.pk])
    typed = {"name": "Sam Osei", "email": administrator.email, "role": Role.CHIEF}

    wanted = as_they_are(administrator, role=Role.CHIEF)

    answer = desk.post(url, typed)
    for change in (workflow.change, proposals.change):
        with pytest.raises(PermissionDenied, match="Another administrator changes your role"):
            change(administrator, wanted, by=administrator, at=NOON)

    administrator.refresh_from_db()
    assert answer.status_code == 302
    assert administrator.role == Role.ADMINISTRATOR


def test_nobody_closes_the_own_account_or_makes_a_link_for_it(
    desk, administrator, second_administrator
):
    for verb in ("disable", "link"):
        answer = desk.post(reverse(f"personnel:member-{verb}", args=[administrator.pk]))
        assert answer.status_code == 403
    for step in (workflow.disable, proposals.renew_link, proposals.open_link):
        with pytest.raises(PermissionDenied):
            step(administrator, by=administrator, at=NOON)

    administrator.refresh_from_db()
    assert administrator.is_active
    assert administrator.has_usable_password()
    assert not may_renew_link(administrator, administrator)


def test_the_last_administrator_stays_one(administrator, second_administrator):
    """The second one was closed a moment ago; the request was already on its way."""
    workflow.disable(Member.objects.get(pk=second_administrator.pk), by=administrator, at=NOON)

    for refused in (
        may_disable(second_administrator, administrator),
        may_give_role(second_administrator, administrator, Role.OFFICER),
    ):
        assert "last administrator" in refused.reason
    with pytest.raises(PermissionDenied, match="last administrator"):
        workflow.disable(administrator, by=second_administrator, at=NOON)
    wanted = as_they_are(administrator, role=Role.OFFICER)
    with pytest.raises(PermissionDenied, match="last administrator"):
        proposals.change(administrator, wanted, by=second_administrator, at=NOON)

    administrator.refresh_from_db()
    assert (administrator.is_active, administrator.role) == (True, Role.ADMINISTRATOR)


def close_each_other(pair):
    """Both close the other at the same moment; returns how many were closed."""
    together = threading.Barrier(2)

    def closer(by, other):
        together.wait(10)
        try:
            workflow.disable(Member.objects.get(pk=other.pk), by=by, at=NOON)
        except PermissionDenied:
            return 0
        finally:
            connections.close_all()
        return 1

    with ThreadPoolExecutor(2) as threads:
        return sum(threads.map(closer, pair, reversed(pair)))


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_close_each_other_leave_one(administrator, second_administrator):
    closed = close_each_other([administrator, second_administrator])

    assert closed == 1
    assert Member.objects.in_roles(Role.ADMINISTRATOR).count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_standing_in_line_both_could_be_closed(administrator, second_administrator):
    """Both look before either writes, as they could without the lock."""
    looked = threading.Barrier(2)
    pair = [administrator, second_administrator]

    def carelessly(by, other):
        allowed = may_disable(by, other)
        looked.wait(10)
        Member.objects.filter(pk=other.pk).update(is_active=not allowed)
        connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(carelessly, pair, reversed(pair)))

    assert Member.objects.in_roles(Role.ADMINISTRATOR).count() == 0


def test_an_administrator_reads_accounts_and_no_content(desk, officer):
    concern = log_concern(
        officer,
        said="Canary at Larch Street.",
        place="Canary Street 5",
        efforts="Canary was talked to.",
        reporter_name="Canary Person",
    )
    pages = [reverse("personnel:members"), reverse("personnel:divisions")]
    pages += [reverse(f"personnel:{page}", args=[officer.pk]) for page in ("member", "member-edit")]
    pages.append(reverse("personnel:member-disable", args=[officer.pk]))

    answers = [desk.get(page) for page in pages]

    assert {answer.status_code for answer in answers} == {200}
    assert all("Canary" not in answer.text for answer in answers)
    assert all(concern.number not in answer.text for answer in answers)
    assert desk.get(concern.get_absolute_url()).status_code == 403


def test_an_administrator_can_be_named_for_no_division(desk, administrator, unit):
    url = reverse("personnel:division-edit", args=[unit.pk])

    facts = {"name": unit.name, "supervisor": administrator, "commander": None}

    answer = desk.post(url, {"name": unit.name, "supervisor": administrator.pk})
    with pytest.raises(PermissionDenied, match="does not have the role of a supervisor"):
        divisions.change(unit, **facts, by=administrator, at=NOON)

    unit.refresh_from_db()
    assert answer.status_code == 422
    assert unit.supervisor is None


@pytest.mark.parametrize("role", sorted({Role.OFFICER, Role.UNIT_SUPERVISOR, Role.ADMINISTRATOR}))
def test_only_command_can_be_named_as_commander(administrator, unit, role):
    facts = {"name": unit.name, "supervisor": None, "commander": make_member(role)}

    with pytest.raises(PermissionDenied, match="does not belong to command"):
        divisions.change(unit, **facts, by=administrator, at=NOON)


def test_command_hears_of_every_account_and_right(administrator, officer, commander, chief):
    made = approved(
        proposals.add(particulars(role=Role.ANALYST), by=administrator, at=NOON), commander
    )
    wanted = as_they_are(officer, role=Role.ANALYST)
    approved(proposals.change(officer, wanted, by=administrator, at=NOON), commander)
    approved(proposals.renew_link(officer, by=administrator, at=NOON), commander)
    workflow.disable(made, by=administrator, at=NOON)

    both = "Osei and Maj. Calloway"
    for one in (commander, chief):
        told = set(Notice.objects.filter(to=one).values_list("text", flat=True))
        assert told >= {
            "Osei proposed and Maj. Calloway approved an account for Cole: Crime analyst.",
            f"{both} changed the role of Officer Lindgren: Crime analyst, before Community officer.",
            f"{both} made a link that sets a new password for Officer Lindgren.",
            "Osei closed the account of Cole.",
        }
    assert Notice.objects.filter(to=officer).count() == 6
