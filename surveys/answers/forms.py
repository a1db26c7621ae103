"""What is asked before a held answer is left out."""

from __future__ import annotations

from crispy_forms.helper import FormHelper
from django import forms

from pages.forms.fields import Line
from pages.forms.layouts import laid_out
from pages.forms.marked import AsksAboutMarkers


class LeaveOutForm(AsksAboutMarkers, forms.Form):
    why = Line(
        label="Why is it no answer?",
        max_length=300,
        help_text="Say what kind of thing it is, not what it says: advertising, the same words "
        "forty times.",
    )

    @property
    def helper(self) -> FormHelper:
        return laid_out("why")
