"""What is sent after the session ended comes back to its writer, and is kept nowhere."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from personnel.roles import Role
from tests.support.factories import log_concern, make_member

HERE = "http://testserver"
WORDS = 'She said: "<b>cars</b> & trucks".'


@pytest.fixture
def effort(concern):
    return reverse("outreach:concern-effort", args=[concern.number])


def test_words_sent_by_a_stranger_come_back_to_be_copied(client, effort, concern):
    answer = client.post(effort, {"note": WORDS})

    assert answer.status_code == 403
    assert answer.context["typed"] == [("Note", WORDS)]
    assert "&lt;b&gt;cars&lt;/b&gt; &amp; trucks" in answer.text
    assert f'href="/accounts/login/?next={effort.replace("/", "%2F")}"' in answer.text
    assert not concern.notes.exists()


def test_they_are_kept_nowhere(client, effort, caplog):
    answer = client.post(effort, {"note": WORDS})

    assert "no-store" in answer["Cache-Control"]
    assert not Session.objects.exists()
    assert set(answer.cookies) <= {"csrftoken"}
    assert "trucks" not in caplog.text


def test_the_way_back_is_the_page_the_form_stood_on(client, kinston):
    comment = reverse("reports:part-comment", args=[3, "progress"])
    page = f"{HERE}/reports/3/?part=progress"

    ours = client.post(comment, {"text": WORDS}, headers={"referer": page})
    foreign = client.post(comment, {"text": WORDS}, headers={"referer": "https://example.com/"})

    assert "next=%2Freports%2F3%2F%3Fpart%3Dprogress" in ours.text
    assert f"next={comment.replace('/', '%2F')}" in foreign.text


@pytest.mark.parametrize("sent", [{}, {"csrfmiddlewaretoken": "abc", "seen": "3", "to": "12"}])
def test_who_typed_nothing_is_sent_to_the_door(client, effort, sent):
    answer = client.post(effort, sent)

    assert (answer.status_code, answer.url) == (302, f"/accounts/login/?next={effort}")


def test_a_choice_of_the_look_is_nothing_to_be_copied(client, kinston):
    assert client.post(reverse("desk:theme"), {"theme": "dark"}).status_code == 302


def test_a_password_is_never_shown_again(client, kinston):
    sent = {"oldpassword": "a long enough secret", "password1": "another long secret"}

    answers = [
        client.post(reverse("account_change_password"), sent),
        Client(enforce_csrf_checks=True).post(
            reverse("account_login"), sent, headers={"origin": HERE}
        ),
    ]

    assert not [answer for answer in answers if "secret" in answer.text]


@pytest.mark.parametrize(
    ("origin", "shown"),
    [(HERE, True), ("https://example.com", False), ("null", False), ("", False)],
)
def test_a_page_with_an_old_token_gives_back_only_what_it_sent_itself(
    effort, officer, origin, shown
):
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)

    answer = client.post(effort, {"note": WORDS}, headers={"origin": origin} if origin else {})

    assert answer.status_code == 403
    assert "This page was open too long" in answer.text
    assert ("trucks" in answer.text) is shown
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("role", list(Role))
def test_a_page_learns_who_is_signed_in_and_the_token_of_now(kinston, role):
    client, member = Client(enforce_csrf_checks=True), make_member(role)
    client.force_login(member)

    known = client.get(reverse("desk:signed-in")).json()
    sent = client.post(
        reverse("desk:theme"), {"theme": "dark", "csrfmiddlewaretoken": known["token"]}
    )

    assert known["member"] == member.pk
    assert sent.status_code == 302
    member.refresh_from_db()
    assert member.theme == "dark"


def test_a_page_learns_that_nobody_is_signed_in(client, kinston):
    assert client.get(reverse("desk:signed-in")).status_code == 302


def test_the_page_of_a_member_names_its_reader_and_a_strangers_nobody(client, officer):
    log_concern(officer)
    assert "data-member" not in client.get("/accounts/login/").text
    client.force_login(officer)

    assert f'data-member="{officer.pk}" data-signed-in="/signed-in/"' in client.get("/").text
