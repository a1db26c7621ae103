"""Fault 106: Redis is down, slow or full. Every page answers, and limits still hold."""

from __future__ import annotations

import socket
import time
from contextlib import contextmanager

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from config.redis_or_nothing import RedisOrNothing
from operations.readiness import Red, shared_cache
from personnel.models import Tally
from tests.support.factories import NOON
from tests.support.factors import App, give_code, is_in, sign_in
from tests.support.surveys import make_survey

NOBODY_THERE = "redis://127.0.0.1:1/0"


def with_cache(settings, location: str) -> RedisOrNothing:
    settings.CACHES = {
        "default": {
            "BACKEND": "config.redis_or_nothing.RedisOrNothing",
            "LOCATION": location,
            "OPTIONS": {"serializer": "config.caching.JSONSerializer"},
        }
    }
    return caches["default"]


@pytest.fixture
def away(settings):
    return with_cache(settings, NOBODY_THERE)


@contextmanager
def silent():
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def test_fault_106_a_cache_that_is_away_is_an_empty_one(away):
    assert away.get("a", "nothing") == "nothing"
    assert away.add("a", 1) is True
    assert away.set("a", 1) is None
    assert away.touch("a") is False
    assert away.delete("a") is False
    assert away.has_key("a") is False
    assert away.get_many(["a"]) == {}
    assert away.set_many({"a": 1}) == ["a"]
    assert away.delete_many(["a"]) is None
    assert away.clear() is False
    assert away.get_or_set("a", 2) == 2


def test_fault_106_what_answers_nothing_is_waited_for_once(settings):
    with silent() as location:
        cache = with_cache(settings, location)
        began = time.monotonic()

        for _ in range(20):
            cache.get("a")

        assert time.monotonic() - began < 3


def test_fault_106_members_sign_in_with_both_factors(away, officer):
    app = App(officer)
    client = sign_in(officer)[1]

    code = app.code()
    assert give_code(client, code).status_code == 302
    assert is_in(client)
    again = sign_in(officer)[1]
    give_code(again, code)
    assert not is_in(again)  # each code works once all the same


def test_fault_106_a_forgotten_password_is_answered_and_still_counted(away, officer):
    page, client = reverse("account_reset_password"), Client()

    answers = [client.post(page, {"email": officer.email}).status_code for _ in range(8)]

    assert set(answers[:5]) == {302}
    assert 500 not in answers
    assert set(answers[5:]) != {302}
    assert Tally.objects.exists()


def test_fault_106_asking_again_who_is_there_answers_and_is_counted(away, officer, client):
    client.force_login(officer)
    page = reverse("account_reauthenticate")

    answers = [client.post(page, {"password": "wrong"}).status_code for _ in range(12)]

    assert set(answers) <= {200, 422, 429}
    assert answers[0] != 429
    assert Tally.objects.exists()


def test_fault_106_citizens_answer_a_survey(away, officer):
    survey = make_survey(officer, status="open")

    answer = Client().get(reverse("portal:survey", args=[survey.key]))

    assert answer.status_code == 200


@pytest.mark.django_db
def test_fault_106_the_state_says_that_it_is_away(away):
    with pytest.raises(Red, match="does not answer"):
        shared_cache(NOON)
