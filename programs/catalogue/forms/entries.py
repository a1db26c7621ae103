"""Hours, cost and feedback as they are entered (K-IV.D)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4, uuid5

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Row
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict

from outreach.models import Presentation
from pages.forms.days import PastDay
from pages.forms.fields import Line, MemberChoice
from pages.forms.headcount import Headcount
from pages.forms.layouts import laid_out
from pages.forms.marked import AsksAboutMarkers
from personnel.models import Member
from programs.models import CostEntry, Feedback, HoursEntry
from records.wording import day_words

HALF = "col-sm-6"
MOST_CARDS = 10_000


class EntryForm(AsksAboutMarkers, forms.Form):
    """What every entry asks: its day; `submission` makes a form sent twice one entry."""

    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: QueryDict | None = None, *, today: date) -> None:
        super().__init__(data, initial={"submission": uuid4()})
        self.fields["on"] = PastDay(label="Day", latest=today, initial=today)

    def clean_submission(self) -> UUID:
        return self.cleaned_data["submission"] or uuid4()


class HoursForm(EntryForm):
    hours = forms.DecimalField(
        label="Hours",
        min_value=Decimal("0.25"),
        max_value=24,
        max_digits=4,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text="With preparation and way: 1.5 is an hour and a half.",
        error_messages={
            "invalid": "Write the hours in digits, like 1.5.",
            "min_value": "A quarter of an hour, 0.25, is the least.",
            "max_value": "A day has 24 hours. Enter each day by itself.",
            "max_decimal_places": "Write at most two digits after the point.",
        },
    )
    what = Line(max_length=200, required=False, label="What was done")

    def __init__(self, data: QueryDict | None = None, *, today: date, member: Member) -> None:
        super().__init__(data, today=today)
        self.fields["member"] = MemberChoice(
            Member.objects.working(), label="Whose hours", initial=member.pk, empty_label=None
        )

    @property
    def helper(self) -> FormHelper:
        return laid_out(
            "submission",
            "member",
            Row(Column("on", css_class=HALF), Column("hours", css_class=HALF)),
            "what",
        )

    @property
    def entry(self) -> HoursEntry:
        return HoursEntry(**self.cleaned_data)


class CostForm(EntryForm):
    amount = forms.DecimalField(
        label="Amount in dollars",
        min_value=0,
        max_digits=10,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            "invalid": "Write the amount in digits, like 120 or 89.50.",
            "min_value": "It cannot be less than 0.",
            "max_decimal_places": "Write at most two digits after the point.",
        },
    )
    what = Line(max_length=200, label="What was paid for")

    def __init__(self, data: QueryDict | None = None, *, today: date) -> None:
        super().__init__(_plain_amount(data), today=today)

    @property
    def helper(self) -> FormHelper:
        return laid_out(
            "submission",
            Row(Column("on", css_class=HALF), Column("amount", css_class=HALF)),
            "what",
        )

    @property
    def entry(self) -> CostEntry:
        return CostEntry(**self.cleaned_data)


def _plain_amount(data: QueryDict | None) -> QueryDict | None:
    """“$1,204.50” as people type it is 1204.50."""
    if data is None:
        return None
    typed = data.copy()
    typed["amount"] = typed.get("amount", "").strip().removeprefix("$").replace(",", "")
    return typed


class SessionChoice(forms.ModelChoiceField):
    """A session by its day, topic and audience."""

    def label_from_instance(self, obj: Presentation) -> str:  # type: ignore[override]
        return f"{day_words(obj.held_on)}: {obj.topic}, {obj.audience}"


class FeedbackForm(EntryForm):
    """The cards of one session: for each question how many said yes, were not sure, said no."""

    # Empty counts are none: no browser is to ask for them.
    use_required_attribute = False
    quote = Line(
        max_length=300,
        required=False,
        label="In somebody's own words",
        help_text="As it stands on a card, without a name.",
    )

    def __init__(
        self, data: QueryDict | None = None, *, today: date, sessions: QuerySet[Presentation]
    ) -> None:
        super().__init__(data, today=today)
        self.fields["on"].required = False
        self.fields["on"].help_text = "Of a chosen session the day is known."
        self.initial["on"] = None
        self.fields["presentation"] = SessionChoice(
            sessions,
            required=False,
            label="Session",
            empty_label="None of these",
            help_text="The sessions you can see, newest first.",
        )
        for asked in Feedback.Asked:
            for answer, words in (("yes", "Yes"), ("unsure", "Not sure"), ("no", "No")):
                self.fields[f"{asked}_{answer}"] = Cards(label=words)

    @property
    def helper(self) -> FormHelper:
        return laid_out(
            "submission",
            "presentation",
            "on",
            *map(_question, Feedback.Asked),
            "quote",
        )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        session = typed.get("presentation")
        if session:
            typed["on"] = session.held_on
        elif not typed.get("on") and "on" not in self.errors:
            self.add_error("on", "Choose the session, or write the day.")
        if not self.errors and not any(self._cards(asked) for asked in Feedback.Asked):
            raise ValidationError("Write how many answered at least one question.")
        return typed

    def _cards(self, asked: str) -> dict[str, int]:
        """The counts of one question; nothing when nobody answered it."""
        counts = {a: self.cleaned_data.get(f"{asked}_{a}", 0) for a in ("yes", "unsure", "no")}
        return counts if any(counts.values()) else {}

    @property
    def entries(self) -> list[Feedback]:
        """One row for each question that was answered; the quote stands with the first."""
        known = self.cleaned_data
        answered = [asked for asked in Feedback.Asked if self._cards(asked)]
        return [
            Feedback(
                on=known["on"],
                presentation=known["presentation"],
                asked=asked,
                quote=known["quote"] if asked == answered[0] else "",
                submission=uuid5(known["submission"], asked),
                **self._cards(asked),
            )
            for asked in answered
        ]


class Cards(Headcount):
    """How many cards; a field that is left empty says none, and needs no “optional” beside it."""

    def to_python(self, value: Any) -> int:
        count = super().to_python(value) or 0
        if count > MOST_CARDS:
            raise ValidationError(f"That is more than {MOST_CARDS:,}. Check the number.")
        return count


def _question(asked: str) -> Fieldset:
    answers = ("yes", "unsure", "no")
    columns = [Column(f"{asked}_{answer}", css_class="col-4") for answer in answers]
    return Fieldset(Feedback.Asked(asked).label, Row(*columns))
