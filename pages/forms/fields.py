"""Text as people type it, and members as people name them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from documents.spelling import composed, folded
from pages.forms.told_apart import ToldApart, told_apart
from personnel.models import Member

# Marks that turn the direction of writing or join words unseen; a name or a title needs none.
UNSEEN = frozenset(
    "\u061c\u200b\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


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


def refuse_unseen(line: str) -> None:
    """Raises ValidationError, with the name of the first sign in `line` that can't be seen."""
    for sign in line:
        if sign in UNSEEN:
            name = unicodedata.name(sign).lower()
            raise ValidationError(f"This holds a sign that can't be seen: {name}. Type it anew.")


class Words(forms.CharField):
    """Text of several lines, as long as an intake sheet has room for."""

    def __init__(self, *, rows: int = 3, max_length: int = 4000, **facts: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(max_length=max_length, widget=widget, **facts)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No maxlength: a browser cuts what is pasted unseen. The server keeps it and counts."""
        return {}

    def to_python(self, value: Any) -> str:
        text = composed(super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")
        return text.strip() if self.strip else text


class DayField(forms.DateField):
    """A day, from the browser's own calendar."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
