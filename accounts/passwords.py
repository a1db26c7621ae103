"""What a password may not be. How long it is at least is said in the settings.

There are no rules about digits or signs, and nobody has to change a password by date.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError

from personnel.models import Division

LIST = Path(__file__).parent / "common_passwords.txt"
LONGEST = 128
# With the known words taken out, so many letters have to be left.
OWN_LETTERS = 8
WORDS_OF_THE_PLACE = frozenset(
    [
        "admin",
        "administrator",
        "badge",
        "city",
        "chief",
        "community",
        "concern",
        "county",
        "department",
        "deputy",
        "detective",
        "division",
        "football",
        "liaison",
        "lieutenant",
        "login",
        "officer",
        "outreach",
        "password",
        "patrol",
        "police",
        "policing",
        "precinct",
        "report",
        "safety",
        "secret",
        "sergeant",
        "service",
        "services",
        "sheriff",
        "signin",
        "squad",
        "station",
        "town",
        "unit",
        "welcome",
    ]
)


class NotTooLong:
    """A limit that no sentence reaches; past it the text is a file."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) > LONGEST:
            raise ValidationError(
                f"The password is longer than {LONGEST} characters.", "password_too_long"
            )

    def get_help_text(self) -> str:
        return f"At most {LONGEST} characters."


class NotCommon:
    """Refuses the list that `scripts/common_passwords.py` writes, in any case and spacing."""

    def validate(self, password: str, user: Any = None) -> None:
        if plain(password) in common_passwords():
            raise ValidationError(
                "Many people use this password, so it is tried first. Choose words of your own.",
                "password_too_common",
            )

    def get_help_text(self) -> str:
        return "No password that stands in lists of common ones."


class NotOnlyKnownWords:
    """Refuses a password of the own name, the department's words, digits and little else."""

    def validate(self, password: str, user: Any = None) -> None:
        known = sorted(known_words(user), key=len, reverse=True)
        pattern = "|".join(re.escape(word) for word in known)
        rest = re.sub(pattern, " ", password.lower()) if known else password.lower()
        if len(set(_letters(rest))) < 3 or len(_letters(rest)) < OWN_LETTERS:
            raise ValidationError(
                "Besides your name, the department's words and digits there is too little in this "
                "password. Add words that nobody connects with you.",
                "password_of_known_words",
            )

    def get_help_text(self) -> str:
        return "Four words that don't belong together are good, such as a picture nobody else has."


def known_words(user: Any = None) -> set[str]:
    """What somebody would guess first: name, address, divisions, words of the work."""
    names = [getattr(user, "name", ""), getattr(user, "email", "")]
    names += Division.objects.values_list("name", flat=True)
    own = {word for name in names for word in re.split(r"[\W_]+", name.lower())}
    return {word for word in own if len(word) >= 3} | WORDS_OF_THE_PLACE


def plain(password: str) -> str:
    """As the list has it: small letters, no spaces."""
    return re.sub(r"\s+", "", password.lower())


def _letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalpha())


@cache
def common_passwords() -> frozenset[str]:
    return frozenset(LIST.read_text().split())
