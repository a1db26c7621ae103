"""Tries are counted together over threads, processes and machines."""

import os
import re
import socket
import subprocess
import sys
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.cookiejar import CookieJar

import pytest
import time_machine
from django.conf import settings as site
from django.contrib.auth import authenticate
from django.db import connection

from accounts.sign_in_limits import PAIR
from personnel import tallies
from personnel.models import Tally
from tests.support.attacks import HELD, WRONG, attacked
from tests.support.factories import NOON

LIMIT = tallies.Limit("something", 3, timedelta(minutes=5))


# ---- Counting


def test_a_window_has_so_many_tries_and_then_a_new_one(db):
    assert [tallies.taken(LIMIT, "a", at=NOON) for _ in range(4)] == [True] * 3 + [False]
    assert tallies.taken(LIMIT, "b", at=NOON)
    later = NOON + timedelta(minutes=5)
    assert [tallies.taken(LIMIT, "a", at=later) for _ in range(4)] == [True] * 3 + [False]


def test_a_try_given_back_can_be_taken_again(db):
    for _ in range(3):
        tallies.taken(LIMIT, "a", at=NOON)
    tallies.given_back(LIMIT, "a")

    assert tallies.taken(LIMIT, "a", at=NOON)
    assert not tallies.taken(LIMIT, "a", at=NOON)


def test_the_rows_name_nobody_and_are_cleared_away(officer):
    with time_machine.travel(NOON, tick=False):
        attacked(officer, 1)

    kept = str(list(Tally.objects.values()))
    assert officer.email not in kept
    assert "203.0.113" not in kept
    assert tallies.forget_before(NOON + timedelta(hours=2)) == 3


@pytest.mark.django_db(transaction=True)
def test_of_twenty_at_the_same_moment_three_get_through(kinston):
    def one(_):
        try:
            return tallies.taken(LIMIT, "a", at=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(20))) == LIMIT.tries


# ---- Several processes


def test_the_cache_of_the_product_is_shared_by_its_processes():
    from config import settings as product

    backend = product.CACHES["default"]["BACKEND"]
    assert backend in (
        "config.caching.JSONFileCache",
        "config.redis_or_nothing.RedisOrNothing",
    )


@pytest.mark.slow
def test_three_web_processes_let_five_wrong_passwords_through(tmp_path):
    """A real server of three processes, twenty tries at the same moment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    surroundings = os.environ | {
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'limits.sqlite3'}",
        "REDIS_URL": "",
        "DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }

    def manage(*words):
        command = [sys.executable, "manage.py", *words]
        subprocess.run(
            command, env=surroundings, cwd=site.BASE_DIR, check=True, capture_output=True
        )

    manage("migrate", "-v0")
    manage("adopt_policy", "kinston")
    manage("add_member", "nia@example.org", "--name", "Nia Cole", "--role", "administrator")
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}"]
        + ["--workers", "3", "--threads", "4", "--no-control-socket"],
        env=surroundings,
        cwd=site.BASE_DIR,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    page = f"http://127.0.0.1:{port}/accounts/login/"
    try:
        listens(server)
        with ThreadPoolExecutor(20) as pool:
            said = list(pool.map(lambda _: wrong_password(page), range(20)))
    finally:
        server.terminate()
        server.communicate()

    assert sum(WRONG in text for text in said) == PAIR.tries
    assert sum(HELD in text for text in said) == 20 - PAIR.tries


def listens(server):
    """Wait until the server has opened its port; what comes then waits in line."""
    for line in server.stderr:
        if b"Listening at" in line:
            return
    raise AssertionError("the server did not come up")


def wrong_password(page):
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    form = opener.open(page, timeout=60).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)[1]
    typed = {"csrfmiddlewaretoken": token, "login": "nia@example.org", "password": "wrong"}
    return opener.open(page, urllib.parse.urlencode(typed).encode(), timeout=60).read().decode()


def test_the_password_is_not_looked_at_beyond_the_limit(officer, monkeypatch):
    looked = []
    monkeypatch.setattr(
        "allauth.account.adapter.authenticate",
        lambda *args, **facts: looked.append(1) or authenticate(*args, **facts),
    )

    attacked(officer, 20)

    assert len(looked) == PAIR.tries
