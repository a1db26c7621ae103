"""Telling members: in the inbox at once and once, by mail later and together."""

import threading
from datetime import timedelta
from importlib import import_module
from smtplib import SMTPRecipientsRefused

import pytest
from django.apps import apps
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connections, transaction

from outreach.concerns.workflows import concerns
from personnel.models import Notice
from personnel.notices import GATHER_FOR, mail_unmailed, tell
from personnel.tasks import mail_notices
from tests.support.factories import NOON, a_category, log_concern, make_member

LATER = NOON + GATHER_FOR
HERE = "tests.personnel.test_notices"


class NoServer(EmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError("nobody there")


class Picky(EmailBackend):
    """A server that knows every address but one."""

    def send_messages(self, messages):
        if messages[0].to == ["gone@example.org"]:
            raise SMTPRecipientsRefused({"gone@example.org": (550, b"no such user")})
        return super().send_messages(messages)


class WritesMeanwhile(EmailBackend):
    """While the message leaves, somebody else writes to the database."""

    def send_messages(self, messages):
        writer = threading.Thread(target=self.write)
        writer.start()
        writer.join(5)
        assert not writer.is_alive(), "a writer had to wait for the mail server"
        return super().send_messages(messages)

    def write(self):
        Notice.objects.filter(key="other").update(text="Written meanwhile.")
        connections.close_all()


def told(member, key, text="C-2026-0001 was escalated.", at=NOON):
    """A notice told at `at`."""
    tell([member], text, url="/concerns/C-2026-0001/", key=key)
    Notice.objects.filter(to=member, key=key).update(created_at=at)
    return Notice.objects.get(to=member, key=key)


def test_something_is_told_once_per_key(officer, chief):
    tell([officer, chief], "First.", url="/", key="one")
    tell([officer, chief], "Said again.", url="/", key="one")
    tell([officer], "Something else.", url="/", key="two")

    assert list(Notice.objects.filter(to=chief).values_list("text", flat=True)) == ["First."]
    assert Notice.objects.filter(to=officer).count() == 2


def test_who_cannot_sign_in_is_told_nothing(officer):
    officer.is_active = False

    tell([officer], "Nobody reads this.", url="/", key="one")

    assert not Notice.objects.exists()


def told_and_undone(member):
    with transaction.atomic():
        tell([member], "It happened.", url="/", key="one")
        raise ValueError("undone")


def test_a_step_that_is_undone_tells_nobody(officer):
    with pytest.raises(ValueError, match="undone"):
        told_and_undone(officer)

    assert not Notice.objects.exists()


def test_a_long_text_is_cut_to_what_is_kept(officer):
    tell([officer], "long " * 100, url="/", key="one")

    assert len(Notice.objects.get().text) == 240


def test_each_member_gets_one_mail_for_all_that_is_new(officer, chief, settings):
    settings.SITE_URL = "https://liaison.example.org"
    told(officer, "one", "C-2026-0001 was escalated.")
    told(officer, "two", "C-2026-0002 was assigned to you.")
    told(chief, "one", "A report waits for you.")

    sent = mail_unmailed(LATER)

    mails = {message.to[0]: message for message in mail.outbox}
    assert (sent, len(mails)) == (2, 2)
    assert mails[officer.email].subject == "Liaison: 2 things are new"
    assert mails[chief.email].subject == "Liaison: one thing is new"
    assert "C-2026-0001 was escalated." in mails[officer.email].body
    assert "https://liaison.example.org/concerns/C-2026-0001/" in mails[officer.email].body
    assert "report" not in mails[officer.email].body


def test_what_was_mailed_is_not_mailed_again(officer):
    told(officer, "one")

    assert [mail_unmailed(LATER), mail_unmailed(LATER)] == [1, 0]


def test_nothing_is_sent_when_nothing_is_due(officer):
    assert mail_unmailed(LATER) == 0
    told(officer, "one")

    assert mail_unmailed(LATER - timedelta(seconds=1)) == 0
    assert mail.outbox == []


def test_what_was_read_already_is_not_mailed(officer):
    notice = told(officer, "one")
    Notice.objects.filter(pk=notice.pk).update(read_at=NOON)

    assert mail_unmailed(LATER) == 0


def test_who_left_gets_no_mail(officer):
    told(officer, "one")
    officer.is_active = False
    officer.save()

    assert mail_unmailed(LATER) == 0


def test_a_mail_that_could_not_leave_is_tried_again(officer, settings):
    told(officer, "one")
    settings.EMAIL_BACKEND = f"{HERE}.NoServer"
    with pytest.raises(ConnectionRefusedError):
        mail_unmailed(LATER)
    assert Notice.objects.get().mailed_at is None

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    assert mail_unmailed(LATER) == 1
    assert Notice.objects.get().mailed_at == LATER


def test_an_address_the_server_refuses_costs_nobody_elses_mail(officer, chief, settings, caplog):
    gone = make_member(email="gone@example.org")
    told(gone, "one", at=NOON - timedelta(hours=1))
    told(chief, "one")
    settings.EMAIL_BACKEND = f"{HERE}.Picky"

    sent = mail_unmailed(LATER)

    assert sent == 1
    assert [message.to for message in mail.outbox] == [[chief.email]]
    assert Notice.objects.get(to=gone).mailed_at is None
    assert "SMTPRecipientsRefused" in caplog.text
    assert "gone@example.org" not in caplog.text


def test_what_another_worker_took_leaves_the_rest_for_the_next_tick(officer, monkeypatch):
    """One of two notices is claimed between reading and marking; the other must not get lost."""
    taken, left = told(officer, "one"), told(officer, "two")

    def connecting(**options):
        Notice.objects.filter(pk=taken.pk).update(mailed_at=LATER)
        return EmailBackend()

    monkeypatch.setattr("personnel.notices.get_connection", connecting)
    assert mail_unmailed(LATER) == 0
    assert Notice.objects.get(pk=left.pk).mailed_at is None

    assert mail_unmailed(LATER) == 1
    assert "one thing is new" in mail.outbox[0].subject


@pytest.mark.django_db(transaction=True)
def test_a_slow_mail_server_keeps_no_writer_waiting(officer, chief, settings):
    told(officer, "one")
    told(chief, "other", at=LATER)
    settings.EMAIL_BACKEND = f"{HERE}.WritesMeanwhile"

    assert mail_unmailed(LATER) == 1

    assert Notice.objects.get(key="other").text == "Written meanwhile."


def test_the_tick_mails_what_is_due_now(officer):
    told(officer, "one")

    mail_notices()

    assert len(mail.outbox) == 1


def test_neither_notice_nor_mail_names_a_citizen(officer, supervisor, commander, chief):
    """A concern goes its way; what is told and mailed holds none of what the citizen said."""
    words = {
        "said": "Canary: the neighbor of Canary Finch shoots at night.",
        "summary": "Canary Finch hears shots",
        "place": "7 Canary Lane",
        "reporter_name": "Canary Finch",
        "reporter_phone": "252 555 0142 canary",
        "reporter_email": "canary@example.net",
    }
    concern = log_concern(officer, **words)
    concerns.escalate(concern, by=officer, at=NOON, note="Canary needs a patrol.")
    concerns.review(concern, by=supervisor, at=NOON, note="Canary is right.")
    concerns.assign(concern, by=supervisor, at=NOON, to=officer, note="Canary first.")
    concerns.resolve(concern, by=officer, at=NOON, note="Canary is content.")
    log_concern(officer, **words, restricted=True, category=a_category("police_service"))
    Notice.objects.update(created_at=NOON)

    mail_unmailed(LATER)

    texts = [notice.text + notice.url + notice.key for notice in Notice.objects.all()]
    mails = [message.subject + message.body for message in mail.outbox]
    assert len(texts) >= 4
    assert len(mails) >= 2
    assert not [text for text in texts + mails if "canary" in text.lower() or "finch" in text]


def test_what_was_told_of_restricted_concerns_before_is_marked(chief):
    mark = import_module("personnel.migrations.0002_notices_for_command").mark
    tell([chief], "Restricted.", url="/concerns/R-2026-0003/", key="restricted")
    tell([chief], "Open.", url="/concerns/C-2026-0003/", key="open")

    mark(apps, None)

    assert Notice.objects.get(command_only=True).text == "Restricted."
