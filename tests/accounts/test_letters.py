"""Mails that go out one by one: the page never waits for the mail server."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse
from django.utils import timezone

from accounts import letters
from accounts.tasks import mail_letters
from personnel.models import Letter
from tests.support.factories import NOON, make_member

DEAD = "tests.accounts.test_letters.NoServer"


class NoServer(EmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError("nobody there")


class NotThisOne(EmailBackend):
    def send_messages(self, messages):
        if messages[0].to == ["gone@example.org"]:
            raise SMTPRecipientsRefused({"gone@example.org": (550, b"no")})
        return super().send_messages(messages)


class TwoWorkers(EmailBackend):
    """While the first letter leaves, another worker takes what waits."""

    inside = False

    def send_messages(self, messages):
        if not TwoWorkers.inside:
            TwoWorkers.inside = True
            letters.mail_waiting(timezone.now())
        return super().send_messages(messages)


def asks_for_a_link(client, email):
    return client.post(reverse("account_reset_password"), {"email": email}, follow=True)


def test_a_forgotten_password_is_answered_while_the_mail_server_is_away(client, officer, settings):
    settings.EMAIL_BACKEND = DEAD

    answer = asks_for_a_link(client, officer.email)

    assert "Look in your mail" in answer.text
    with pytest.raises(ConnectionRefusedError):
        mail_letters()
    assert Letter.objects.get().claimed_at is None

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail_letters()
    mail_letters()
    [message] = mail.outbox
    assert (message.to, message.subject) == ([officer.email], "Liaison: Set a new password")
    assert "/accounts/password/reset/key/" in message.body
    assert not Letter.objects.exists()


def test_a_known_and_an_unknown_address_get_the_same_page(client, officer):
    known = asks_for_a_link(client, officer.email)
    unknown = asks_for_a_link(client, "nobody@example.org")

    assert known.redirect_chain == unknown.redirect_chain
    assert "Look in your mail" in unknown.text


def test_an_unknown_address_gets_no_mail_for_the_same_work(client, officer, monkeypatch):
    sealed_for = []
    seal = letters.sealed
    monkeypatch.setattr(letters, "sealed", lambda *said: sealed_for.append(1) or seal(*said))
    closed = make_member(is_active=False)

    for address in (officer.email, "nobody@example.org", closed.email):
        asks_for_a_link(client, address)

    assert [letter.to for letter in Letter.objects.all()] == [officer.email]
    assert len(sealed_for) >= 3


def test_asking_for_an_unknown_address_takes_no_other_letter_away(client, officer):
    letters.write("nobody@example.org", "Your address was changed", "words")

    asks_for_a_link(client, "nobody@example.org")

    assert Letter.objects.get().subject == "Your address was changed"


def test_what_waits_cannot_be_read_in_the_database(client, officer):
    asks_for_a_link(client, officer.email)

    assert "reset" not in Letter.objects.get().sealed


def test_an_address_that_is_refused_costs_its_own_letter(db, settings):
    settings.EMAIL_BACKEND = "tests.accounts.test_letters.NotThisOne"
    letters.write("gone@example.org", "First", "words")
    letters.write("here@example.org", "Second", "words")

    assert letters.mail_waiting(timezone.now()) == 1
    assert [message.to for message in mail.outbox] == [["here@example.org"]]
    assert not Letter.objects.exists()


def test_a_letter_in_the_hands_of_one_worker_is_left_by_the_other(db):
    letters.write("nia@example.org", "Subject", "words")
    now = timezone.now()
    Letter.objects.update(claimed_at=now)

    assert letters.mail_waiting(now) == 0
    assert letters.mail_waiting(now + letters.CLAIMED_FOR) == 1


def test_two_workers_send_no_letter_twice(db, settings):
    settings.EMAIL_BACKEND = "tests.accounts.test_letters.TwoWorkers"
    letters.write("nia@example.org", "First", "words")
    letters.write("nia@example.org", "Second", "words")

    letters.mail_waiting(timezone.now())

    assert sorted(message.subject for message in mail.outbox) == ["First", "Second"]


def test_a_letter_whose_link_is_dead_is_not_sent(db):
    with time_machine.travel(NOON, tick=False):
        letters.write("nia@example.org", "Subject", "words")

    assert letters.mail_waiting(NOON + letters.KEPT_FOR + timedelta(seconds=1)) == 0
    assert not Letter.objects.exists()


def test_a_subject_stays_on_one_line(db):
    letters.write("nia@example.org", "One\nBcc: everybody@example.org", "words")

    letters.mail_waiting(timezone.now())

    assert mail.outbox[0].subject == "One Bcc: everybody@example.org"
