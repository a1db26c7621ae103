"""Forms that arrive at the same moment: one form is one answer, two forms are two."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import time_machine
from django.db import connections
from django.test import Client

from portal.models import NetworkCount
from surveys.models import Answer, SentForm
from tests.support.citizens import ANSWERED, READ, address, number_on
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 5, 13)
TOGETHER = 4


def several_at_once(work):
    """What `work` gives, done several times at once, each on a connection of its own."""
    ready = threading.Barrier(TOGETHER)

    def done():
        try:
            ready.wait(timeout=10)
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(TOGETHER) as threads:
        return [each.result() for each in [threads.submit(done) for _ in range(TOGETHER)]]


def test_one_form_sent_by_several_presses_is_one_answer(survey):
    with time_machine.travel(NOON, tick=False) as clock:
        sent = {"form": number_on(Client().get(address(survey))), **ANSWERED}
        clock.shift(READ)

        answers = several_at_once(lambda: Client().post(address(survey), sent))

    assert [answer.status_code for answer in answers] == [302] * TOGETHER
    assert (Answer.objects.count(), SentForm.objects.count()) == (1, 1)


def test_of_several_who_ask_whether_it_is_the_first_time_one_is_told_so(survey):
    assert sorted(several_at_once(lambda: SentForm.objects.first_time("a" * 64, DAY))) == [
        *[False] * (TOGETHER - 1),
        True,
    ]


def test_looking_first_and_writing_then_tells_several_so(survey):
    """The control: without the one statement, nearly every press would be an answer."""
    looked = threading.Barrier(TOGETHER)

    def carelessly():
        first = not SentForm.objects.filter(digest="a" * 64).exists()
        looked.wait(timeout=10)
        SentForm.objects.bulk_create([SentForm(digest="a" * 64, on=DAY)], ignore_conflicts=True)
        return first

    assert several_at_once(carelessly) == [True] * TOGETHER


def test_each_form_of_a_network_is_counted(survey):
    assert sorted(several_at_once(lambda: NetworkCount.objects.another("b" * 64, DAY))) == [
        *range(1, TOGETHER + 1)
    ]


def test_reading_the_count_first_loses_forms(survey):
    """The control: a count that is read, added to and written back."""
    NetworkCount.objects.create(digest="b" * 64, day=DAY, forms=0)
    looked = threading.Barrier(TOGETHER)

    def carelessly():
        count = NetworkCount.objects.get(digest="b" * 64)
        looked.wait(timeout=10)
        count.forms += 1
        count.save()

    several_at_once(carelessly)

    assert NetworkCount.objects.get().forms < TOGETHER
