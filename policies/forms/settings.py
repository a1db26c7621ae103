from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from policies.models.proposals import LEAST, MOST
from policies.reading import SettingLine


class SettingForm(forms.Form):
    """One number, in its unit."""

    value = forms.IntegerField(min_value=LEAST, max_value=MOST)

    def __init__(self, *args: Any, line: SettingLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["value"]
        field.label = f"{line.what}, in {line.unit}" if line.unit else line.what
        field.help_text = f"The pack comes with {line.default:,}."
        field.initial = line.value
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
