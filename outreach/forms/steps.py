"""The forms of a concern's own steps: a note, an answer, an effort, and who takes it."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from outreach.forms.fields import MemberChoice, Words
from outreach.forms.layouts import laid_out
from outreach.models import Concern
from personnel.models import Member
from personnel.roles import COMMAND


class NoteForm(forms.Form):
    """Why the step is taken; what the note is called and whether it is needed is the step's."""

    note = Words()

    def __init__(self, *args: Any, label: str, required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label = label
        self.fields["note"].required = required

    @property
    def helper(self) -> FormHelper:
        return laid_out("note")


class AssignForm(forms.Form):
    to = MemberChoice(
        label="Who takes it", queryset=Member.objects.none(), empty_label="Choose who"
    )
    note = Words(label="What they should know", required=False)
    # Whom the page showed as the owner, so that nobody is passed over unseen.
    seen_owner = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, concern: Concern, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = takers(concern, by)  # type: ignore[attr-defined]
        self.initial.setdefault("seen_owner", concern.owner_id)

    @property
    def helper(self) -> FormHelper:
        return laid_out("to", "note", "seen_owner")


def takers(concern: Concern, by: Member) -> Any:
    """Whom `by` can give a concern: the own division, or anyone; command, if it is restricted."""
    members = Member.objects.working().select_related("division")
    if concern.restricted:
        return members.filter(role__in=COMMAND).exclude(pk=concern.about_member_id)
    if by.is_command or by.supervises_division(None):
        return members
    return members.filter(division=by.division_id)
