"""What ends a session, and the page of one's own."""

import os
import subprocess
import sys

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings as site
from django.test import Client
from django.urls import reverse

from accounts.devices import device_words
from accounts.workflows import members as workflow
from personnel.models import Member
from personnel.roles import Role
from tests.accounts.test_member_permissions import as_they_are
from tests.support.factories import NOON, PASSWORD, make_member
from tests.support.factors import (
    ANDROID,
    WINDOWS,
    App,
    give_code,
    is_in,
    recovery_codes,
    shown_again,
    sign_in,
)

# ---- What ends it


def changes_the_role(officer, administrator):
    wanted = as_they_are(officer, role=Role.OFFICER)
    workflow.change(officer, wanted, by=administrator, at=NOON)


def closes_the_account(officer, administrator):
    workflow.disable(officer, by=administrator, at=NOON)


def changes_the_password(officer, administrator):
    _, client = sign_in(officer)
    new = "seven kettles under a plum moon"
    typed = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post(reverse("account_change_password"), typed).status_code == 302
    assert is_in(client)


def changes_the_recovery_codes(officer, administrator):
    app = App(officer)
    recovery_codes(officer)
    _, client = sign_in(officer)
    give_code(client, app.code())
    shown_again(client, officer)
    answer = client.post(reverse("mfa_generate_recovery_codes"))
    assert answer.url == reverse("mfa_view_recovery_codes")
    assert is_in(client)


def signs_out_everywhere(officer, administrator):
    client = Client()
    client.force_login(officer)
    client.post(reverse("account_sessions_end"))
    assert not is_in(client)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "happens",
    [
        changes_the_role,
        closes_the_account,
        changes_the_password,
        changes_the_recovery_codes,
        signs_out_everywhere,
    ],
)
def test_what_ends_the_sessions_of_a_second_device(officer, administrator, happens):
    phone = Client()
    phone.force_login(officer)
    assert is_in(phone)

    happens(officer, administrator)

    assert not is_in(phone)


def test_a_session_that_no_list_knows_of_ends_too(officer, administrator):
    phone = Client()
    phone.force_login(officer)
    assert is_in(phone)
    UserSession.objects.all().delete()

    changes_the_role(officer, administrator)

    assert not is_in(phone)


def test_a_changed_name_ends_nothing(officer, administrator):
    phone = Client()
    phone.force_login(officer)

    wanted = as_they_are(officer, name="Tessa Lindgren-Ames")
    workflow.change(officer, wanted, by=administrator, at=NOON)

    assert is_in(phone)


def test_signing_in_gives_a_new_key(officer):
    client = Client()
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = "by somebody"
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = session.secret

    sign_in(officer, client=client)

    assert is_in(client)
    assert client.session.session_key != before


# ---- The page


def test_the_page_lists_own_sessions_by_device(officer, supervisor):
    phone, desk, other = Client(), Client(), Client()
    phone.force_login(officer)
    desk.force_login(officer)
    other.force_login(supervisor)
    is_in(other)
    phone.get("/", headers={"User-Agent": ANDROID})

    page = desk.get(reverse("account_sessions"), headers={"User-Agent": WINDOWS})

    assert page.text.count("Signed in since") == 2
    assert "Chrome on Android" in page.text
    assert "Firefox on Windows" in page.text
    assert "127.0.0.1" not in page.text


def test_one_is_ended_and_the_others_stay(officer, client):
    phone = Client()
    phone.force_login(officer)
    is_in(phone)
    client.force_login(officer)
    is_in(client)
    row = UserSession.objects.get(session_key=phone.session.session_key)

    answer = client.post(reverse("account_session_end", args=[row.pk]), follow=True)

    assert "That session has ended." in answer.text
    assert is_in(client)
    assert not is_in(phone)


def test_nobody_ends_the_sessions_of_others(officer, supervisor, client):
    phone = Client()
    phone.force_login(supervisor)
    is_in(phone)
    client.force_login(officer)
    row = UserSession.objects.get(user=supervisor)

    assert client.post(reverse("account_session_end", args=[row.pk])).status_code == 404
    assert is_in(phone)


def test_the_own_session_is_ended_too(officer, client):
    client.force_login(officer)
    is_in(client)
    row = UserSession.objects.get()

    assert client.post(reverse("account_session_end", args=[row.pk])).url == "/accounts/login/"
    assert not is_in(client)


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_the_page_of_its_own_sessions(kinston, client, role):
    client.force_login(make_member(role))

    assert client.get(reverse("account_sessions")).status_code == 200
    assert client.post(reverse("account_sessions_end")).status_code == 302


@pytest.mark.parametrize(
    ("says", "words"),
    [
        (ANDROID, "Chrome on Android"),
        (WINDOWS, "Firefox on Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/604.1",
            "Safari on an iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("", "A browser"),
        ("<script>", "A browser"),
    ],
)
def test_a_device_in_words(says, words):
    assert device_words(says) == words


def test_a_session_round_is_part_of_what_a_session_is_bound_to(officer):
    before = officer.get_session_auth_hash()
    officer.session_round += 1

    assert officer.get_session_auth_hash() != before
    assert Member.objects.get(pk=officer.pk).get_session_auth_hash() == before


def test_over_tls_no_other_host_can_plant_the_session():
    surroundings = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "long and random enough for a test that starts nothing " * 2,
        "ALLOWED_HOSTS": "liaison.example.gov",
        "SITE_URL": "https://liaison.example.gov",
        "MAIL_NOT_SENT": "1",
        "DATA_DIR": str(site.DATA_DIR),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    names = "SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SECURE SESSION_COOKIE_HTTPONLY"
    said = (
        f"from django.conf import settings as s; print(*[getattr(s, n) for n in '{names}'.split()])"
    )

    told = subprocess.run(
        [sys.executable, "-c", said],
        env=surroundings,
        cwd=site.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.split() == ["__Host-session", "__Host-csrf", "True", "True"]
