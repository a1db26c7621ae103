"""Referring a concern, and what comes back (A-1.A.6-7, K-IV.L)."""

from __future__ import annotations

from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import Q

from outreach.concerns.forms.steps import takers
from outreach.models import Concern, Referral
from pages.forms.fields import Line, Words
from pages.forms.handing import HandingForm
from pages.forms.happened import HappenedForm
from pages.forms.layouts import laid_out
from pages.forms.marked import AsksAboutMarkers
from personnel.models import Division, Member
from personnel.roles import READS_ALL


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


class ReceiptForm(AsksAboutMarkers, HappenedForm):
    meant: ClassVar = {"their_number": ("telephone", "plate")}
    their_number = Line(label="Their number for it", max_length=60, required=False)

    @property
    def helper(self) -> FormHelper:
        return self.laid_out("their_number")


class HandWatchForm(HandingForm):
    """Who asks after a referral from now on, and why."""

    whom = "Who asks after it"

    def __init__(self, *args: Any, referral: Referral, by: Member, **options: Any) -> None:
        concern = referral.concern
        sees = Q(role__in=READS_ALL) | Q(pk__in=[concern.officer_id, concern.owner_id])
        if concern.division_id:
            sees |= Q(division=concern.division_id)
        offered = takers(concern, by).filter(sees)
        super().__init__(*args, offered=offered, holder=referral.watched_by_id, **options)
        self.fields["to"].help_text = "Not offered: who does not see this concern."
