"""A concern about one of command goes to the chief; about the chief, out of the house (row 13)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from jobs.models import Job, Paper
from jobs.running import NotDone, run_now
from outreach.concerns.sheets import HANDOVER_TASK
from outreach.concerns.workflows import concerns, handovers
from outreach.models import Concern, Handover
from personnel.models import Member, Notice
from personnel.roles import Role
from policies.packs import load_pack, pack_keys
from records.history import StepRefused
from tests.support.factories import NOON, log_concern, make_member
from tests.support.pdfs import text_of

TODAY = NOON.date()


def page(client: Client, member: Member, number: str) -> str:
    client.force_login(member)
    return client.get(reverse("outreach:concern-handover", args=[number]))


def waits_on(client: Client, member: Member, number: str) -> bool:
    client.force_login(member)
    return number in client.get(reverse("desk:waiting")).text


@pytest.mark.parametrize("commanders", [1, 2])
def test_about_a_commander_it_goes_to_the_chief(officer, chief, commanders):
    named, *others = (make_member(Role.COMMANDER) for _ in range(commanders))

    concern = log_concern(officer, about_member=named)

    assert concern.owner == chief
    assert Notice.objects.filter(to__in=[chief, *others]).count() == commanders
    assert not Notice.objects.filter(to=named).exists()
    assert not Concern.objects.to_hand_over().exists()


def test_about_the_only_one_of_command_it_waits_on_whoever_logged_it(client, officer, commander):
    concern = log_concern(officer, about_member=commander)

    assert waits_on(client, officer, concern.number)
    assert not waits_on(client, commander, concern.number)
    assert "City Manager" in Notice.objects.get(to=officer).text
    assert not Notice.objects.filter(to=commander).exists()
    assert page(client, officer, concern.number).status_code == 200
    assert page(client, commander, concern.number).status_code == 404


def test_about_the_chief_a_commander_takes_it_out(client, officer, commander, chief):
    concern = log_concern(officer, about_member=chief)

    assert concern.owner == commander
    assert waits_on(client, commander, concern.number)
    for one in (officer, chief):
        assert not waits_on(client, one, concern.number)
        assert page(client, one, concern.number).status_code == 404


def test_two_who_are_chief_judge_each_other_no_more_than_themselves(officer, chief):
    second = make_member(Role.CHIEF, name="Ada Stone")

    concern = log_concern(officer, about_member=chief)

    assert list(Concern.objects.to_hand_over_by(second)) == [concern]
    with pytest.raises(PermissionDenied, match="Nobody here judges it"):
        concerns.resolve(concern, by=second, at=NOON, note="Nothing in it.")


def test_whoever_becomes_chief_meanwhile_is_not_judged_here(officer, commander, chief):
    concern = log_concern(officer, about_member=commander)
    Member.objects.filter(pk=chief.pk).update(is_active=False)
    Member.objects.filter(pk=commander.pk).update(role=Role.CHIEF)

    assert list(Concern.objects.to_hand_over_by(officer)) == [concern]
    assert not Concern.objects.to_hand_over_by(Member.objects.get(pk=commander.pk)).exists()


def test_it_is_on_a_desk_again_when_the_last_who_read_it_leaves(client, officer, commander, chief):
    concern = log_concern(officer, about_member=commander)
    assert not waits_on(client, officer, concern.number)

    Member.objects.filter(pk=chief.pk).update(is_active=False)

    assert waits_on(client, officer, concern.number)


def test_a_new_member_of_command_finds_what_nobody_has(client, officer):
    concern = log_concern(officer, restricted=True)
    assert waits_on(client, officer, concern.number)

    successor = make_member(Role.CHIEF)

    assert waits_on(client, successor, concern.number)
    assert not waits_on(client, officer, concern.number)


def test_the_sheet_is_printed_noted_and_carries_a_receipt(client, officer, commander):
    concern = log_concern(officer, about_member=commander, reporter_name="Canary Person")
    client.force_login(officer)

    address = reverse("outreach:concern-handover-sheet", args=[concern.number])
    waits = client.get(address)
    assert waits["Content-Type"].startswith("text/html")
    assert not Entry.objects.filter(action="outreach.handovers.print_sheet").exists()
    run_now(Job.objects.get(task=HANDOVER_TASK))
    client.head(address)

    answer = client.get(address)

    said = " ".join(text_of(answer.content).split())
    assert "Receipt" in said
    assert "Handed to City Manager" in said
    assert concern.said in said
    assert "Canary Person" not in said
    entry = Entry.objects.get(action="outreach.handovers.print_sheet")
    assert (entry.actor, entry.kind, entry.key) == (
        officer.pk,
        "outreach.concern",
        str(concern.pk),
    )


def test_the_receipt_ends_it_and_stays_for_command(client, officer, commander, chief):
    concern = log_concern(officer, about_member=chief)
    client.force_login(commander)
    address = reverse("outreach:concern-handover", args=[concern.number])

    with time_machine.travel(NOON, tick=False):
        wrong = client.post(address, {"received_by": "", "on": TODAY})
        early = client.post(address, {"received_by": "A. Clerk", "on": TODAY - timedelta(days=1)})
        done = client.post(address, {"received_by": "A. Clerk", "on": TODAY})

    kept = Handover.objects.get()
    assert (wrong.status_code, early.status_code, done.status_code) == (422, 422, 302)
    assert (kept.to, kept.received_by, kept.by) == ("City Manager", "A. Clerk", commander)
    assert page(client, commander, concern.number).status_code == 404
    assert "received there by A. Clerk" in client.get(concern.get_absolute_url()).text
    assert Entry.objects.filter(action="outreach.handovers.hand_over").exists()
    concerns.resolve(concern, by=commander, at=NOON, note="With the City Manager.")


def test_it_is_handed_over_once(officer, commander, chief):
    concern = log_concern(officer, about_member=chief)
    facts = {"at": NOON, "on": TODAY, "received_by": "A. Clerk"}
    handovers.hand_over(concern, by=commander, **facts)

    with pytest.raises((StepRefused, PermissionDenied)):
        handovers.hand_over(concern, by=commander, **facts)


def test_the_sheet_is_not_laid_out_for_whoever_handed_it_over_meanwhile(client, officer, commander):
    concern = log_concern(officer, about_member=commander)
    client.force_login(officer)
    client.get(reverse("outreach:concern-handover-sheet", args=[concern.number]))
    handovers.hand_over(concern, by=officer, at=NOON, on=TODAY, received_by="A. Clerk")

    with pytest.raises(NotDone, match="out of the house"):
        run_now(Job.objects.get(task=HANDOVER_TASK))

    assert not Paper.objects.exists()


@pytest.mark.parametrize("reader", [Role.ACCREDITATION_MANAGER, Role.ADMINISTRATOR])
def test_the_log_tells_nobody_else_of_it(client, officer, commander, reader):
    concern = log_concern(officer, about_member=commander)
    facts = {"at": NOON, "on": TODAY, "received_by": "A. Clerk"}
    handovers.hand_over(concern, by=officer, **facts)

    for one in (make_member(reader), commander):
        client.force_login(one)
        log = client.get(reverse("desk:log")).text
        assert "Hand over" not in log
        assert concern.number not in log


def test_logging_it_leads_to_the_sheet(client, officer, commander):
    client.force_login(officer)
    start = client.get(reverse("outreach:concern-new"), follow=True)
    key = re.search(r'name="draft" value="([^"]+)"', start.text)[1]
    typed = {
        "draft": key,
        "said": "He shouted at a witness.",
        "category": Concern._meta.get_field("category").related_model.objects.first().pk,
        "nature": "voiced",
        "channel": "patrol",
        "restricted": "on",
        "about_member": commander.pk,
    }

    answer = client.post(reverse("outreach:concern-new"), typed)

    concern = Concern.objects.get()
    assert answer.url == reverse("outreach:concern-handover", args=[concern.number])


@pytest.mark.parametrize("key", pack_keys())
def test_every_pack_names_whom_the_chief_answers_to(key):
    assert load_pack(key).chief_answers_to != "appointing authority"
