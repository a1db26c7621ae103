"""Slips of one length, whatever is in them, and nothing on them that says when they came."""

from __future__ import annotations

import importlib
from base64 import urlsafe_b64decode
from dataclasses import asdict
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from personnel.sealing import sealed
from portal.contact import LONGEST
from surveys.models import WishSlip
from surveys.wishes import letterbox
from surveys.wishes.letterbox import PURPOSE, Wish
from tests.support.surveys import make_survey

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 13)


@pytest.fixture
def survey(officer):
    return make_survey(officer, status="open")


def longest(sign: str) -> Wish:
    """All that a form takes, in a script of which each sign is so many bytes."""
    return Wish(**{name: sign * most for name, most in LONGEST.items()}, language="es")


WISHES = {
    "none": None,
    "short": Wish(phone="555 010 7788"),
    "Latin": longest("a"),
    "Arabic": longest("\u0639"),
    "Chinese": longest("\u4f60"),
    "beyond": longest("\U00020000"),
    "quotes": longest('"'),
}


def dropped(survey) -> list[WishSlip]:
    for name, wish in WISHES.items():
        letterbox.drop(survey, wish, form=name, on=DAY, held=False, crowd="c" * 64)
    return list(WishSlip.objects.all())


def test_every_slip_has_one_length_whatever_the_script(survey):
    slips = dropped(survey)

    assert len(slips) == len(WISHES)
    assert len({len(slip.sealed) for slip in slips}) == 1
    kept = letterbox.taken_out(survey, day=DAY + timedelta(days=1), holds=False)
    assert {str(asdict(wish)) for wish in kept} == {
        str(asdict(wish)) for wish in WISHES.values() if wish
    }


def test_a_slip_does_not_say_when_it_came(survey):
    """A sealed text carries its second for everybody to read, unless it is told not to."""
    for slip in dropped(survey):
        assert urlsafe_b64decode(slip.sealed)[1:9] == bytes(8)


def test_a_wish_that_would_stand_out_is_refused(survey):
    with pytest.raises(ValueError, match="bytes"):
        letterbox.drop(survey, Wish(phone="5" * 9000), form="x", on=DAY, held=False)


def test_slips_that_wait_are_sealed_anew(survey):
    for form, size in (("a", 2048), ("b", 4096)):
        words = '{"held": false, "crowd": "", "wish": {"phone": "555 010 7788"}}'
        WishSlip.objects.drop(form, survey, DAY, sealed(words.ljust(size), PURPOSE))
    WishSlip.objects.drop("c", survey, DAY, "sealed with another key")
    migration = importlib.import_module("surveys.migrations.0006_slips_of_one_length")

    migration.seal_anew(apps, SimpleNamespace(connection=connection))

    lengths = {len(slip.sealed) for slip in WishSlip.objects.exclude(key="c")}
    letterbox.drop(survey, None, form="new", on=DAY, held=False)
    assert lengths == {len(WishSlip.objects.exclude(key__in="abc").get().sealed)}
    assert WishSlip.objects.get(key="c").sealed == "sealed with another key"
    wishes = letterbox.taken_out(survey, day=DAY + timedelta(days=1), holds=False)
    assert [wish.phone for wish in wishes] == ["555 010 7788"] * 2
