"""A reason, in one line."""

from __future__ import annotations

from typing import Any

from django import forms

from pages.forms.fields import Line


class ReasonForm(forms.Form):
    """Why somebody takes away a second factor, or refuses what was proposed."""

    note = Line(
        label="Why, in up to 120 characters?",
        max_length=120,
        error_messages=dict.fromkeys(
            ("required", "max_length"), "Say why, in up to 120 characters."
        ),
    )

    @property
    def as_asked(self) -> dict[str, Any]:
        """What `components/confirm.html` and the page around it ask, with what was typed."""
        return {
            "form": self,
            "note_label": self["note"].label,
            "note": self.data.get("note", ""),
            "note_error": " ".join(map(str, self["note"].errors)),
        }
