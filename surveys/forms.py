"""The names of areas, as they are typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from documents.spelling import composed, folded
from pages.forms.fields import refuse_unseen

MOST_AREAS = 60
LONGEST_AREA = 80


class AreaNames(forms.CharField):
    """The names of the areas, one a line."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 5}), max_length=6000, **facts)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = composed(super().to_python(value) or "").splitlines()
        names = [" ".join(line.split()) for line in lines if line.strip()]
        for n, name in enumerate(names):
            refuse_unseen(name)
            if folded(name) in map(folded, names[:n]):
                raise ValidationError(f"“{name}” stands here twice.")
            if len(name) > LONGEST_AREA:
                words = f"“{name[:20]}…” is longer than {LONGEST_AREA} characters."
                raise ValidationError(words)
        if len(names) > MOST_AREAS:
            raise ValidationError(f"These are {len(names)} areas; {MOST_AREAS} are the most.")
        return names

    def validate(self, value: Any) -> None:
        """Checked where it is read; a list has no length of characters."""

    def run_validators(self, value: Any) -> None:
        """As above."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return list(initial or []) != self.to_python(data)
        except ValidationError:
            return True
