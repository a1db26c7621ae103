"""The choices of a question as rows of a form: written, put in order, taken away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict

from pages.forms.fields import Line
from surveys.models import Question
from surveys.questionnaires.keys import key_from
from surveys.questionnaires.written import MOST_OPTIONS, option_values_taken

LONGEST_CHOICE = 120
ROWS_AT_FIRST = 4
PREFIX = "choice"


class OptionRow(forms.Form):
    """One choice in both languages, with the value it is counted under."""

    en = Line(label="English", max_length=LONGEST_CHOICE, required=False)
    es = Line(
        label="Spanish",
        max_length=LONGEST_CHOICE,
        required=False,
        widget=forms.TextInput(attrs={"lang": "es"}),
    )
    value = Line(label="Counted as", max_length=80, required=False)

    @property
    def is_blank(self) -> bool:
        told = getattr(self, "cleaned_data", {})
        return not (told.get("en") or told.get("es"))

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("es") and not told.get("en"):
            self.add_error("en", "Fill in the English words of this choice.")
        return told


class BaseOptionRows(BaseFormSet):
    """The choices of a question, in their order; a row without words is none."""

    kind: str = Question.Kind.CHOICE

    def clean(self) -> None:
        if any(self.errors):
            return
        told = [form.cleaned_data for form in self.forms if not form.is_blank]
        if len(told) < 2:
            raise ValidationError("Write two choices or more.")
        values = [row["value"] for row in told if row["value"]]
        for value in values:
            if values.count(value) > 1:
                raise ValidationError(f"Two choices are counted as “{value}”.")
            if value in option_values_taken(self.kind):
                raise ValidationError(f"No choice can be counted as “{value}”. Leave it empty.")

    @property
    def options(self) -> list[dict[str, Any]]:
        """The choices as a question keeps them; a value that is not told is made from words."""
        told = [form.cleaned_data for form in self.forms if not form.is_blank]
        taken = {row["value"] for row in told} | option_values_taken(self.kind)
        kept = []
        for row in told:
            value = row["value"] or key_from(row["en"], taken, otherwise="choice")
            taken.add(value)
            words = {code: row[code] for code in ("en", "es") if row[code]}
            kept.append({"value": value, "text": words})
        return kept


OptionRows = formset_factory(
    OptionRow, formset=BaseOptionRows, extra=0, max_num=MOST_OPTIONS, validate_max=True
)


def option_rows(
    question: Question,
    data: QueryDict | None = None,
    *,
    typed: QueryDict | None = None,
    change: str = "",
) -> Any:
    """The rows of a question's choices: bound to `data`, or as they were `typed` after one
    `change` (see `rearranged`), or as they are kept."""
    kept = (
        rearranged(_typed_rows(typed), change)
        if typed is not None
        else [{**option["text"], "value": option["value"]} for option in question.options]
    )
    rows = OptionRows(
        data,
        prefix=PREFIX,
        initial=kept,
        error_messages={
            "too_many_forms": f"{MOST_OPTIONS} choices are the most.",
            "missing_management_form": "The choices did not arrive. Load the page again.",
        },
    )
    rows.kind = question.kind  # type: ignore[attr-defined]
    rows.extra = max(0, ROWS_AT_FIRST - len(kept)) if typed is None and not question.pk else 0
    return rows


def _typed_rows(typed: QueryDict) -> list[dict[str, str]]:
    written = typed.get(f"{PREFIX}-TOTAL_FORMS", "")
    count = min(int(written), MOST_OPTIONS) if written.isdecimal() and len(written) < 5 else 0
    return [
        {name: typed.get(f"{PREFIX}-{n}-{name}", "") for name in ("en", "es", "value")}
        for n in range(count)
    ]


def rearranged(rows: list[dict[str, str]], change: str) -> list[dict[str, str]]:
    """The rows after one press of a button: `add`, `up-2`, `down-0` or `remove-1`."""
    what, _, place = change.partition("-")
    if what == "add":
        return [*rows, {}]
    n = int(place) if place.isdecimal() else len(rows)
    if n >= len(rows):
        return rows
    rest = [*rows[:n], *rows[n + 1 :]]
    if what == "remove":
        return rest
    to = n - 1 if what == "up" else n + 1
    to = max(0, min(to, len(rest)))
    return [*rest[:to], rows[n], *rest[to:]]
