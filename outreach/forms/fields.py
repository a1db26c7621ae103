"""Text as people type it: one spelling of each letter, no invisible signs in one line."""

from __future__ import annotations

from typing import Any

from django import forms

from personnel.forms.fields import Line, MemberChoice, composed

__all__ = ["DayField", "Line", "MemberChoice", "Words"]


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
