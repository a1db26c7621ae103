"""What goes wrong when people sign in: sessions that end, links, mail, a stolen phone."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
import time_machine
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import letters
from accounts.links import link_for
from accounts.workflows import members as workflow
from accounts.workflows import proposals
from personnel.models import Letter, Notice
from personnel.roles import Role
from tests.accounts.test_member_permissions import as_they_are
from tests.support.accounts import approve, approved
from tests.support.factories import NOON, make_member
from tests.support.factors import (
    App,
    give_code,
    is_in,
    sign_in,
)
from tests.support.single_sign_on import signs_in

TYPED = "Watched the crossing for an hour."
NEW = "seven kettles under a plum moon"


@pytest.fixture
def effort(concern):
    return reverse("outreach:concern-effort", args=[concern.number])


# ---- Pages that stay open


def test_fault_022_a_form_open_overnight_is_given_back_and_saved_once(
    client, officer, concern, effort
):
    with time_machine.travel(NOON, tick=False) as clock:
        client.force_login(officer)
        client.get(effort)
        clock.shift(timedelta(hours=15))
        given_back = client.post(effort, {"note": TYPED})
        assert (given_back.status_code, concern.notes.count()) == (403, 0)

        sign_in(officer, client=client)
        client.post(effort, {"note": given_back.context["typed"][0][1]})

    assert [note.text for note in concern.notes.all()] == [TYPED]


@pytest.mark.parametrize(
    "onward", ["//evil.example", "javascript:alert(1)", "https://evil.example/", "\\\\evil.example"]
)
def test_fault_029_the_way_on_after_signing_in_stays_here(officer, onward):
    client = Client()
    typed = {"login": officer.email, "password": "a long enough password", "next": onward}

    assert client.post(reverse("account_login"), typed).url == "/"


@pytest.mark.parametrize(
    "onward", ["//evil.example", "javascript:alert(1)", "https://evil.example/"]
)
def test_fault_029_nor_does_it_leave_after_the_second_factor(officer, onward):
    app, client = App(officer), Client()
    typed = {"login": officer.email, "password": "a long enough password", "next": onward}
    client.post(reverse("account_login"), typed)

    assert give_code(client, app.code()).url == "/"


def test_fault_040_a_role_taken_away_while_a_form_is_open_keeps_the_words(
    client, officer, administrator, chief, concern, effort
):
    client.force_login(officer)
    client.get(effort)
    wanted = as_they_are(officer, role=Role.ACCREDITATION_MANAGER)
    approved(proposals.change(officer, wanted, by=administrator, at=NOON), chief)

    answer = client.post(effort, {"note": TYPED})

    assert answer.status_code == 403
    assert answer.context["typed"] == [("Note", TYPED)]
    sign_in(officer, client=client)
    assert client.post(effort, {"note": TYPED}).status_code == 403
    assert not concern.notes.exists()


def test_fault_046_of_two_tabs_with_one_invitation_the_first_counts(kinston):
    member = make_member(email="nia@example.org")
    link = link_for(member).partition("8000")[2]
    first, second = Client(), Client()
    pages = [tab.get(link, follow=True).redirect_chain[-1][0] for tab in (first, second)]
    other = "nine otters in a brass boat"

    first.post(pages[0], {"password1": NEW, "password2": NEW})
    told = second.post(pages[1], {"password1": other, "password2": other}, follow=True)

    assert "This link no longer works" in told.text
    assert is_in(sign_in(member, password=NEW)[1])
    assert not is_in(sign_in(member, password=other)[1])


def test_fault_049_the_next_request_after_a_role_change_has_the_new_role(
    client, commander, administrator
):
    client.force_login(commander)
    assert client.get(reverse("personnel:members")).status_code == 200

    workflow.change(commander, as_they_are(commander, role=Role.OFFICER), by=administrator, at=NOON)

    assert client.get(reverse("personnel:members")).status_code == 302
    sign_in(commander, client=client)
    assert client.get(reverse("personnel:members")).status_code == 403


# ---- Links and mail


@pytest.mark.parametrize("spoil", [lambda link: link[:-9] + "/", str.upper], ids=["cut", "upper"])
def test_fault_034_a_spoilt_link_says_how_to_get_another(officer, spoil):
    path = link_for(officer).partition("/key/")[2]

    answer = Client().get(f"/accounts/password/reset/key/{spoil(path)}")

    assert "This link no longer works" in answer.text
    assert reverse("account_reset_password") in answer.text


def test_fault_083_a_scanner_that_opens_the_password_link_uses_nothing_up(officer):
    link = link_for(officer).partition("8000")[2]
    Client().get(link, follow=True)
    Client().get(link, follow=True)

    page = Client()
    last = page.get(link, follow=True).redirect_chain[-1][0]
    page.post(last, {"password1": NEW, "password2": NEW})

    assert is_in(sign_in(officer, password=NEW)[1])


def test_fault_083_nor_does_one_that_opens_the_link_to_the_provider(
    provider, tessa, administrator, chief
):
    proposal = proposals.open_link(tessa, by=administrator, at=timezone.now())
    link = approve(proposal, chief, at=timezone.now())
    path = link.removeprefix("http://testserver")

    Client().get(path)
    _, client = signs_in(provider, begin=path, sub="subject-7")

    assert is_in(client)


def test_fault_111_a_greylisted_letter_comes_again_and_a_refused_one_is_told(
    officer, administrator, settings
):
    settings.EMAIL_BACKEND = "tests.faults.test_signing_in.Refusing"
    letters.write(officer.email, "Subject", "words")
    now = timezone.now()
    Refusing.code = 451
    assert letters.mail_waiting(now) == 0
    assert letters.mail_waiting(now) == 0
    assert Letter.objects.exists()

    Refusing.code = 550
    assert letters.mail_waiting(now + letters.CLAIMED_FOR) == 0

    assert not Letter.objects.exists()
    told = Notice.objects.get(to=administrator)
    assert told.text.startswith("The mail server refuses the address of Officer Lindgren.")


class Refusing(EmailBackend):
    code = 550

    def send_messages(self, messages):
        raise SMTPRecipientsRefused({messages[0].to[0]: (self.code, b"not now")})


def test_fault_069_one_person_ends_the_sessions_of_a_stolen_phone(officer, desk):
    phone = Client()
    phone.force_login(officer)
    assert is_in(phone)

    desk.post(reverse("personnel:member-sign-out", args=[officer.pk]))

    assert not is_in(phone)
