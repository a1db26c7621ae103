"""Referring a concern, and what comes back (A-1.A.6-7, K-IV.L)."""

from __future__ import annotations

from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from django import forms

from outreach.forms.fields import Line, Words
from outreach.forms.layouts import laid_out
from outreach.models import Concern
from personnel.forms.marked import AsksAboutMarkers
from personnel.models import Division


class ReferForm(AsksAboutMarkers, forms.Form):
    """To a division or to an agency, never both, with the reason it is needed."""

    to_division = forms.ModelChoiceField(
        label="To a division",
        queryset=Division.objects.none(),
        empty_label="No division",
        required=False,
    )
    to_agency = Line(label="Or to an agency outside the department", max_length=160, required=False)
    # Of another agency, not of a citizen.
    meant: ClassVar = {"contact": ("telephone", "email")}
    contact = Line(
        label="Whom to ask there",
        help_text="A name, a telephone number or an address.",
        max_length=120,
        required=False,
    )
    reason = Words(label="Why it is not ours to settle")

    def __init__(self, *args: Any, concern: Concern, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if concern.restricted:
            del self.fields["to_division"]
            self.fields["to_agency"].label = "To an agency outside the department"
            return
        others = Division.objects.exclude(concerns=concern)
        self.fields["to_division"].queryset = others  # type: ignore[attr-defined]

    @property
    def helper(self) -> FormHelper:
        return laid_out(*self.fields)

    def clean(self) -> dict[str, Any]:
        known = super().clean() or self.cleaned_data
        division, agency = known.get("to_division"), known.get("to_agency")
        if division and agency:
            self.add_error("to_agency", "Choose a division or name an agency, not both.")
        if not division and not agency and "to_agency" not in self.errors:
            self.add_error("to_agency", "Say where it goes: a division or an agency.")
        return known


class ReceiptForm(AsksAboutMarkers, forms.Form):
    meant: ClassVar = {"their_number": ("telephone", "plate")}
    their_number = Line(label="Their number for it", max_length=60, required=False)

    @property
    def helper(self) -> FormHelper:
        return laid_out("their_number")
