"""Transactions of the tests' own: what happens inside is undone, and no step takes one for a transaction
around it that a refusal would undo."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.test import TestCase

from audit.noting import STANDS


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is taken back at its end."""
    block = transaction.atomic()
    setattr(block, STANDS, True)
    with block:
        yield
        transaction.set_rollback(True)


def mark_those_of_test_cases() -> None:
    """The transaction that each test runs in is one of these, too."""
    enter = TestCase._enter_atomics.__func__

    def entered(case: type[TestCase]) -> object:
        blocks = enter(case)
        for block in blocks.values():
            setattr(block, STANDS, True)
        return blocks

    TestCase._enter_atomics = classmethod(entered)
