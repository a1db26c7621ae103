"""The number each form carries: signed, so that it was shown here, and when; nothing else is in it.

It takes the place of a session and of a CSRF cookie, which citizens' pages do not have. It is not
kept; a digest of it says for a day that this form was sent (`surveys.answers.workflow`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe

from django.core.signing import BadSignature, TimestampSigner, b62_decode

from surveys.models import Survey

RANDOM_BYTES = 16
A_DAY = 24 * 60 * 60
# A form that comes back faster was hardly read: seconds by questions, within these.
FASTEST, SLOWEST = 3, 10


@dataclass(frozen=True)
class FormNumber:
    """A number that is ours: what was signed, and the age of the form in seconds."""

    signed: str
    number: str
    age: float

    @property
    def is_old(self) -> bool:
        return self.age > A_DAY

    def is_hasty(self, questions: int) -> bool:
        """Whether a form with so many questions came back sooner than a person could fill it in."""
        return self.age < max(FASTEST, min(questions, SLOWEST))


def new_number(survey: Survey) -> str:
    """128 random bits, signed for this survey with the time."""
    return _signer(survey).sign(token_urlsafe(RANDOM_BYTES))


def read_number(signed: str, survey: Survey, at: datetime) -> FormNumber | None:
    """The number as it came back at `at`; None when it is missing, forged or another survey's."""
    try:
        number = _signer(survey).unsign(signed)
    except BadSignature:
        return None
    made = b62_decode(signed.rsplit(":", 2)[1])
    return FormNumber(signed, number, at.timestamp() - made)


def _signer(survey: Survey) -> TimestampSigner:
    return TimestampSigner(salt=f"portal.form.{survey.submission.hex}")
