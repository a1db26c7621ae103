"""Which words are taken out of a record, and why."""

from __future__ import annotations

from crispy_forms.helper import FormHelper
from django import forms

from audit.redaction import LONGEST, MOST, SHORTEST
from outreach.redactions.workflow import Kind
from pages.forms.fields import Words
from pages.forms.layouts import laid_out


class RedactRecordForm(forms.Form):
    words = Words(
        label="Words to take out",
        help_text="As they stand there, one on each line. Case, accents and blanks do not matter.",
    )
    kind = forms.ChoiceField(label="What is it?", choices=Kind.choices)
    reason = Words(label="Why?", help_text="It stays on the record. Leave the words out.")

    @property
    def helper(self) -> FormHelper:
        return laid_out("words", "kind", "reason")

    def clean_words(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["words"].splitlines() if line.strip()]
        if len(lines) > MOST:
            raise forms.ValidationError(f"At most {MOST} lines at once.")
        if any(not SHORTEST <= len(line) <= LONGEST for line in lines):
            raise forms.ValidationError(f"Each line has {SHORTEST} to {LONGEST} letters.")
        if any(not any(letter.isalnum() for letter in line) for line in lines):
            raise forms.ValidationError("Each line has a letter or a digit.")
        return lines


class RedactForm(RedactRecordForm):
    """The same for a concern, of which who raised it is kept apart."""

    keep_reporter = forms.BooleanField(
        label="Leave it under “Who raised it”, which is kept apart", required=False
    )

    @property
    def helper(self) -> FormHelper:
        return laid_out("words", "kind", "reason", "keep_reporter")
