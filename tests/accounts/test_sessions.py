"""How long somebody stays signed in, and the page's own clock."""

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.conf import settings as site
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.sessions import BACKGROUND
from tests.support.factories import NOON
from tests.support.factors import ANDROID, WINDOWS

BEHIND = {BACKGROUND: "1"}


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def in_use(clock, officer, client):
    """A client signed in at noon."""
    client.force_login(officer)
    assert client.get(reverse("desk:home")).status_code == 200
    return client


def at_work(client, **sent) -> bool:
    return client.get(reverse("desk:inbox"), **sent).status_code == 200


# ---- How long


@pytest.mark.parametrize(("idle", "still_in"), [((29, 59), True), ((30, 1), False)])
def test_a_session_ends_after_half_an_hour_of_nothing(clock, in_use, idle, still_in):
    clock.shift(timedelta(minutes=idle[0], seconds=idle[1]))

    assert at_work(in_use) is still_in


def test_a_session_ends_after_twelve_hours_of_work(clock, in_use):
    for _ in range(35):
        clock.shift(timedelta(minutes=20))
        assert at_work(in_use)
    clock.shift(timedelta(minutes=20))
    assert at_work(in_use)
    clock.shift(timedelta(seconds=1))

    assert not at_work(in_use)


def test_both_are_settings(clock, officer, client, settings):
    settings.SESSION_IDLE_MINUTES, settings.SESSION_HOURS = 5, 1
    client.force_login(officer)
    at_work(client)
    clock.shift(timedelta(minutes=5, seconds=1))
    assert not at_work(client)

    client.force_login(officer)
    for _ in range(15):
        assert at_work(client)
        clock.shift(timedelta(minutes=4))
    clock.shift(timedelta(seconds=1))
    assert not at_work(client)


def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(clock, in_use):
    for _ in range(40):
        clock.shift(timedelta(seconds=44))
        assert at_work(in_use, headers=BEHIND)
    clock.shift(timedelta(minutes=1))

    assert not at_work(in_use)


def test_nor_does_it_on_a_second_device_with_the_same_session(clock, in_use):
    for n in range(40):
        clock.shift(timedelta(seconds=44))
        assert at_work(in_use, headers=BEHIND | {"User-Agent": (ANDROID, WINDOWS)[n % 2]})
    clock.shift(timedelta(minutes=1))

    assert not at_work(in_use)


def test_work_puts_the_end_off(clock, in_use):
    for _ in range(4):
        clock.shift(timedelta(minutes=25))
        assert at_work(in_use)


def test_an_ended_session_is_gone_from_the_database_too(clock, in_use):
    clock.shift(timedelta(minutes=31))
    at_work(in_use)

    assert not Session.objects.exists()
    assert not UserSession.objects.exists()


def test_what_was_typed_comes_back_when_the_session_had_ended(clock, in_use, concern):
    clock.shift(timedelta(minutes=31))

    answer = in_use.post(
        reverse("outreach:concern-effort", args=[concern.number]), {"note": "Watched the crossing."}
    )

    assert answer.status_code == 403
    assert answer.context["typed"] == [("Note", "Watched the crossing.")]


def test_a_session_is_written_once_a_minute_at_most(clock, in_use):
    def writes(**sent):
        with CaptureQueriesContext(connection) as asked:
            at_work(in_use, **sent)
        return [q["sql"] for q in asked if "session" in q["sql"] and "SELECT" not in q["sql"][:6]]

    clock.shift(timedelta(seconds=59))
    assert writes() == []
    clock.shift(timedelta(seconds=1))
    assert [one for one in writes() if "django_session" in one]
    assert writes() == []
    clock.shift(timedelta(minutes=2))
    assert writes(headers=BEHIND) == []


# ---- The page's own clock


def test_the_page_says_when_its_session_ends(clock, in_use):
    page = in_use.get(reverse("desk:home"))

    assert 'data-session-left="1800"' in page.text
    assert "data-session-final" not in page.text
    assert "data-session-left" not in Client().get(reverse("account_login")).text


def test_staying_is_a_new_half_hour_and_looking_is_not(clock, in_use):
    clock.shift(timedelta(minutes=28, seconds=30))
    left, stay = reverse("account_session_left"), reverse("account_session_stay")

    assert in_use.get(left, headers=BEHIND).json() == {"left": 90, "final": False}
    assert in_use.post(stay).json() == {"left": 1800, "final": False}
    clock.shift(timedelta(minutes=29))
    assert at_work(in_use)


def test_nothing_puts_off_the_last_end(clock, in_use):
    for _ in range(35):
        clock.shift(timedelta(minutes=20))
        at_work(in_use)
    clock.shift(timedelta(minutes=18))

    assert in_use.post(reverse("account_session_stay")).json() == {"left": 120, "final": True}


@pytest.mark.parametrize(
    "script", list((site.BASE_DIR / "static/js").glob("*.js")), ids=lambda p: p.name
)
def test_every_script_says_what_nobody_asked_for(script):
    """What is sent by a click or a key has another way; `keep` in session.js is the one of them."""
    asked = script.read_text().count("fetch(")
    by_hand = {"session.js": 1, "passkeys.js": 1}.get(script.name, 0)

    assert script.read_text().count(f'"{BACKGROUND}"') + by_hand >= asked


def test_every_page_that_asks_by_itself_says_so():
    pages = [path.read_text() for path in (site.BASE_DIR / "templates").rglob("*.html")]
    lines = [line for page in pages for line in page.splitlines() if 'hx-trigger="every' in line]

    assert lines
    assert [line for line in lines if BACKGROUND not in line] == []
