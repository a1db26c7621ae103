"""When something happened, beside when it is written up: one pair of fields for every step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Row
from django import forms

from pages.forms.days import PastDay, TimeOfDay, moment_of
from pages.forms.layouts import Fold, laid_out
from records.history import StepRefused

EARLIER = "It happened earlier"


class HappenedForm(forms.Form):
    """When it happened, for what is written up later; both fields are empty for “just now”.

    `happened` in the cleaned data is that moment, or None. `in_time` takes it and `at`, which is
    now, and raises StepRefused where the record does not allow it; without it nothing is asked.
    """

    happened_on = PastDay(required=False, label="Day")
    happened_time = TimeOfDay(required=False, label="Time")

    def __init__(
        self,
        *args: Any,
        in_time: Callable[[datetime, datetime], object] | None = None,
        at: datetime | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.in_time, self.at = in_time, at
        if in_time is None:
            del self.fields["happened_on"], self.fields["happened_time"]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if self.in_time is None:
            return typed
        day, time = typed.pop("happened_on", None), typed.pop("happened_time", None)
        typed["happened"] = None
        if self.errors or not (day or time):
            return typed
        if not (day and time):
            self.add_error("happened_time" if day else "happened_on", "Write the day and the time.")
            return typed
        typed["happened"], _ = moment_of(day, time)
        try:
            self.in_time(typed["happened"], self.at or typed["happened"])
        except StepRefused as refusal:
            self.add_error("happened_time", str(refusal))
        return typed

    def laid_out(self, *fields: str) -> FormHelper:
        """The fields, and under them the folded question when it happened."""
        if self.in_time is None:
            return laid_out(*fields)
        when = Row(Column("happened_on"), Column("happened_time"))
        typed = self.is_bound or bool(self.initial.get("happened_on"))
        return laid_out(*fields, Fold(EARLIER, when, unfolded=typed))
