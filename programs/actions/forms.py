"""Progress on what a decision promised."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from pages.forms.fields import Words
from pages.forms.handing import HandingForm
from pages.forms.layouts import laid_out
from pages.forms.marked import AsksAboutMarkers
from personnel.giving import given_work_by
from personnel.models import Member
from programs.models import ProgramAction

Status = ProgramAction.Status


class GiveOnForm(HandingForm):
    """Who sees to what was promised from now on, and why."""

    whom = "Who sees to it"

    def __init__(self, *args: Any, action: ProgramAction, by: Member, **options: Any) -> None:
        super().__init__(*args, offered=given_work_by(by), holder=action.owner_id, **options)


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
