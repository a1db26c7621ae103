"""Progress on what a decision promised."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from outreach.forms.fields import MemberChoice, Words
from outreach.forms.layouts import laid_out
from personnel.forms.marked import AsksAboutMarkers
from personnel.models import Member
from programs.models import ProgramAction

Status = ProgramAction.Status


class GiveOnForm(AsksAboutMarkers, forms.Form):
    """Who sees to it from now on, and why."""

    to = MemberChoice(
        label="Who sees to it", queryset=Member.objects.none(), empty_label="Choose who"
    )
    reason = Words(label="Why it goes to somebody else")
    # Whom the page showed as the owner, so that nobody is passed over unseen.
    seen_owner = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, action: ProgramAction, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial = {"seen_owner": action.owner_id, **self.initial}
        takers = Member.objects.working().exclude(pk=action.owner_id)
        self.fields["to"].queryset = takers  # type: ignore[attr-defined]

    @property
    def helper(self) -> FormHelper:
        return laid_out("to", "reason", "seen_owner")


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
