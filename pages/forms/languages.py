"""Words in English and Spanish, side by side."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from i18nfield.forms import I18nFormField, I18nTextInput
from i18nfield.strings import LazyI18nString

from documents.spelling import composed
from pages.forms.fields import refuse_unseen

LANGUAGE_NAMES = {"en": "English", "es": "Spanish"}


class TwoLines(I18nTextInput):
    """One line for each language, each under its own label."""

    template_name = "components/two_languages.html"

    def __init__(self, locales: list[str], field: forms.Field, attrs: Any = None) -> None:
        super().__init__(locales, field, {"class": "form-control", **(attrs or {})})

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        parts = self.get_context(name, value, attrs)["widget"]["subwidgets"]
        named = [(LANGUAGE_NAMES[part["attrs"]["lang"]], part) for part in parts]
        return render_to_string(self.template_name, {"parts": named})


class TwoTexts(TwoLines):
    """Room for several lines in each language."""

    widget = forms.Textarea

    def __init__(self, locales: list[str], field: forms.Field, attrs: Any = None) -> None:
        super().__init__(locales, field, {"rows": 4, **(attrs or {})})


class InBothLanguages(I18nFormField):
    """Words in English, and in Spanish as soon as somebody writes them; opening asks for both."""

    def __init__(self, *, max_length: int, lines: bool = False, **facts: Any) -> None:
        self.needs_english = facts.get("required", True)
        self.lines = lines
        facts.setdefault("widget", TwoTexts if lines else TwoLines)
        super().__init__(max_length=max_length, **facts)
        self.optional = not self.needs_english

    def clean(self, value: Any) -> LazyI18nString:
        told = [self._as_typed(words) for words in value] if isinstance(value, list) else value
        cleaned = super().clean(told)
        if not self.lines:
            refuse_unseen("".join(cleaned.data.values()))
        if self.needs_english and not cleaned.data.get("en"):
            raise ValidationError(f"Fill in “{self.label}” in English.")
        return LazyI18nString({code: words for code, words in cleaned.data.items() if words})

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = initial if isinstance(initial, list) else self.widget.decompress(initial)
        return [self._as_typed(one or "") for one in before] != [
            self._as_typed(one or "") for one in data or ["", ""]
        ]

    def _as_typed(self, words: str) -> str:
        """One spelling of each letter; in one line, spaces run together."""
        words = composed(words or "").replace("\r\n", "\n").strip()
        return words if self.lines else " ".join(words.split())
