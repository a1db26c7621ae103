"""Who holds the whole database, the cache and an access log cannot say who gave which answer.

120 citizens answer one after another, each from a network of their own, and each writes words
nobody else writes. The attacker knows the order, the time and the network of every visit, and
tries to find the answer that belongs to it. A guess links as many as a random order would: one on
average. The level is exact: the chance that a random permutation of any length has k fixed points,
or k neighbours that stay neighbours, is at most 1/k! (the expected number of ways to choose k of
them). It is divided by the number of attacks that are tried.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count, pairwise
from math import factorial
from random import Random
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import Client

from surveys.answers.workflow import admit
from surveys.models import Answer
from surveys.results.folding import fold, mix
from tests.support.citizens import address, number_on
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db(transaction=True)
CITIZENS = 120
CHANCE = 1e-6
RANDOM = Random(20260513)
# What the database itself knows of a row besides its columns: its place, and who wrote it when.
PLACE = {"sqlite": "rowid", "postgresql": "ctid"}
WRITTEN = {"sqlite": [], "postgresql": ["xmin::text::bigint"]}


@dataclass(frozen=True)
class Visit:
    """One line of the access log, with what only the citizen knows."""

    network: str
    at: datetime
    words: str


@pytest.fixture
def log(survey, supervisor) -> list[Visit]:
    """Everybody answers, some ask to be contacted, some are held and admitted later."""
    networks = RANDOM.sample(range(256), CITIZENS)
    visits = [
        Visit(
            f"198.51.{network}.7", NOON + timedelta(seconds=41 * n), f"{RANDOM.getrandbits(64):x}"
        )
        for n, network in enumerate(networks)
    ]
    for n, visit in enumerate(visits):
        _answer(survey, visit, wishes=n % 5 == 0, hasty=n % 11 == 0, spanish=n % 3 == 0)
    held = list(survey.answers.held())
    RANDOM.shuffle(held)
    for answer in held:
        admit(answer, by=supervisor, at=NOON + timedelta(days=1))
    return visits


def _answer(survey: Any, visit: Visit, *, wishes: bool, hasty: bool, spanish: bool) -> None:
    client, page = Client(REMOTE_ADDR=visit.network), address(survey, "es" if spanish else "en")
    with time_machine.travel(visit.at, tick=False) as clock:
        number = number_on(client.get(page))
        clock.shift(timedelta(seconds=1 if hasty else 30))
        contact = {"contact-phone": "555 010 7788"} if wishes else {}
        sent = {"form": number, "q.safety": "4", "q.area": "Northgate", "q.words": visit.words}
        assert client.post(page, {**sent, **contact}).status_code == 302


# ---- what the attacker has


def rows(table: str, columns: list[str], order: str = "") -> list[tuple[Any, ...]]:
    by = f" ORDER BY {order}" if order else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {table}{by}")
        return cursor.fetchall()


def columns_of(table: str) -> list[str]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, table)
    return [f'"{column.name}"' for column in found]


def words_in(content: str) -> str:
    return json.loads(content)["words"]


def orders_of_answers() -> Iterator[tuple[str, list[str]]]:
    """The citizens' words in every order the database can give: as they lie, and by each column."""
    place = PLACE[connection.vendor]
    yield "as they come", [words_in(row[0]) for row in rows("surveys_answer", ["content"])]
    for column in (place, *WRITTEN[connection.vendor], *columns_of("surveys_answer")):
        found = rows("surveys_answer", ["content"], f"{column}, {place}")
        yield column, [words_in(row[0]) for row in found]


def orders_of_log(log: list[Visit]) -> Iterator[tuple[str, list[str]]]:
    """The visits in every order the log and the tables beside the answers can give."""
    yield "time", [visit.words for visit in log]
    yield "network", [visit.words for visit in sorted(log, key=lambda visit: visit.network)]
    # Forms were written down in the order of the visits; their digests are in another.
    arrived = [row[0] for row in rows("surveys_sentform", ["digest"], PLACE[connection.vendor])]
    came = dict(zip(arrived, (visit.words for visit in log), strict=True))
    yield "digest of the form", [came[digest] for digest in sorted(arrived)]


def attacks(log: list[Visit]) -> Iterator[tuple[str, int]]:
    """(attack, how many answers it links to their visit)."""
    for by, answers in orders_of_answers():
        for known_by, visits in orders_of_log(log):
            place = {words: n for n, words in enumerate(visits)}
            found = [place[words] for words in answers]
            for way, guess in (("", found), (" backwards", found[::-1])):
                name = f"{by}{way} against {known_by}"
                yield name, sum(n == m for n, m in enumerate(guess))
                yield f"{name}, neighbours", sum(m == n + 1 for n, m in pairwise(guess))


def level(tried: int) -> int:
    """The fewest links that a random order reaches with a chance below CHANCE in so many tries."""
    return next(k for k in count(1) if tried / factorial(k) < CHANCE)


# ---- the tests


@pytest.mark.slow
def test_no_attack_links_more_answers_than_chance_does(survey, log):
    assert fold(survey) == CITIZENS
    mix(survey)

    tried = dict(attacks(log))

    assert Answer.objects.counted().count() == CITIZENS
    best = max(tried, key=lambda attack: tried[attack])
    assert tried[best] < level(len(tried)), (best, tried[best])


@pytest.mark.slow
def test_without_mixing_the_attack_links_nearly_everybody(survey, log):
    """The control: the attacks are good enough to find what mixing hides."""
    fold(survey)

    tried = dict(attacks(log))

    assert max(tried.values()) > CITIZENS / 2


@pytest.mark.slow
def test_nothing_in_another_table_or_in_the_cache_leads_to_an_answer(survey, log):
    fold(survey)
    mix(survey)
    own = {str(key) for key, *_ in rows("surveys_answer", ["id"])}
    own |= {key.replace("-", "") for key in own} | {visit.words for visit in log}

    for table in connection.introspection.table_names():
        if table != "surveys_answer":
            for row in rows(table, columns_of(table)):
                assert not own & {str(cell) for cell in row}, table
    kept = b"".join(map(pickle.dumps, cache._cache.values())).decode("latin-1")
    assert not [words for words in own if words in kept]
    assert not [visit.network for visit in log if visit.network.rpartition(".")[0] in kept]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite marks no row's transaction")
def test_no_row_beside_an_answer_was_written_in_its_transaction(survey, log):
    fold(survey)
    mix(survey)
    answers = {row[0] for row in rows("surveys_answer", ["xmin::text"])}

    tables = {model._meta.db_table for model in apps.get_models()} - {"surveys_answer"}
    shared = {
        table for table in tables if answers & {row[0] for row in rows(table, ["xmin::text"])}
    }

    assert shared == set()
