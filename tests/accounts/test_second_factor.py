"""A second factor is asked for, and nothing is open without one where it is required."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from fido2.utils import websafe_encode

from accounts.forms.passkeys import PasskeyAloneForm
from accounts.second_factor import ENROLLING, WORDS
from personnel.models import Letter
from personnel.sealing import opened
from tests.support.factors import App, give_code, is_in, recovery_codes, shown_again, sign_in
from tests.whole.test_doors import CLOSED, PAGES, address, all_of, answers


@pytest.fixture
def required(settings):
    settings.MFA_REQUIRED = True


@pytest.fixture
def app(officer):
    return App(officer)


def factor_of(member, kind):
    return Authenticator.objects.get(user_id=member.pk, type=kind)


# ---- Nothing without one


# The second door itself: whoever is through it is sent to the desk, and from there to enrolment.
SHUT = [page for page in CLOSED if page not in ENROLLING | {"mfa_authenticate"}]


@pytest.mark.parametrize("method", ["get", "post"])
def test_without_a_factor_every_page_leads_to_setting_one_up(required, officer, client, method):
    client.force_login(officer)

    assert answers(client, method, SHUT) == all_of(SHUT, 302, reverse("mfa_index"))


def test_nor_does_a_part_of_a_page_come_to_whoever_types_its_address(required, officer, client):
    client.force_login(officer)

    answers = {client.get(address(page), headers={"HX-Request": "true"}).text for page in SHUT}

    assert answers == {WORDS}


def test_whoever_has_none_can_set_one_up_or_leave(required, officer, client):
    client.force_login(officer)

    assert "Set up the app" in client.get(reverse("mfa_index")).text
    assert client.get(reverse("desk:signed-in")).status_code == 200
    asked_again = client.get(reverse("mfa_activate_totp"))
    assert asked_again.url.startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_logout"))
    assert not is_in(client)


def test_the_pages_that_stay_open_exist():
    assert set(PAGES) >= ENROLLING


def test_scripts_are_told_why_they_get_nothing(required, officer, client):
    client.force_login(officer)
    home = reverse("desk:home")

    swap = client.get(home, headers={"HX-Request": "true"})
    wanted_json = client.get(home, headers={"Accept": "application/json"})

    assert (swap.status_code, swap.text) == (403, WORDS)
    assert wanted_json.status_code == 403
    assert wanted_json.json() == {"code": "mfa_required", "reason": WORDS}


def test_recovery_codes_alone_are_no_factor(required, officer, client):
    recovery_codes(officer)
    client.force_login(officer)

    assert client.get(reverse("desk:home")).url == reverse("mfa_index")


def test_the_demo_does_without(officer, client):
    client.force_login(officer)

    assert client.get(reverse("desk:home")).status_code == 200


# ---- Setting one up


@pytest.mark.django_db(transaction=True)
def test_an_app_is_set_up_with_its_first_code_and_brings_recovery_codes(required, officer):
    _, client = sign_in(officer)
    shown_again(client, officer)
    page = client.get(reverse("mfa_activate_totp"))
    phone = App.__new__(App)
    phone.secret = page.context["form"].secret

    answer = client.post(reverse("mfa_activate_totp"), {"code": phone.code()}, follow=True)

    assert len(answer.context["unused_codes"]) == 10
    assert answer.context["unused_codes"][0] in answer.text
    again = client.get(reverse("mfa_view_recovery_codes"))
    assert answer.context["unused_codes"][0] not in again.text
    assert client.get(reverse("desk:home")).status_code == 200
    assert phone.secret not in str(dict(client.session))
    assert "an app that makes codes was set up" in opened(Letter.objects.get().sealed, "letter")


def test_the_code_of_the_set_up_opens_no_door_afterwards(officer):
    _, client = sign_in(officer)
    shown_again(client, officer)
    page = client.get(reverse("mfa_activate_totp"))
    phone = App.__new__(App)
    phone.secret = page.context["form"].secret
    code = phone.code()
    client.post(reverse("mfa_activate_totp"), {"code": code})

    _, thief = sign_in(officer)

    assert give_code(thief, code).status_code == 200
    assert not is_in(thief)


def test_the_last_factor_stays_where_one_is_required(required, officer, app):
    _, client = sign_in(officer)
    give_code(client, app.code())
    shown_again(client, officer)

    page = client.get(reverse("mfa_deactivate_totp"))
    client.post(reverse("mfa_deactivate_totp"))

    assert "Set up another one before you remove this one" in page.text
    assert factor_of(officer, "totp") == app.kept


@pytest.mark.parametrize("step", ["mfa_remove_webauthn", "mfa_edit_webauthn"])
def test_a_passkey_is_changed_by_its_own_member_who_shows_again(officer, supervisor, step):
    key = {"name": "Desk computer", "credential": {}}
    passkey = Authenticator.objects.create(user=officer, type="webauthn", data=key)
    own, other = Client(), Client()
    own.force_login(officer)
    other.force_login(supervisor)
    shown_again(other, supervisor)

    asked = own.post(reverse(step, args=[passkey.pk]), {"name": "Mine"})
    foreign = other.post(reverse(step, args=[passkey.pk]), {"name": "Mine"})

    assert "reauthenticate" in asked.url
    assert foreign.status_code == 404
    assert Authenticator.objects.get().data["name"] == "Desk computer"


# ---- A passkey without a password


def shown_passkey(flags):
    """What a browser sends: the device's word, with its flags, for whoever it belongs to."""
    said = websafe_encode(bytes(32) + bytes([flags]) + bytes(4))
    client = websafe_encode(b'{"type": "webauthn.get", "challenge": "AA", "origin": "here"}')
    response = {"authenticatorData": said, "clientDataJSON": client, "signature": "AA"}
    return json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": response})


@pytest.mark.parametrize(("flags", "good"), [(0b001, False), (0b101, True)])
def test_a_passkey_alone_counts_only_if_its_device_asked_for_finger_or_pin(
    officer, monkeypatch, flags, good
):
    passkey = Authenticator(user=officer, type="webauthn", data={"name": "Key"})
    package = "allauth.mfa.webauthn.internal.auth."
    monkeypatch.setattr(f"{package}extract_user_from_response", lambda said: officer)
    monkeypatch.setattr(f"{package}complete_authentication", lambda user, said: passkey)

    form = PasskeyAloneForm({"credential": shown_passkey(flags)})

    assert form.is_valid() is good


def test_the_sign_in_with_a_passkey_alone_uses_that_form(settings):
    assert settings.MFA_FORMS["login_webauthn"].endswith(PasskeyAloneForm.__name__)
