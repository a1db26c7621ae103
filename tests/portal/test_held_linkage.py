"""While answers are held, and after, nothing leads from one of them to who wishes to be contacted.

Two dozen citizens send so fast that every answer is held, and each leaves a telephone number. The
counting runs after each of them, as on a quiet day, so that every round holds one form. The
attacker has the database, its hidden columns and the order in which one process wrote rows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise
from math import comb, sqrt
from random import Random
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import connection, models
from django.test import Client

from surveys.answers.workflow import admit
from surveys.models import Answer, ContactWish, WishSlip
from surveys.results import folding
from surveys.tasks import count_what_came_in, let_out_wishes
from surveys.wishes import letterbox
from tests.portal.test_linkage import PLACE, WRITTEN, columns_of, level, rows, words_in
from tests.support.citizens import address, number_on
from tests.support.factories import NOON

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
CITIZENS = 24
RANDOM = Random(20260514)
# What one process writes, in its order: (table, the values).
Written = list[tuple[str, str]]
INSERTED = re.compile(r'INSERT INTO "?(surveys_answer|surveys_contactwish|surveys_wishslip)"?')


@contextmanager
def watched() -> Iterator[Written]:
    """The order of the write-ahead log: what this process adds to the tables of surveys."""
    seen: Written = []

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if found := INSERTED.search(sql):
            seen.append((found[1], str(params)))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield seen


def send_all(survey: Any) -> list[str]:
    """Every citizen answers in a minute of their own; returns what they wrote, in that order."""
    said = [f"{RANDOM.getrandbits(64):x}" for _ in range(CITIZENS)]
    for n, words in enumerate(said):
        client, page = Client(REMOTE_ADDR=f"198.51.{n}.7"), address(survey)
        with time_machine.travel(NOON + timedelta(minutes=n), tick=False):
            sent = {"form": number_on(client.get(page)), "q.words": words}
            sent["contact-phone"] = phone_of(n)
            assert client.post(page, sent).status_code == 302
            count_what_came_in()
    return said


def phone_of(n: int) -> str:
    return f"555 010 {7700 + n}"


def linked(one: list[int], other: list[int]) -> int:
    """How many stand at the same place in both, straight or backwards, or keep their neighbor."""
    place = {n: at for at, n in enumerate(other)}
    found = [place[n] for n in one]
    return max(
        sum(n == m for n, m in enumerate(found)),
        sum(n == m for n, m in enumerate(found[::-1])),
        sum(m == n + 1 for n, m in pairwise(found)),
        sum(m == n - 1 for n, m in pairwise(found)),
    )


def orders(table: str, shown: str) -> Iterator[list[Any]]:
    """The column `shown` in every order the database can give."""
    place = PLACE[connection.vendor]
    yield [row[0] for row in rows(table, [shown])]
    for column in (place, *WRITTEN[connection.vendor], *columns_of(table)):
        yield [row[0] for row in rows(table, [shown], f"{column}, {place}")]


def answer_orders(said: list[str]) -> list[list[int]]:
    number = {words: n for n, words in enumerate(said)}
    return [
        [number[words_in(one)] for one in found] for found in orders("surveys_answer", "content")
    ]


def wish_orders() -> list[list[int]]:
    number = {phone_of(n): n for n in range(CITIZENS)}
    return [[number[phone] for phone in found] for found in orders("surveys_contactwish", "phone")]


def assert_unlinked(ones: list[list[int]], others: list[list[int]]) -> None:
    tried = [linked(one, other) for one in ones for other in others]
    assert max(tried) < level(4 * len(tried)), max(tried)


def test_held_answers_lie_in_no_order_of_their_coming(survey):
    said = send_all(survey)

    assert Answer.objects.held().count() == CITIZENS
    assert_unlinked(answer_orders(said), [list(range(CITIZENS))])


def test_without_mixing_the_held_ones_lie_as_they_came(survey, monkeypatch):
    """The control: the attack is good enough to find what mixing hides."""
    monkeypatch.setattr("surveys.tasks.mix_held", lambda survey: 0)

    said = send_all(survey)

    tried = [linked(one, list(range(CITIZENS))) for one in answer_orders(said)]
    assert max(tried) > CITIZENS / 2


# An order is told by more than by neighbors: by its inversions, and by which half came first.
CHANCE = 1e-6
SURE = 5.0


def tells(found: list[int]) -> bool:
    """Whether an order of citizens tells in which they came, more than one order in a million does."""
    many = len(found)
    inversions = sum(found[a] > found[b] for a in range(many) for b in range(a + 1, many))
    mean, spread = many * (many - 1) / 4, sqrt(many * (many - 1) * (2 * many + 5) / 72)
    early = sum(n < many // 2 for n in found[: many // 2])
    halves = early in (0, many // 2) and 2 / comb(many, many // 2) < CHANCE
    return abs(inversions - mean) / spread > SURE or halves


def held_orders(written: Written, said: list[str]) -> list[list[int]]:
    """All orders SQL can see: by each column and hidden column, and as each was last written."""
    last = [
        n for table, values in written if table == "surveys_answer" for n in _in_order(values, said)
    ]
    return [*answer_orders(said), list(dict.fromkeys(reversed(last)))]


def _in_order(values: str, among: list[str]) -> list[int]:
    places = {n: values.find(words) for n, words in enumerate(among)}
    return sorted((n for n, at in places.items() if at >= 0), key=places.__getitem__)


def test_no_order_of_the_held_ones_tells_who_came_earlier(survey):
    with watched() as written:
        said = send_all(survey)

    found = held_orders(written, said)

    assert {len(order) for order in found} == {CITIZENS}
    assert not [order for order in found if tells(order)]


def only_new_ones(monkeypatch: Any) -> None:
    """Those that are held already stay where they are: each new one lies behind them."""
    taken_out = folding._taken_out
    monkeypatch.setattr(
        folding,
        "_taken_out",
        lambda survey, which, *asked, **facts: (
            [] if "TRUE" in which else taken_out(survey, which, *asked, **facts)
        ),
    )


def no_shuffling(monkeypatch: Any) -> None:
    monkeypatch.setattr(folding.RANDOM, "shuffle", lambda found: None)


def no_mixing(monkeypatch: Any) -> None:
    monkeypatch.setattr("surveys.tasks.mix_held", lambda survey: 0)


def in_two_halves(monkeypatch: Any) -> None:
    """Shuffled, but the new ones before the old ones."""
    many = []

    def shuffled(found: list[Any]) -> None:
        many.append(len(found))
        RANDOM.shuffle(found) if len(found) <= CITIZENS // 2 else None

    monkeypatch.setattr(folding.RANDOM, "shuffle", shuffled)


@pytest.mark.parametrize("broken", [only_new_ones, no_shuffling, no_mixing, in_two_halves])
def test_an_order_that_is_left_is_told(survey, monkeypatch, broken):
    """The controls: an answer that lies where it came is seen, whichever part of mixing is gone.

    PostgreSQL may read the rows by their random keys, and then what is not shuffled tells nothing.
    """
    if broken in (no_shuffling, in_two_halves) and connection.vendor == "postgresql":
        pytest.skip("the order in which PostgreSQL reads the rows is its own")
    broken(monkeypatch)
    with watched() as written:
        said = send_all(survey)

    assert any(tells(order) for order in held_orders(written, said))


@pytest.mark.parametrize("order", [lambda n: n, lambda n: -n, lambda n: (n >= 12, n * 7 % 24)])
def test_orders_that_tell_are_told_from_those_that_do_not(order):
    numbers = list(range(CITIZENS))

    assert tells(sorted(numbers, key=order))
    RANDOM.shuffle(numbers)
    assert not tells(numbers)


def test_no_column_of_an_answer_counts_or_knows_the_time(survey):
    """A serial or a moment would give the order back that mixing takes away."""
    tell = (models.AutoField, models.IntegerField, models.DateField, models.TimeField)
    fields = {field.column: field for field in Answer._meta.concrete_fields}
    with connection.cursor() as cursor:
        there = connection.introspection.get_table_description(cursor, "surveys_answer")
        series = connection.introspection.get_sequences(cursor, "surveys_answer")

    assert {column.name for column in there} == set(fields)
    assert not [
        name
        for name, field in fields.items()
        if isinstance(field, tell) and not isinstance(field, models.ForeignKey)
    ]
    assert [one for one in series if one.get("name")] == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite marks no row's transaction")
def test_all_held_answers_bear_the_mark_of_one_transaction(survey):
    send_all(survey)

    assert len({row[0] for row in rows("surveys_answer", ["xmin::text"])}) == 1


def test_while_answers_are_held_no_wish_is_shown_or_readable(survey):
    send_all(survey)

    let_out_wishes(NOON + timedelta(days=1))

    assert not ContactWish.objects.exists()
    assert WishSlip.objects.count() == CITIZENS
    for table in connection.introspection.table_names():
        for row in rows(table, columns_of(table)):
            assert "555 010" not in str(row), table


def test_wishes_come_out_in_no_order_that_leads_to_an_answer(survey, supervisor):
    with watched() as written:
        said = send_all(survey)
        held = answer_orders(said)
        for answer in survey.answers.held().order_by("pk"):
            admit(answer, by=supervisor, at=NOON + timedelta(hours=3))
        count_what_came_in()
        let_out_wishes(NOON + timedelta(days=1))

    assert ContactWish.objects.count() == CITIZENS
    assert len({(wish.asked_on, wish.due_on) for wish in ContactWish.objects.all()}) == 1
    assert_unlinked([*held, *answer_orders(said)], [*wish_orders(), list(range(CITIZENS))][:-1])
    assert_unlinked([came(written, said)], [left(written)])


def came(written: Written, said: list[str]) -> list[int]:
    """The citizens by the first time their answer was written."""
    seen = [n for table, values in written if table == "surveys_answer" for n in _in(values, said)]
    return list(dict.fromkeys(seen))


def left(written: Written) -> list[int]:
    phones = [phone_of(n) for n in range(CITIZENS)]
    wishes = [values for table, values in written if table == "surveys_contactwish"]
    return [n for values in wishes for n in _in(values, phones)]


def _in(values: str, among: list[str]) -> list[int]:
    return [n for n, words in enumerate(among) if words in values]


def test_without_shuffling_the_wishes_lie_as_the_slips_do(survey, supervisor, monkeypatch):
    """The control for the order in which one process writes."""
    monkeypatch.setattr(letterbox.RANDOM, "shuffle", lambda found: None)
    monkeypatch.setattr(folding.RANDOM, "shuffle", lambda found: None)
    with watched() as written:
        said = send_all(survey)
        for answer in survey.answers.held():
            admit(answer, by=supervisor, at=NOON + timedelta(hours=3))
        let_out_wishes(NOON + timedelta(days=1))

    assert linked(came(written, said), left(written)) > CITIZENS / 2 or (
        linked(sorted(left(written)), left(written)) > CITIZENS / 2
    )


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite marks no row's transaction")
def test_no_row_shares_the_transaction_of_a_held_answer(survey):
    send_all(survey)

    answers = {row[0] for row in rows("surveys_answer", ["xmin::text"])}
    tables = {model._meta.db_table for model in apps.get_models()} - {"surveys_answer"}
    shared = {
        table for table in tables if answers & {row[0] for row in rows(table, ["xmin::text"])}
    }
    # The day by which somebody decides is set on the survey as the held ones are mixed.
    assert shared <= {"surveys_survey"}


def test_every_slip_is_as_long_as_any_other(survey):
    send_all(survey)
    client, page = Client(REMOTE_ADDR="203.0.113.9"), address(survey)
    with time_machine.travel(NOON, tick=False):
        client.post(page, {"form": number_on(client.get(page)), "q.words": "No wish at all"})

    assert len({len(slip.sealed) for slip in WishSlip.objects.all()}) == 1
    assert json.loads(Answer.objects.order_by("pk").first().content)
