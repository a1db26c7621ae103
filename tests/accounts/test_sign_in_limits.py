"""How often a password may be tried: counted together over processes, and held against nobody else."""

from io import StringIO

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts.sign_in_limits import DEVICE, NETWORK, PAIR, network_of, unlock
from personnel.models import AccountProposal, Member, Notice
from tests.support.accounts import approve
from tests.support.attacks import HELD, WRONG, attacked, from_many_networks, let_in
from tests.support.factories import NOON, make_member
from tests.support.factors import App, sign_in


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


# ---- Who is held back


def test_after_five_wrong_passwords_the_right_one_waits_too(officer):
    said = attacked(officer, PAIR.tries + 1)

    assert [WRONG in page for page in said] == [True] * 5 + [False]
    assert HELD in said[-1]
    assert not let_in(officer, address="203.0.113.7")


def test_it_passes_by_itself(officer):
    attacked(officer, PAIR.tries)

    with time_machine.travel(NOON + PAIR.window, tick=False):
        assert let_in(officer, address="203.0.113.7")


@pytest.mark.slow
def test_who_attacks_from_elsewhere_locks_nobody_out(officer):
    attacked(officer, 50)

    assert let_in(officer)


def test_a_right_password_costs_no_try(officer):
    assert all(let_in(officer) for _ in range(PAIR.tries + 3))


@pytest.mark.slow
def test_one_network_does_not_try_one_password_on_everybody(kinston):
    for _ in range(NETWORK.tries):
        attacked(make_member(), 1)

    assert HELD in attacked(make_member(), 1)[0]
    assert let_in(make_member())


@pytest.mark.slow
def test_many_networks_together_are_held_back_and_told_of(officer, administrator):
    from_many_networks(officer)

    assert not let_in(officer)
    notice = Notice.objects.get(to=administrator)
    assert "Many failed sign-ins for Officer Lindgren." in notice.text


@pytest.mark.slow
def test_a_stranger_learns_nothing_about_who_has_an_account(officer):
    nobody = make_member()
    nobody.delete()

    assert attacked(officer, 7)[-1].count(HELD) == attacked(nobody, 7)[-1].count(HELD) == 1


@pytest.mark.slow
def test_a_known_device_still_works_during_an_attack(officer):
    own = Client()
    assert let_in(officer, client=own)
    own.post(reverse("account_logout"))

    from_many_networks(officer)

    assert let_in(officer, client=own)
    assert not let_in(officer)


def test_a_known_device_has_a_limit_of_its_own(officer):
    own = Client()
    let_in(officer, client=own)
    own.post(reverse("account_logout"))

    attacked(officer, DEVICE.tries, client=own)

    assert not let_in(officer, client=own)


@pytest.mark.slow
def test_a_device_of_one_member_is_not_known_to_another(officer, supervisor):
    own = Client()
    let_in(supervisor, client=own)
    own.post(reverse("account_logout"))

    from_many_networks(officer)

    assert not let_in(officer, client=own)


@pytest.mark.slow
def test_a_device_that_only_says_it_is_known_is_not(officer):
    forged = Client()
    forged.cookies["known_device"] = "W10:1abc:forged"

    from_many_networks(officer)

    assert not let_in(officer, client=forged)


# ---- The network


@pytest.mark.parametrize(
    ("proxies", "header", "seen"),
    [
        (0, None, "203.0.113.7/32"),
        (0, "198.51.100.1", "203.0.113.7/32"),
        (1, "198.51.100.1", "198.51.100.1/32"),
        (1, "10.0.0.1, 192.0.2.4, 198.51.100.1", "198.51.100.1/32"),
        (1, None, "203.0.113.7/32"),
        (1, "2001:db8:1:2ff:3::1", "2001:db8:1:200::/56"),
        (1, "nonsense", ""),
    ],
)
def test_the_network_is_what_the_own_proxy_saw(settings, proxies, header, seen):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = {"X-Forwarded-For": header} if header else {}

    request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.7", headers=headers)

    assert network_of(request) == seen


def test_a_forged_header_gives_no_new_tries(officer, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for n in range(PAIR.tries):
        forwarded = {"X-Forwarded-For": f"10.9.8.{n}, 203.0.113.7"}
        sign_in(officer, password="wrong", headers=forwarded)

    answer, _ = sign_in(officer, headers={"X-Forwarded-For": "10.9.8.99, 203.0.113.7"})

    assert HELD in answer.text


# ---- Unlocking


@pytest.mark.slow
def test_the_administrator_unlocks(desk, officer, administrator):
    from_many_networks(officer)
    page = reverse("personnel:member-unlock", args=[officer.pk])
    assert page in desk.get(reverse("personnel:member", args=[officer.pk])).text

    asked = desk.get(page)
    assert not let_in(officer)
    desk.post(page)

    assert "Unlock this account?" in asked.text
    assert let_in(officer)
    assert page not in desk.get(reverse("personnel:member", args=[officer.pk])).text


def test_the_administrator_unlocks_whoever_mistyped_at_their_own_desk(desk, officer):
    attacked(officer, PAIR.tries)
    page = reverse("personnel:member-unlock", args=[officer.pk])

    assert page in desk.get(reverse("personnel:member", args=[officer.pk])).text
    desk.post(page)

    assert let_in(officer, address="203.0.113.7")


def test_the_command_unlocks_whoever_mistyped(officer):
    attacked(officer, PAIR.tries)
    said = StringIO()

    call_command("unlock_member", officer.email.upper(), stdout=said)

    assert "Officer Tessa Lindgren can try again." in said.getvalue()
    assert let_in(officer, address="203.0.113.7")


def test_the_command_says_when_there_is_nothing_to_unlock(officer):
    said = StringIO()

    call_command("unlock_member", officer.email, stdout=said)

    assert "is not held back" in said.getvalue()
    with pytest.raises(CommandError, match="Nobody signs in with this address"):
        call_command("unlock_member", "nobody@example.org")


def reset_here(member):
    said = StringIO()
    call_command("unlock_member", member.email, "--reset-factor", "Lost, seen.", stdout=said)
    return said.getvalue()


def test_the_command_takes_a_factor_away_where_nobody_could_approve_it(officer, administrator):
    Member.objects.update(last_login=timezone.now())
    App(administrator)

    said = reset_here(administrator)

    assert "sets up a new second factor at sign-in" in said
    assert not Authenticator.objects.exists()
    with pytest.raises(CommandError, match="has no second factor"):
        reset_here(administrator)


def test_the_command_proposes_it_where_somebody_could(officer, administrator, chief):
    Member.objects.update(last_login=timezone.now())
    App(administrator)

    said = reset_here(administrator)

    proposal = AccountProposal.objects.get()
    assert "It is approved by the chief" in said
    assert Authenticator.objects.exists()
    approve(proposal, chief)
    assert not Authenticator.objects.exists()


def test_the_chiefs_factor_goes_here_while_two_commanders_are_missing(officer, commander, chief):
    Member.objects.update(last_login=timezone.now())
    App(chief)

    assert "sets up a new second factor" in reset_here(chief)
    assert Notice.objects.filter(to=commander, text__contains="took away").exists()


def test_unlocking_one_leaves_the_others(officer, supervisor):
    attacked(officer, PAIR.tries)
    attacked(supervisor, PAIR.tries)

    unlock(officer)

    assert let_in(officer, address="203.0.113.7")
    assert not let_in(supervisor, address="203.0.113.7")
