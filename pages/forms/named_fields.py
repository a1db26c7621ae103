"""Fields whose errors say where they stand, for the list of them above a form."""

from __future__ import annotations

from typing import Any

from django.forms.boundfield import BoundField

from pages.templatetags.components import error_words


class NamedField:
    """A field whose errors say where it stands: “Concern 1: Choose what this is about.”"""

    def __init__(self, bound: BoundField, row: str = "") -> None:
        self.bound, self.row = bound, row

    def __getattr__(self, name: str) -> Any:
        return getattr(self.bound, name)

    @property
    def errors(self) -> list[str]:
        label = str(self.bound.label)
        place = self.row or label.rstrip("?")
        told = error_words(self.bound)
        return [words if label in words else f"{place}: {words}" for words in told]
