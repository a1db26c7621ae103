"""Text as people type it: one spelling of each letter, no invisible signs in one line."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from personnel.models import Member

# Marks that turn the direction of writing or join words unseen; a name or a title needs none.
UNSEEN = frozenset(
    "\u200b\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


class Line(forms.CharField):
    """One line: spaces run together, and a sign that cannot be seen is refused by its name."""

    def to_python(self, value: Any) -> str:
        return " ".join(_composed(super().to_python(value) or "").split())

    def validate(self, value: str) -> None:
        super().validate(value)
        for sign in value:
            if sign in UNSEEN:
                name = unicodedata.name(sign, "an unnamed sign").lower()
                raise ValidationError(
                    f"This holds a sign that can't be seen: {name}. Type it anew."
                )


class Words(forms.CharField):
    """Text of several lines, as long as an intake sheet has room for."""

    def __init__(self, *, rows: int = 3, max_length: int = 4000, **facts: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(max_length=max_length, widget=widget, **facts)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No maxlength: a browser cuts what is pasted unseen. The server keeps it and counts."""
        return {}

    def to_python(self, value: Any) -> str:
        return _composed(super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


class MemberChoice(forms.ModelChoiceField):
    """One member, by rank and full name."""

    def label_from_instance(self, obj: Member) -> str:  # type: ignore[override]
        return obj.full_name


class DayField(forms.DateField):
    """A day, from the browser's own calendar."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def _composed(text: str) -> str:
    """`text` in composed form (NFC), so that é is é however it was typed; no NUL."""
    return unicodedata.normalize("NFC", text).replace("\x00", "")
