"""The receipt for a sheet that left the department."""

from __future__ import annotations

from typing import ClassVar

from crispy_forms.helper import FormHelper
from django import forms

from pages.forms.fields import Line
from pages.forms.layouts import laid_out
from pages.forms.marked import AsksAboutMarkers


class HandoverForm(AsksAboutMarkers, forms.Form):
    received_by = Line(label="Who received it there", help_text="Name and office.", max_length=120)
    on = forms.DateField(
        label="On which day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    meant: ClassVar = {"their_number": ("telephone", "plate")}
    their_number = Line(label="Their number for it", max_length=60, required=False)

    @property
    def helper(self) -> FormHelper:
        return laid_out(*self.fields)
