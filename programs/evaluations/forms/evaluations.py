"""Opening and writing an evaluation, and where it was talked about (K-IV.D, P-III.C.2)."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from pages.forms.days import PastDay
from pages.forms.fields import Line, Words
from pages.forms.layouts import laid_out
from pages.forms.marked import AsksAboutMarkers
from policies.current import department, parse_period
from policies.periods import NotAPeriod, Period
from programs.models import Discussion, Evaluation, Program

MOST_CHARACTERS = 20_000
# How many ended years can be chosen from.
YEARS = 10


class OpeningForm(forms.Form):
    """One program and one year that has ended."""

    program = forms.ModelChoiceField(Program.objects.none(), empty_label="Choose a program")
    year = forms.ChoiceField(
        error_messages={"invalid_choice": "Only a year that has ended is evaluated."}
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        begun = Program.objects.exclude(started_on=None)
        self.fields["program"].queryset = begun  # type: ignore[attr-defined]
        self.fields["year"].choices = ended_years(today)  # type: ignore[attr-defined]

    @property
    def helper(self) -> FormHelper:
        return laid_out("program", "year")

    def clean_year(self) -> Period:
        try:
            return parse_period(self.cleaned_data["year"])
        except NotAPeriod as unknown:
            raise forms.ValidationError(str(unknown)) from unknown


def ended_years(today: date) -> list[tuple[str, str]]:
    """The reporting years that ended before `today`, latest first, by the key that names them."""
    starts = department().year_starts
    year = Period.year_of(today, starts=starts)
    years = []
    for _ in range(YEARS):
        year = year.previous()
        years.append((year.key(starts=starts), year.label))
    return years


class WordsForm(AsksAboutMarkers, forms.Form):
    """What the writers say, saved as often as they like; `seen` is the state it was made from."""

    account = Words(
        label="Account of the year",
        help_text="What it did, what worked and what did not. The figures stand by themselves.",
        required=False,
        max_length=MOST_CHARACTERS,
        rows=10,
    )
    recommendation = forms.ChoiceField(
        label="The program should be",
        choices=[("keep", "Kept"), ("modify", "Modified"), ("discontinue", "Discontinued")],
        widget=forms.RadioSelect,
        required=False,
    )
    reasons = Words(
        label="Why, and what should change",
        help_text="Stands at the top, beside what you recommend.",
        required=False,
        max_length=MOST_CHARACTERS,
        rows=5,
    )
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    @property
    def helper(self) -> FormHelper:
        """Saved half, all of it is wanted in the end: nothing is called optional."""
        helper = laid_out("account", "recommendation", "reasons", "seen")
        helper.show_optional = False
        return helper

    def differing(self, saved: Evaluation) -> list[tuple[str, str, str]]:
        """(label, saved, typed) of what somebody else's save has otherwise."""
        typed = self.cleaned_data
        shown = dict(self.fields["recommendation"].choices)  # type: ignore[attr-defined]
        rows = [
            ("Account of the year", saved.account, typed["account"]),
            (
                "The program should be",
                shown.get(saved.recommendation, ""),
                shown.get(typed["recommendation"], ""),
            ),
            ("Why, and what should change", saved.reasons, typed["reasons"]),
        ]
        return [(label, theirs, yours) for label, theirs, yours in rows if theirs != yours]


class SubmitForm(AsksAboutMarkers, forms.Form):
    """A note to whoever decides."""

    note = Words(label="Note to whoever decides", required=False, max_length=2000)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    @property
    def helper(self) -> FormHelper:
        return laid_out("note", "seen")


class ReturnForm(SubmitForm):
    """What has to change before it can be decided."""

    note = Words(label="What has to change?", max_length=2000)


class DiscussionForm(AsksAboutMarkers, forms.ModelForm):
    """Where the program was talked about, and what was said there."""

    where = forms.ChoiceField(label="Where", choices=Discussion.Where, widget=forms.RadioSelect)
    on = PastDay(label="Day")
    title = Line(
        label="Which meeting, or who spoke",
        help_text="Depot District Merchants. No names of citizens.",
        max_length=160,
        required=False,
    )
    notes = Words(label="What was said about it", rows=4)

    class Meta:
        model = Discussion
        fields = ["where", "on", "title", "notes"]

    def __init__(self, *args: Any, year: Period, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year
        self.fields["on"].latest = today  # type: ignore[attr-defined]

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on < self.year.first:
            raise forms.ValidationError(f"The day is before {self.year.label}, which is evaluated.")
        return on

    @property
    def helper(self) -> FormHelper:
        return laid_out("where", "on", "title", "notes")
