"""The form of a step that asks for a note."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper

from pages.forms.fields import Words
from pages.forms.happened import HappenedForm
from pages.forms.marked import AsksAboutMarkers


class NoteForm(AsksAboutMarkers, HappenedForm):
    """Why the step is taken; what the note is called and whether it is needed is the step's."""

    note = Words()

    def __init__(self, *args: Any, label: str, required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label = label
        self.fields["note"].required = required

    @property
    def helper(self) -> FormHelper:
        return self.laid_out("note")
