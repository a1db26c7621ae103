"""Words in English and Spanish, side by side, and the names of areas."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from i18nfield.forms import I18nFormField, I18nTextInput
from i18nfield.strings import LazyI18nString

from documents.spelling import composed, folded
from pages.forms.fields import refuse_unseen

LANGUAGE_NAMES = {"en": "English", "es": "Spanish"}
MOST_AREAS = 60
LONGEST_AREA = 80


class TwoLines(I18nTextInput):
    """One line for each language, each under its own label."""

    template_name = "surveys/two_languages.html"

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
