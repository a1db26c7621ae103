"""Progress on what a decision promised."""

from __future__ import annotations

from crispy_forms.helper import FormHelper
from django import forms

from outreach.forms.fields import Words
from outreach.forms.layouts import laid_out
from personnel.forms.marked import AsksAboutMarkers
from programs.models import ProgramAction

Status = ProgramAction.Status


class ProgressForm(AsksAboutMarkers, forms.Form):
    """Where it stands now, and what happened."""

    to = forms.ChoiceField(
        label="Where it stands",
        choices=[
            (Status.PROMISED, "Still to be done"),
            (Status.DONE, "Done"),
            (Status.DROPPED, "Dropped"),
        ],
        widget=forms.RadioSelect,
        initial=Status.PROMISED,
    )
    note = Words(label="What happened")

    @property
    def helper(self) -> FormHelper:
        return laid_out("to", "note")
