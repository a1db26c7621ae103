"""Two people make a role: proposed by an administrator, approved by whoever stands above it (row 53)."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connections, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.particulars import AddressTaken
from accounts.permissions import may_approve_account
from accounts.workflows import members, proposals
from audit.models import Entry
from personnel.models import AccountProposal, Letter, Member, Notice
from personnel.roles import APPROVERS, COMMAND, LOWER, Role
from personnel.sealing import opened
from records.history import StepRefused
from tests.accounts.test_member_permissions import as_they_are, particulars
from tests.support.accounts import approve, approved
from tests.support.factories import NOON, make_member
from tests.support.factors import App, shown_again

LATER = NOON + timedelta(hours=1)
Status = AccountProposal.Status


def letters_to(address: str) -> list[str]:
    return [opened(one.sealed, "letter") for one in Letter.objects.filter(to=address)]


def told(member: Member) -> str:
    return "\n".join(Notice.objects.filter(to=member).values_list("text", flat=True))


def everybody() -> dict[str, Member]:
    return {role: make_member(role) for role in Role}


# ---- Who approves what


@pytest.mark.parametrize("role", sorted(Role))
def test_each_role_is_approved_by_those_above_it_and_by_nobody_else(administrator, role):
    people = everybody()
    proposal = proposals.add(particulars(role=role), by=administrator, at=NOON)

    able = {one for one, member in people.items() if may_approve_account(member, proposal)}

    assert able == APPROVERS[role]
    assert not Member.objects.filter(email=proposal.email).exists()
    for one in set(Role) - APPROVERS[role]:
        with pytest.raises(PermissionDenied):
            proposals.approve(proposal, by=people[one], at=LATER, seen=proposal.mark)


def test_every_role_has_somebody_above_it_who_is_no_administrator():
    assert APPROVERS.keys() == set(Role)
    assert all(those and those <= {*COMMAND, Role.UNIT_SUPERVISOR} for those in APPROVERS.values())


@pytest.mark.parametrize("role", sorted(LOWER))
def test_a_role_is_lower_only_if_no_fewer_may_approve_it(role):
    assert role not in LOWER[role]
    assert all(APPROVERS[role] <= APPROVERS[lower] for lower in LOWER[role] if role != Role.CHIEF)
    assert all(LOWER.get(lower, frozenset()) <= LOWER[role] for lower in LOWER[role])


def test_an_approved_account_gets_its_link_at_its_address(administrator, supervisor):
    proposal = proposals.add(particulars(role=Role.ANALYST), by=administrator, at=NOON)

    link = approve(proposal, supervisor)

    made = Member.objects.get(email="new@example.org")
    assert (made.role, made.is_active, made.has_usable_password()) == (Role.ANALYST, True, False)
    assert proposal.status == Status.APPROVED
    assert link in letters_to("new@example.org")[0]


def test_the_chief_takes_two_commanders(administrator, commander):
    other = make_member(Role.COMMANDER, name="Ada Stone")
    proposal = proposals.add(particulars(role=Role.CHIEF), by=administrator, at=NOON)

    assert approve(proposal, commander) == ""
    assert not Member.objects.filter(role=Role.CHIEF).exists()
    with pytest.raises(PermissionDenied, match="another commander"):
        approve(proposal, commander)
    approve(proposal, other)

    assert Member.objects.get(role=Role.CHIEF).email == "new@example.org"
    assert (proposal.backed_by, proposal.decided_by) == (commander, other)


def test_a_commander_who_left_command_has_not_approved(administrator, commander):
    second, third = (make_member(Role.COMMANDER, name=name) for name in ("Ada Stone", "Bo Lind"))
    proposal = proposals.add(particulars(role=Role.CHIEF), by=administrator, at=NOON)
    approve(proposal, commander)
    Member.objects.filter(pk=commander.pk).update(role=Role.OFFICER)

    approve(proposal, second)
    assert not Member.objects.filter(role=Role.CHIEF).exists()
    approve(proposal, third)

    assert (proposal.backed_by, proposal.decided_by) == (second, third)


def test_nobody_approves_what_is_about_them(administrator, commander, chief):
    other = make_member(Role.COMMANDER, name="Ada Stone")
    third = make_member(Role.COMMANDER, name="Bo Lind")
    wanted = as_they_are(commander, role=Role.CHIEF)
    proposal = proposals.change(commander, wanted, by=administrator, at=NOON)

    with pytest.raises(PermissionDenied, match="your own account"):
        approve(proposal, commander)
    assert list(AccountProposal.objects.waiting_for(commander)) == []
    approve(proposal, other, third)

    commander.refresh_from_db()
    assert commander.role == Role.CHIEF


def test_nobody_approves_what_they_proposed_though_they_command_now(administrator, chief):
    proposal = proposals.add(particulars(), by=administrator, at=NOON)
    Member.objects.filter(pk=administrator.pk).update(role=Role.COMMANDER)
    administrator.refresh_from_db()

    with pytest.raises(PermissionDenied, match="You proposed it"):
        approve(proposal, administrator)


def test_the_database_refuses_one_person_too(administrator, commander):
    proposal = proposals.add(particulars(role=Role.CHIEF), by=administrator, at=NOON)
    row = AccountProposal.objects.filter(pk=proposal.pk)
    facts = {"status": Status.APPROVED, "decided_at": NOON}

    for wrong in (
        facts | {"decided_by": administrator},
        facts | {"decided_by": commander},
        facts | {"decided_by": commander, "backed_by": commander, "backed_at": NOON},
        {"backed_by": administrator, "backed_at": NOON},
        {"status": Status.APPROVED},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(**wrong)


# ---- What takes two, and what one person does alone


@pytest.mark.parametrize(
    "step",
    [
        lambda who, by: proposals.renew_link(who, by=by, at=NOON),
        lambda who, by: proposals.reset_factor(who, reason="Lost.", by=by, at=NOON),
        lambda who, by: proposals.open_link(who, by=by, at=NOON),
        lambda who, by: proposals.change(
            who, as_they_are(who, email="taken.over@example.org"), by=by, at=NOON
        ),
    ],
    ids=["link", "factor", "sign-in", "address"],
)
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_what_lets_somebody_in_waits_and_is_told_outside_the_account(
    administrator, settings, role, step
):
    settings.OIDC_SERVER_URL = "https://id.example.org"
    people = everybody()
    who = people[role]
    App(who)
    before = Member.objects.filter(pk=who.pk).values().get()

    proposal = step(who, administrator)

    assert Member.objects.filter(pk=who.pk).values().get() == before
    assert proposal.weighs == role
    assert letters_to(before["email"])
    command = [one for key, one in people.items() if key in COMMAND and one != who]
    assert all("proposed for" in told(one) for one in (who, *command))


def test_the_administrator_never_holds_the_link(desk, administrator, chief, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    proposal = proposals.renew_link(make_member(Role.COMMANDER), by=administrator, at=NOON)
    page = reverse("personnel:proposal", args=[proposal.pk])

    approve(proposal, chief)

    assert "password/reset/key" not in desk.get(page).text
    assert desk.post(reverse("personnel:proposal-approve", args=[proposal.pk])).status_code == 403


@pytest.mark.parametrize(
    ("role", "to", "alone"),
    [
        (Role.CHIEF, Role.COMMANDER, True),
        (Role.COMMANDER, Role.OFFICER, True),
        (Role.COMMUNITY_OFFICER, Role.OFFICER, True),
        (Role.COMMANDER, Role.ACCREDITATION_MANAGER, False),
        (Role.ANALYST, Role.OFFICER, False),
        (Role.OFFICER, Role.ANALYST, False),
        (Role.CHIEF, Role.ADMINISTRATOR, False),
        (Role.OFFICER, Role.COMMUNITY_OFFICER, False),
    ],
)
def test_only_a_role_that_holds_less_is_given_alone(administrator, role, to, alone):
    who = make_member(role)

    if alone:
        members.change(who, as_they_are(who, role=to), by=administrator, at=NOON)
    else:
        with pytest.raises(PermissionDenied, match="takes two people"):
            members.change(who, as_they_are(who, role=to), by=administrator, at=NOON)

    who.refresh_from_db()
    assert who.role == (to if alone else role)


def test_another_division_takes_two_and_no_division_one(administrator, patrol_officer, unit):
    there = as_they_are(patrol_officer, division=unit)
    with pytest.raises(PermissionDenied, match="Another division takes two people"):
        members.change(patrol_officer, there, by=administrator, at=NOON)

    nowhere = as_they_are(patrol_officer, division=None)
    members.change(patrol_officer, nowhere, by=administrator, at=NOON)

    patrol_officer.refresh_from_db()
    assert patrol_officer.division is None


def test_the_weightier_of_two_roles_decides_who_approves(administrator, commander, chief):
    wanted = as_they_are(commander, role=Role.ANALYST, email="else@example.org")

    proposal = proposals.change(commander, wanted, by=administrator, at=NOON)

    assert proposal.weighs == Role.COMMANDER
    assert proposals.approvers_of(proposal) == [chief]


def test_a_changed_name_is_told(administrator, officer, chief):
    wanted = as_they_are(officer, name="Tessa Lind")

    members.change(officer, wanted, by=administrator, at=NOON)

    assert "changed the name of Officer Tessa Lindgren: Officer Tessa Lind." in told(chief)


# ---- Exactly what was seen, and once


def test_what_changed_since_it_was_shown_is_not_approved(administrator, officer, supervisor):
    wanted = as_they_are(officer, role=Role.ANALYST)
    proposal = proposals.change(officer, wanted, by=administrator, at=NOON)
    shown = proposal.mark

    AccountProposal.objects.filter(pk=proposal.pk).update(role=Role.TRAINING_OFFICER)
    with pytest.raises(StepRefused, match="changed while you were looking"):
        proposals.approve(proposal, by=supervisor, at=LATER, seen=shown)
    with pytest.raises(StepRefused, match="changed while you were looking"):
        proposals.approve(proposal, by=supervisor, at=LATER, seen="")

    officer.refresh_from_db()
    assert officer.role == Role.COMMUNITY_OFFICER


def test_an_account_that_changed_since_is_proposed_anew(administrator, officer, supervisor):
    proposal = proposals.renew_link(officer, by=administrator, at=NOON)
    Member.objects.filter(pk=officer.pk).update(email="else@example.org")
    proposal = AccountProposal.objects.get()

    with pytest.raises(StepRefused, match="changed since this was proposed"):
        proposals.approve(proposal, by=supervisor, at=LATER, seen=proposal.mark)


def test_while_something_waits_the_account_is_not_changed_otherwise(administrator, officer):
    proposals.renew_link(officer, by=administrator, at=NOON)

    with pytest.raises(StepRefused, match="Withdraw it first"):
        members.change(officer, as_they_are(officer, name="T L"), by=administrator, at=NOON)
    with pytest.raises(StepRefused, match="proposed for this account already"):
        proposals.renew_link(officer, by=administrator, at=NOON)


def test_one_address_is_proposed_once(administrator, officer):
    proposals.add(particulars(), by=administrator, at=NOON)

    with pytest.raises(AddressTaken):
        proposals.add(particulars(email="NEW@example.org"), by=administrator, at=NOON)
    wanted = as_they_are(officer, email="new@example.org")
    with pytest.raises(AddressTaken):
        proposals.change(officer, wanted, by=administrator, at=NOON)


def test_a_proposer_who_keeps_no_accounts_any_more_is_not_followed(
    administrator, second_administrator, supervisor
):
    proposal = proposals.add(particulars(), by=administrator, at=NOON)
    Member.objects.filter(pk=administrator.pk).update(is_active=False)

    with pytest.raises(StepRefused, match="keeps no accounts any more"):
        approve(AccountProposal.objects.get(), supervisor)

    assert not Member.objects.filter(email=proposal.email).exists()


def test_a_closed_account_leaves_nothing_waiting(administrator, second_administrator, officer):
    about = proposals.renew_link(officer, by=second_administrator, at=NOON)
    made = proposals.add(particulars(), by=second_administrator, at=NOON)

    members.disable(officer, by=administrator, at=NOON)
    members.disable(second_administrator, by=administrator, at=NOON)

    for one in (about, made):
        one.refresh_from_db()
        assert (one.status, one.note) == (Status.WITHDRAWN, "The account was closed.")


def approve_at_once(proposal, people):
    """All of `people` approve at the same moment; returns how it ended for each."""
    together = threading.Barrier(len(people))

    def approver(by):
        mine = AccountProposal.objects.get(pk=proposal.pk)
        together.wait(10)
        try:
            proposals.approve(mine, by=Member.objects.get(pk=by.pk), at=LATER, seen=proposal.mark)
        except (StepRefused, PermissionDenied):
            return "refused"
        finally:
            connections.close_all()
        return "approved"

    with ThreadPoolExecutor(len(people)) as threads:
        return sorted(threads.map(approver, people))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_approve_at_once_one_does(administrator, commander, chief):
    proposal = proposals.add(particulars(), by=administrator, at=NOON)

    assert approve_at_once(proposal, [commander, chief]) == ["approved", "refused"]

    assert Member.objects.filter(email="new@example.org").count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_commander_who_approves_twice_at_once_is_one(administrator, commander):
    proposal = proposals.add(particulars(role=Role.CHIEF), by=administrator, at=NOON)

    assert approve_at_once(proposal, [commander, commander]) == ["approved", "refused"]

    assert not Member.objects.filter(role=Role.CHIEF).exists()


@pytest.mark.django_db(transaction=True)
def test_two_commanders_who_approve_at_once_are_two(administrator, commander):
    other = make_member(Role.COMMANDER, name="Ada Stone")
    proposal = proposals.add(particulars(role=Role.CHIEF), by=administrator, at=NOON)

    assert approve_at_once(proposal, [commander, other]) == ["approved", "approved"]

    assert Member.objects.filter(role=Role.CHIEF).count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_asking_again_a_commander_of_before_could_approve(administrator, commander):
    """The verdict is asked of the row as it is now; the object in hand still says commander."""
    proposal = proposals.add(particulars(role=Role.UNIT_SUPERVISOR), by=administrator, at=NOON)
    Member.objects.filter(pk=commander.pk).update(role=Role.OFFICER)

    assert may_approve_account(commander, proposal)  # what a careless step would ask
    with pytest.raises(PermissionDenied):
        proposals.approve(proposal, by=commander, at=LATER, seen=proposal.mark)


# ---- Refused, withdrawn, stuck


def test_refused_with_a_reason_and_told(administrator, supervisor, chief):
    proposal = proposals.add(particulars(), by=administrator, at=NOON)

    proposals.refuse(proposal, by=supervisor, at=LATER, note="Not one of ours.")

    assert (proposal.status, proposal.note) == (Status.REFUSED, "Not one of ours.")
    assert all("refused it: Not one of ours." in told(one) for one in (administrator, chief))
    with pytest.raises(StepRefused):
        approve(proposal, chief)


def test_withdrawn_by_an_administrator_and_by_nobody_else(administrator, supervisor):
    proposal = proposals.add(particulars(), by=administrator, at=NOON)
    with pytest.raises(PermissionDenied):
        proposals.withdraw(proposal, by=supervisor, at=LATER)

    proposals.withdraw(proposal, by=administrator, at=LATER)

    with pytest.raises(StepRefused, match="withdrawn"):
        approve(proposal, supervisor)


def test_where_nobody_can_approve_the_page_says_what_to_do(desk, administrator):
    proposal = proposals.add(particulars(), by=administrator, at=NOON)

    page = desk.get(reverse("personnel:proposal", args=[proposal.pk])).text

    assert "Whoever runs the machine makes the chief&#x27;s account" in page
    assert "Nobody serves who may approve it." in told(administrator)
    assert "nobody of them serves" in desk.get(reverse("desk:home")).text


def test_each_step_is_in_the_log(administrator, officer, supervisor):
    proposal = proposals.change(
        officer, as_they_are(officer, email="else@example.org"), by=administrator, at=NOON
    )
    approve(proposal, supervisor)

    done = Entry.objects.values_list("action", "actor", "kind")
    about_member = ("personnel.member",)
    assert ("personnel.proposals.change", administrator.pk, *about_member) in done
    assert ("personnel.proposals.approve", supervisor.pk, "personnel.accountproposal") in done
    assert ("personnel.granting.granted_change", supervisor.pk, *about_member) in done


# ---- The pages


def test_it_waits_on_the_desk_of_whoever_may_approve(client, administrator, supervisor, officer):
    proposal = proposals.add(particulars(), by=administrator, at=NOON)

    client.force_login(supervisor)
    assert proposal.get_absolute_url() in client.get(reverse("desk:waiting")).text
    client.force_login(officer)
    assert proposal.get_absolute_url() not in client.get(reverse("desk:waiting")).text
    assert client.get(proposal.get_absolute_url()).status_code == 403


def test_a_supervisor_sees_only_what_supervisors_approve(client, administrator, supervisor):
    proposal = proposals.add(particulars(role=Role.COMMANDER), by=administrator, at=NOON)
    client.force_login(supervisor)

    assert client.get(proposal.get_absolute_url()).status_code == 404
    assert "new@example.org" not in client.get(reverse("personnel:proposals")).text


def test_whoever_approves_is_told_of_accounts_of_the_same_name(client, administrator, supervisor):
    name = f" {administrator.name.upper()} "
    proposal = proposals.add(particulars(name=name), by=administrator, at=NOON)
    other = proposals.add(
        particulars(name="Nia Cole", email="nia@example.org"), by=administrator, at=NOON
    )
    client.force_login(supervisor)

    told_of = client.get(proposal.get_absolute_url()).text
    shown_again(client, supervisor)
    asked = client.get(reverse("personnel:proposal-approve", args=[proposal.pk])).text

    assert f"{administrator.full_name}, Administrator. Nobody has two accounts." in told_of
    assert "Nobody has two accounts." in asked
    assert "Nobody has two accounts." not in client.get(other.get_absolute_url()).text


def test_approving_asks_who_is_there_and_then_shows_what_is_approved(
    client, administrator, supervisor
):
    proposal = proposals.add(particulars(), by=administrator, at=NOON)
    page = reverse("personnel:proposal-approve", args=[proposal.pk])
    client.force_login(supervisor)
    assert client.get(page).url.startswith(reverse("account_reauthenticate"))

    shown_again(client, supervisor)
    asked = client.get(page).text
    answer = client.post(page, {"version": proposal.mark}, follow=True)

    assert "new@example.org" in asked
    assert proposal.mark in asked
    assert "It is approved." in answer.text
    assert Member.objects.filter(email="new@example.org").exists()


@pytest.mark.parametrize("kind", ["filebased", "dummy"])
def test_where_no_mail_leaves_the_one_who_approved_sees_the_link_once(
    client, administrator, supervisor, settings, kind
):
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{kind}.EmailBackend"
    proposal = proposals.add(particulars(), by=administrator, at=NOON)
    client.force_login(supervisor)
    shown_again(client, supervisor)

    page = reverse("personnel:proposal-approve", args=[proposal.pk])
    first = client.post(page, {"version": proposal.mark}, follow=True).text
    again = client.get(proposal.get_absolute_url()).text

    assert "password/reset/key" in first
    assert "password/reset/key" not in again


def test_a_commander_never_sees_the_chiefs_link(client, administrator, commander, settings):
    settings.MAIL_NOT_SENT = True
    other = make_member(Role.COMMANDER, name="Ada Stone")
    proposal = proposals.add(particulars(role=Role.CHIEF), by=administrator, at=NOON)
    approve(proposal, other)
    client.force_login(commander)
    shown_again(client, commander)

    page = reverse("personnel:proposal-approve", args=[proposal.pk])
    said = client.post(page, {"version": proposal.mark}, follow=True).text

    assert "print_link" in said
    assert "password/reset/key" not in said
    assert not Letter.objects.filter(subject="Liaison: your link").exists()


def test_the_machine_prints_a_link_that_was_approved_and_no_mail_brought(
    administrator, commander, settings, capsys
):
    settings.MAIL_NOT_SENT = True
    proposal = proposals.add(particulars(role=Role.CHIEF), by=administrator, at=timezone.now())
    with pytest.raises(CommandError, match="Nobody signs in"):
        call_command("print_link", proposal.email)
    approve(proposal, make_member(Role.COMMANDER, name="Ada Stone"))
    chief = approved(proposal, commander, at=timezone.now())

    call_command("print_link", chief.email)
    printed = capsys.readouterr().out

    assert "password/reset/key" in printed
    assert Notice.objects.filter(to=commander, text__contains="printed the link").exists()


@pytest.mark.parametrize("why", ["mail leaves", "nothing was approved", "long ago", "closed"])
def test_no_link_is_printed(administrator, supervisor, settings, why):
    settings.MAIL_NOT_SENT = why != "mail leaves"
    at = timezone.now() - timedelta(days=9 if why == "long ago" else 0)
    member = make_member()
    if why != "nothing was approved":
        approved(proposals.renew_link(member, by=administrator, at=at), supervisor, at=at)
    if why == "closed":
        Member.objects.filter(pk=member.pk).update(is_active=False)

    with pytest.raises(CommandError):
        call_command("print_link", member.email)


def test_where_no_mail_leaves_a_forgotten_password_says_so(client, kinston, settings):
    settings.MAIL_NOT_SENT = True

    page = client.get(reverse("account_reset_password")).text

    assert "No mail leaves this installation" in page
    assert "Send the link" not in page


def test_the_approved_account_itself(administrator, chief):
    made = approved(
        proposals.add(particulars(role=Role.COMMANDER), by=administrator, at=NOON), chief
    )

    assert made.is_command
    assert "proposed and" in told(chief)
