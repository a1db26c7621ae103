"""Wishes to be contacted, from the moment a form is sent until the unit sees them.

A wish must not be known by when it came, nor by an answer that came with it. So each answer from
the web leaves a sealed slip, with a wish in it or with nothing. On a later day the slips are
opened together: what they hold is written as contact wishes in an order that tells nothing, all
with that day, in a transaction in which no answer is written.

A wish whose answer is held comes out after every held answer of the survey was decided on, and
not alone: whoever decided on the one held answer yesterday would else know whose it was.
"""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from random import SystemRandom

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import transaction

from personnel.sealing import opened, sealed
from surveys.models import Survey, WishSlip

log = logging.getLogger(__name__)

PURPOSE = "contact wish"
# Every slip is so long, in bytes: the longest wish in any script fits, and none is told by its length.
LENGTH = 8192
# A wish whose answer was held comes out with so many others, or after so many days at the latest.
COMPANY = 3
LONGEST_ALONE = timedelta(days=4)
RANDOM = SystemRandom()


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody leaves at the end of a survey; a telephone number or an address is enough."""

    name: str = ""
    phone: str = ""
    email: str = ""
    about: str = ""
    language: str = "en"


@dataclass(frozen=True)
class Slip:
    """An opened slip: its key and day, whether its answer was held and in which crowd."""

    key: str
    on: date
    held: bool
    crowd: str
    wish: Wish | None


def drop(
    survey: Survey, wish: Wish | None, *, form: str, on: date, held: bool, crowd: str = ""
) -> None:
    """Put what came beside the answer of `form` into the letterbox; once, however often sent.

    Raises ValueError for a wish that says no way to reach anybody.
    """
    if wish and not (wish.phone or wish.email):
        raise ValueError("A wish without a telephone number or an address is not kept.")
    said = {"held": held, "crowd": crowd, "wish": asdict(wish) if wish else None}
    WishSlip.objects.drop(_key(form), survey, on, slip_of(json.dumps(said, ensure_ascii=False)))


def slip_of(words: str) -> str:
    """`words` sealed, as long as every other slip and without the moment. Raises ValueError for
    more than fits."""
    spare = LENGTH - len(words.encode())
    if spare < 0:
        raise ValueError(f"A wish of more than {LENGTH} bytes is not kept.")
    return sealed(words + " " * spare, PURPOSE, timeless=True)


@transaction.atomic
def taken_out(survey: Survey, *, day: date, holds: bool) -> list[Wish]:
    """Take out what may be seen on `day`, in an order that tells nothing.

    Only slips of earlier days are looked at. `holds`: answers of the survey are still held and
    can still count, so that the wishes that came with such answers stay.
    """
    slips = list(_opened(survey.slips.select_for_update().filter(on__lt=day)))
    free = [slip for slip in slips if not slip.held]
    kept_back = [slip for slip in slips if slip.held and slip.wish]
    wishes = [slip.wish for slip in free if slip.wish]
    out = [*free, *(slip for slip in slips if slip.held and not slip.wish)]
    if not holds and _in_company(kept_back, beside=len(wishes), day=day):
        out += kept_back
        wishes += [slip.wish for slip in kept_back if slip.wish]
    WishSlip.objects.filter(key__in=[slip.key for slip in out]).delete()
    RANDOM.shuffle(wishes)
    return wishes


def thrown_away(survey: Survey, crowd: str) -> int:
    """Throw away the slips of a crowd whose answers were all left out; says how many wishes."""
    slips = [slip for slip in _opened(survey.slips.all()) if slip.held and slip.crowd == crowd]
    WishSlip.objects.filter(key__in=[slip.key for slip in slips]).delete()
    return sum(slip.wish is not None for slip in slips)


def _in_company(held: list[Slip], *, beside: int, day: date) -> bool:
    if len(held) + beside >= COMPANY:
        return True
    return any(slip.on <= day - LONGEST_ALONE for slip in held)


def _opened(slips: Iterable[WishSlip]) -> Iterable[Slip]:
    """What a foreign key sealed stays where it is, for whoever still has the key."""
    for slip in slips:
        try:
            said = json.loads(opened(slip.sealed, PURPOSE))
        except InvalidToken:
            log.error("a contact wish of survey %s was sealed with another key", slip.survey_id)
            continue
        wish = Wish(**said["wish"]) if said["wish"] else None
        yield Slip(slip.key, slip.on, said["held"], said["crowd"], wish)


def _key(form: str) -> str:
    """Not the digest that says the form was sent: the two lead to each other for nobody."""
    named = f"contact slip {form}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), named, "sha256").hexdigest()
