"""Days and times as people type them, and the moment they mean in the department's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from datetime import time as clock
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from pages.forms.fields import DayField
from records.wording import clock_words

FIRST_DAY = date(2000, 1, 1)


class PastDay(DayField):
    """A day up to `latest`, picked or typed."""

    def __init__(self, *, latest: date | None = None, **facts: Any) -> None:
        super().__init__(**facts)
        self.latest = latest
        self.error_messages["invalid"] = "There is no such day. Write it like 2026-05-12."

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and value < FIRST_DAY:
            raise ValidationError(
                f"The year is {value.year:04}. Write a day since {FIRST_DAY.year}."
            )
        if value and self.latest and value > self.latest:
            raise ValidationError("The day is after today.")


class TimeOfDay(forms.TimeField):
    """A time of day, picked or typed: 18:30 or 6:30 pm."""

    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    input_formats = ["%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M%p", "%I %p", "%I%p"]

    def __init__(self, **facts: Any) -> None:
        super().__init__(**facts)
        self.error_messages["invalid"] = "There is no such time. Write it like 18:30 or 6:30 pm."


def moment_of(day: date, time: clock) -> tuple[datetime, str]:
    """The moment at `time` on `day` in the active zone, and a note where the clocks changed.

    A time the clocks skipped is an hour later by them; a time they showed twice is the first.
    """
    typed = datetime.combine(day, time, tzinfo=timezone.get_current_timezone())
    moment = typed.astimezone(UTC)
    kept = timezone.localtime(moment)
    if kept.replace(tzinfo=None) != typed.replace(tzinfo=None):
        said, real = clock_words(typed.replace(tzinfo=None)), clock_words(kept)
        return moment, f"The clocks skipped {said} that night; it is kept as {real} ({kept:%Z})."
    if is_twice(moment):
        return (
            moment,
            f"The clocks showed {clock_words(kept)} twice; the first is kept ({kept:%Z}).",
        )
    return moment, ""


def is_twice(moment: datetime) -> bool:
    """Whether the clocks of the active zone showed this time of day twice."""
    local = timezone.localtime(moment)
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


class DaysInOrder(forms.Form):
    def clean(self) -> dict[str, Any]:
        known = super().clean() or self.cleaned_data
        first, last = known.get("since"), known.get("until")
        if first and last and first > last:
            self.add_error("until", "The last day is before the first.")
        return known
