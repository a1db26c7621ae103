"""Twenty who write at once, and two who seal meanwhile: one chain, and nothing missing in it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from audit import sealing
from audit.models import Entry
from audit.noting import note
from audit.sealing import seal
from audit.verifying import verify

WRITERS, EACH = 20, 6


def write(number: int) -> None:
    try:
        for count in range(EACH):
            with transaction.atomic():
                note("test.step", kind="test.writer", key=f"{number}.{count}")
    finally:
        connection.close()


def keep_sealing(rounds: int) -> None:
    try:
        for _ in range(rounds):
            seal(most=7)
    finally:
        connection.close()


def all_at_once() -> None:
    with ThreadPoolExecutor(WRITERS + 2) as people:
        sealers = [people.submit(keep_sealing, 12) for _ in range(2)]
        writers = [people.submit(write, number) for number in range(WRITERS)]
        for one in (*writers, *sealers):
            one.result()


@pytest.mark.django_db(transaction=True)
def test_fault_048_twenty_writers_and_two_sealers_make_one_chain():
    all_at_once()
    seal()

    checked = verify()
    assert (checked.bad, checked.entries, checked.waiting) == (None, WRITERS * EACH, 0)
    written = Entry.objects.values_list("key", flat=True)
    assert set(written) == {f"{n}.{c}" for n in range(WRITERS) for c in range(EACH)}


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite lets one write at a time by itself"
)
def test_fault_048_without_its_lock_sealing_together_fails(monkeypatch):
    """The negative control: two sealers would give one place twice, which the database refuses."""
    monkeypatch.setattr(sealing, "_alone", lambda: None)
    for number in range(40):
        note("test.step", kind="test.writer", key=str(number))

    with ThreadPoolExecutor(4) as people:
        sealers = [people.submit(keep_sealing, 12) for _ in range(4)]
        faults = [str(one.exception()) for one in sealers if one.exception()]

    assert any("place" in fault for fault in faults)
