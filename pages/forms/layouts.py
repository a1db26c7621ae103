"""Parts of a form's layout that crispy does not have."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout


class Fold(Div):
    """Fields kept folded under a line of words, until they are wanted."""

    template = "components/form_fold.html"

    def __init__(self, summary: str, *fields: Any, unfolded: bool = False) -> None:
        super().__init__(*fields)
        self.summary = summary
        self.unfolded = unfolded


def laid_out(*fields: Any) -> FormHelper:
    """A helper for fields inside a page's own <form>."""
    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout(*fields)
    return helper
