"""The watch over each change of a record knows what stays and what was taken back."""

from __future__ import annotations

import pytest
from django.db import transaction

from audit.noting import note
from personnel.models import Division
from tests.support.tracing import traced

TABLE = "personnel_division"


class GivenUp(Exception):
    pass


def changed(*, noted: bool, kept: bool) -> None:
    try:
        with transaction.atomic():
            Division.objects.create(name="North")
            if noted:
                note("personnel.divisions.made")
            if not kept:
                raise GivenUp
    except GivenUp:
        pass


def watch() -> None:
    with traced() as written:
        changed(noted=False, kept=False)
    assert written.tables == set()

    with traced() as written:
        changed(noted=False, kept=True)
    assert written.unexplained == {TABLE}
    Division.objects.all().delete()

    with traced() as written:
        changed(noted=True, kept=True)
    assert written.unexplained == set()
    Division.objects.all().delete()

    with traced() as written:
        changed(noted=True, kept=False)
        Division.objects.create(name="South")
    assert written.unexplained == {TABLE}, "an entry that was taken back explains nothing"


@pytest.mark.django_db
def test_what_goes_back_to_a_savepoint_has_not_changed():
    watch()


@pytest.mark.django_db(transaction=True)
def test_what_a_transaction_takes_back_has_not_changed():
    watch()
