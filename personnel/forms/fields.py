"""Text as people type it, and members as people name them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from documents.spelling import folded
from personnel.forms.told_apart import ToldApart, told_apart
from personnel.models import Member

# Marks that turn the direction of writing or join words unseen; a name or a title needs none.
UNSEEN = frozenset(
    "\u061c\u200b\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
# Other ways in which programs end a line.
LINE_ENDS = dict.fromkeys(map(ord, "\v\f\x85\u2028\u2029"), "\n")
# Control characters and halves of characters are no text; PostgreSQL refuses some of them.
NO_TEXT: dict[int, str | None] = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), None)
NO_TEXT |= dict.fromkeys(range(0xD800, 0xE000), None)
NO_TEXT |= LINE_ENDS
for kept in "\t\n\r":
    del NO_TEXT[ord(kept)]


class Line(forms.CharField):
    """One line: spaces run together, and a sign that cannot be seen is refused by its name."""

    def to_python(self, value: Any) -> str:
        return " ".join(composed(super().to_python(value) or "").split())

    def validate(self, value: str) -> None:
        super().validate(value)
        refuse_unseen(value)


class ByLastName(ToldApart):
    """The members offered in the order of their last names, as a roster has them."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        offered = self.queryset.all() if self.queryset is not None else []
        yield from told_apart(map(self.choice, sorted(offered, key=last_name_first)))


def last_name_first(member: Member) -> tuple[str, str, int]:
    """What members are sorted by: the last word of the name, then all of it."""
    name = folded(member.name)
    words = name.split()
    return (words[-1] if words else "", name, member.pk)


class MemberChoice(forms.ModelChoiceField):
    """One member, by rank and full name, in the order of last names."""

    iterator = ByLastName

    def label_from_instance(self, obj: Member) -> str:  # type: ignore[override]
        return obj.full_name


def composed(text: str) -> str:
    """`text` in composed form (NFC), so that é is é however it was typed; nothing that is no text."""
    return unicodedata.normalize("NFC", text.translate(NO_TEXT))


def refuse_unseen(line: str) -> None:
    """Raises ValidationError, with the name of the first sign in `line` that can't be seen."""
    for sign in line:
        if sign in UNSEEN:
            name = unicodedata.name(sign).lower()
            raise ValidationError(f"This holds a sign that can't be seen: {name}. Type it anew.")
