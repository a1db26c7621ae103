from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from pages.forms.fields import Words
from pages.forms.marked import AsksAboutMarkers
from reports.models import ReportPart


def inside_a_form() -> FormHelper:
    """The page draws the form element and its buttons."""
    helper = FormHelper()
    helper.form_tag = False
    return helper


class NoteForm(AsksAboutMarkers, forms.Form):
    """A step that may carry a note."""

    note = Words(
        label="Note",
        required=False,
        max_length=2000,
        help_text="Stands in the approval table.",
    )
    helper = inside_a_form()


class DecisionForm(NoteForm):
    """A decision on the version that was read."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class WhyForm(AsksAboutMarkers, forms.Form):
    """What a revision corrects; it is printed in the revision."""

    why = Words(
        label="What has to be corrected?",
        max_length=2000,
        rows=4,
        help_text="Printed in the revision. The issued report is kept as it is.",
    )
    helper = inside_a_form()


class ReturnForm(AsksAboutMarkers, forms.Form):
    """A comment for each part that has to change; at least one, or one that is open already."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, parts: Sequence[ReportPart], has_open_comments: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.has_open_comments = has_open_comments
        self.parts = {f"part_{part.pk}": part for part in parts}
        for name, part in self.parts.items():
            self.fields[name] = Words(label=part.title, required=False, max_length=2000, rows=2)
        self.helper = inside_a_form()
        self.helper.show_optional = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.has_open_comments and not self.comments():
            raise forms.ValidationError("Say in at least one part what has to change.")
        return cleaned

    def comments(self) -> dict[ReportPart, str]:
        """The comments that were written, by part."""
        said = {part: self.cleaned_data.get(name, "") for name, part in self.parts.items()}
        return {part: text for part, text in said.items() if text}
