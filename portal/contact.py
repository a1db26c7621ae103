"""The wish to be contacted, as it stands at the end of a citizen's form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import QueryDict
from django.utils.translation import gettext as _

from surveys.answers.answering import cleaned
from surveys.wishes.letterbox import Wish

# Fields and how long each may be; a telephone number has at least so many digits.
LONGEST = {"name": 120, "phone": 40, "email": 254, "about": 1000}
LEAST_DIGITS = 7


@dataclass(frozen=True)
class Field:
    """One field on the page; `type` is the kind of keyboard it wants, or "words" for several lines."""

    name: str
    label: str
    type: str
    longest: int
    fills: str
    typed: str
    error: str

    @property
    def id(self) -> str:
        return f"contact-{self.name}"


@dataclass(frozen=True)
class Contact:
    """What was typed, and what is wrong with it by field."""

    name: str = ""
    phone: str = ""
    email: str = ""
    about: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_asked_for(self) -> bool:
        return bool(self.name or self.phone or self.email or self.about)

    @property
    def fields(self) -> list[Field]:
        """The fields in their order, in the language that is active."""
        told = (
            ("name", _("Your name"), "text", "name"),
            ("phone", _("Telephone number"), "tel", "tel"),
            ("email", _("Email address"), "email", "email"),
            ("about", _("What is it about?"), "words", "off"),
        )
        return [
            Field(
                name,
                label,
                kind,
                LONGEST[name],
                fills,
                getattr(self, name),
                self.errors.get(name, ""),
            )
            for name, label, kind, fills in told
        ]

    def wish(self, language: str) -> Wish | None:
        """The wish to keep; None when nobody asked to be contacted."""
        if not self.is_asked_for:
            return None
        return Wish(
            name=self.name,
            phone=self.phone,
            email=self.email,
            about=self.about,
            language=language,
        )


def contact_in(sent: QueryDict) -> Contact:
    """What a form says about contact; its fields are told from the questions by their names."""
    typed = {
        name: cleaned(str(sent.get(f"contact-{name}", "")), most) for name, most in LONGEST.items()
    }
    for line in ("name", "phone", "email"):
        typed[line] = " ".join(typed[line].split())
    return Contact(**typed, errors=_faults(typed))


def _faults(typed: Mapping[str, str]) -> dict[str, str]:
    if not any(typed.values()):
        return {}
    if not (typed["phone"] or typed["email"]):
        return {"phone": _("Leave a telephone number or an email address, so we can reach you.")}
    faults = {}
    if typed["phone"] and sum(sign.isdigit() for sign in typed["phone"]) < LEAST_DIGITS:
        faults["phone"] = _("Write the whole telephone number, with the area code.")
    if typed["email"] and not _is_address(typed["email"]):
        faults["email"] = _("Write the whole email address, such as name@example.org.")
    return faults


def _is_address(email: str) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    return True
