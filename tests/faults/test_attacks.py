"""Somebody else tries to sign in, and people lose what they sign in with."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from outreach.concerns import volume
from personnel.models import AccountProposal, LinkedSignIn, Notice
from personnel.tallies import Limit
from tests.support.accounts import approve
from tests.support.attacks import HELD, attacked, from_many_networks, let_in
from tests.support.factories import NOON
from tests.support.factors import (
    ANDROID,
    WINDOWS,
    App,
    give_code,
    is_in,
    recovery_codes,
    sign_in,
)
from tests.support.single_sign_on import signs_in


@pytest.mark.slow
def test_fault_071_a_spray_from_fifty_networks_leaves_known_devices_alone(officer, administrator):
    own = Client()
    let_in(officer, client=own)
    own.post(reverse("account_logout"))

    from_many_networks(officer, networks=50)

    assert HELD in attacked(officer, 1, address="198.51.100.77")[0]
    assert let_in(officer, client=own)
    assert (
        Notice.objects.filter(to=administrator, text__contains="Many failed sign-ins").count() == 1
    )


@pytest.mark.slow
def test_fault_072_a_lock_out_attack_on_the_chief_is_ended_by_the_administrator(
    chief, commander, desk
):
    own = Client()
    let_in(chief, client=own)
    own.post(reverse("account_logout"))
    from_many_networks(chief)
    assert let_in(chief, client=own)
    assert not let_in(chief)

    desk.post(reverse("personnel:member-unlock", args=[chief.pk]))

    assert let_in(chief)
    assert Notice.objects.filter(to=commander, text__contains="unlocked the account").exists()


@pytest.mark.parametrize("wait", [0, 29, 31, 59])
def test_fault_073_a_code_somebody_looked_at_opens_nothing(officer, wait):
    app = App(officer)
    with time_machine.travel(NOON, tick=False) as clock:
        code = app.code()
        _, first = sign_in(officer)
        give_code(first, code)
        assert is_in(first)
        clock.shift(timedelta(seconds=wait))

        _, second = sign_in(officer)
        refused = give_code(second, code)

    assert not is_in(second)
    assert "Each code works once" in refused.text


@pytest.mark.parametrize(("off", "good"), [(25, True), (-25, True), (90, False), (-90, False)])
def test_fault_073_a_phone_clock_may_be_off_by_one_step(officer, off, good):
    app = App(officer)
    with time_machine.travel(NOON, tick=False):
        _, client = sign_in(officer)
        answer = give_code(client, app.code(off=off))

        assert is_in(client) is good
    assert ("let the phone set the time by itself" in answer.text) is not good


def test_fault_074_phone_and_codes_lost_are_reset_by_a_second_person(
    officer, supervisor, desk, settings
):
    settings.MFA_REQUIRED = False
    App(officer)
    recovery_codes(officer)
    stolen = Client()
    stolen.force_login(officer)

    page = reverse("personnel:member-factor-reset", args=[officer.pk])
    desk.post(page, {"note": "Seen in person."})
    assert is_in(stolen)
    approve(AccountProposal.objects.get(), supervisor)

    settings.MFA_REQUIRED = True
    assert not Authenticator.objects.filter(user_id=officer.pk).exists()
    assert not is_in(stolen)
    _, client = sign_in(officer)
    assert client.get("/").url == reverse("mfa_index")


def test_fault_075_a_passkey_that_is_gone_is_taken_away_by_the_administrator(
    officer, supervisor, desk
):
    """With a recovery code at hand, see tests/browser/test_signing_in.py."""
    gone = {"name": "Old phone", "credential": {}}
    Authenticator.objects.create(user=officer, type=Authenticator.Type.WEBAUTHN, data=gone)
    member_page = desk.get(reverse("personnel:member", args=[officer.pk]))

    page = reverse("personnel:member-factor-reset", args=[officer.pk])
    desk.post(page, {"note": "The account that kept the passkeys is gone."})
    approve(AccountProposal.objects.get(), supervisor)

    assert "Passkey: Old phone" in member_page.text
    answer, client = sign_in(officer)
    assert answer.url == "/"
    assert is_in(client)


def test_fault_076_the_same_address_with_another_subject_is_nobody(provider, linked):
    for says in ({"sub": "subject-2"}, {"tid": "tenant-b"}):
        answer, client = signs_in(provider, email=linked.email, **says)
        assert answer.status_code == 403
        assert not is_in(client)
    assert LinkedSignIn.objects.get().subject == "subject-1"


def test_fault_076_with_the_provider_away_the_administrator_gets_in(provider, administrator):
    provider.away = True

    assert "sign in with your password" in Client().get(reverse("account_single_sign_on")).text
    assert is_in(sign_in(administrator)[1])


def test_fault_077_a_copied_session_shows_and_changes_no_factor(officer):
    app = App(officer)
    own = Client(headers={"User-Agent": ANDROID})
    _, own = sign_in(officer, client=own)
    give_code(own, app.code())
    is_in(own)
    thief = Client(headers={"User-Agent": WINDOWS})
    thief.cookies["sessionid"] = own.cookies["sessionid"].value

    assert is_in(thief)
    for page in ("mfa_deactivate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"):
        answer = thief.post(reverse(page))
        assert "reauthenticate" in answer.url
    listed = own.get(reverse("account_sessions"))
    assert "Chrome on Android" in listed.text
    assert "Firefox on Windows" in listed.text
    assert "More than one device used this session" in listed.text

    own.post(reverse("account_session_end", args=[UserSession.objects.get().pk]))
    assert not is_in(thief)


def test_fault_079_whoever_opens_very_many_concerns_is_seen_doing_it(
    officer, commander, concern, monkeypatch
):
    monkeypatch.setattr(volume, "MANY", Limit("few", 5, timedelta(hours=1)))
    told = Notice.objects.filter(to=commander, text__contains="opened more than 5 concerns")
    noted = Entry.objects.filter(action="outreach.concerns.many_opened", actor=officer.pk)

    def opens(times):
        client = Client()
        client.force_login(officer)
        asked = (client.get(concern.get_absolute_url()) for _ in range(times))
        assert {answer.status_code for answer in asked} == {200}

    with time_machine.travel(NOON, tick=False) as clock:
        opens(5)
        assert not told.exists()
        opens(3)
        assert (told.count(), noted.count()) == (1, 1)
        clock.shift(timedelta(minutes=61))
        opens(6)

    assert (told.count(), noted.count()) == (2, 2)


def test_fault_079_reading_many_gives_no_right_to_take_them_away(patrol_officer, kinston):
    client = Client()
    client.force_login(patrol_officer)

    assert client.get(reverse("outreach:concern-export")).status_code == 403
