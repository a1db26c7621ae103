"""How many people, as it is typed."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

MOST_PARTICIPANTS = 100_000


class Headcount(forms.Field):
    """How many people: a whole number, in any script's digits, with or without 1,000s commas."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def to_python(self, value: Any) -> int | None:
        typed = str(value if value is not None else "").strip()
        if not typed:
            return None
        if typed[0] in "-\u2212" and typed[1:].strip().isdecimal():
            raise ValidationError("It cannot be less than 0.")
        if re.fullmatch(r"\d{1,3}(,\d{3})+", typed):
            typed = typed.replace(",", "")
        if not typed.isdecimal():
            raise ValidationError("Write a whole number in digits, like 22.")
        if len(typed) > 9 or int(typed) > MOST_PARTICIPANTS:
            raise ValidationError(f"That is more than {MOST_PARTICIPANTS:,}. Check the number.")
        return int(typed)
