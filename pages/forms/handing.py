"""Giving open work to somebody else: who has it from now on, and why."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import QuerySet

from pages.forms.fields import MemberChoice, Words
from pages.forms.layouts import laid_out
from pages.forms.marked import AsksAboutMarkers
from personnel.models import Member


class HandingForm(AsksAboutMarkers, forms.Form):
    """Subclasses say in `whom` what the one it goes to does, and add what else is asked.

    `holder` is the key of who has it, as the page showed: nobody is passed over unseen, and it is
    not offered to them.
    """

    whom = "Who does it"
    field_order = ("to", "due_on", "reason", "seen_owner")

    to = MemberChoice(queryset=Member.objects.none(), empty_label="Choose who")
    reason = Words(label="Why it goes to somebody else")
    seen_owner = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, offered: QuerySet[Member], holder: int | None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        to = self.fields["to"]
        to.label = self.whom
        to.queryset = offered.exclude(pk=holder or 0)  # type: ignore[attr-defined]
        self.initial = {"seen_owner": holder, **self.initial}

    @property
    def helper(self) -> FormHelper:
        return laid_out(*self.fields)
