"""What is asked of a file without a map: what the words in its category's column stand for."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div
from django import forms
from django.core.exceptions import ValidationError

from importing.toml_maps import written_map
from outreach.imports.column_guessing import guessed_category
from outreach.imports.concern_maps import ConcernMap
from outreach.imports.samples import MOST_VALUES
from pages.forms.layouts import Fold, laid_out
from policies.models import Category
from records.wording import number_words

# Words of the category's column that are shown at once.
SHOWN_WORDS = 24


class ValuesForm(forms.Form):
    """What the words in the category's column stand for; those left out stay out."""

    def __init__(
        self, *args: Any, concern_map: ConcernMap, values: list[tuple[str, int]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.concern_map, self.values = concern_map, values[:MOST_VALUES]
        self.has_more = len(values) > MOST_VALUES
        categories = list(Category.objects.offered())
        choices = [("", "Leave out"), *((c.key, c.name) for c in categories)]
        before, own = concern_map.columns.category.values, {c.key: c.name for c in categories}
        for n, (word, count) in enumerate(self.values):
            self.fields[f"value-{n}"] = forms.ChoiceField(
                label=f"{word} ({count:,})",
                choices=choices,
                required=False,
                initial=before.get(word) or ("" if before else guessed_category(word, own)),
            )

    @property
    def unsaid(self) -> str:
        """How many words stand for no category yet, and that they come first."""
        many = sum(not self[name].value() for name in self.fields)
        if not many:
            return "Every word stands for a category."
        of = f"{number_words(many)} of the {len(self.fields):,} words"
        return f"{of} {'stands' if many == 1 else 'stand'} for no category yet: first below."

    @property
    def helper(self) -> FormHelper:
        """Words that stand for nothing yet come first, then by how often each is there.

        They stand in a few columns, the rarer ones folded away. To leave a word out is an answer
        like any other, so none is called optional.
        """
        names = sorted(self.fields, key=lambda name: bool(self[name].value()))
        first, rarer = names[:SHOWN_WORDS], names[SHOWN_WORDS:]
        shown = [Div(*first, css_class="li-words")]
        if rarer:
            unfolded = any(name in self.errors for name in rarer)
            words = f"{len(rarer):,} more words"
            shown.append(Fold(words, Div(*rarer, css_class="li-words"), unfolded=unfolded))
        helper = laid_out(*shown)
        helper.show_optional = False
        return helper

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if not any(typed.values()):
            raise ValidationError("Every word is left out. Choose a category for one at least.")
        return typed

    def map_text(self) -> str:
        """The map, completed with what the words stand for and with what is left out."""
        chosen = {
            word: self.cleaned_data[f"value-{n}"]
            for n, (word, _) in enumerate(self.values)
            if self.cleaned_data[f"value-{n}"]
        }
        content = self.concern_map.model_dump(exclude_defaults=True)
        column = self.concern_map.columns.category.column or ""
        content["columns"]["category"] = {"column": column, "values": chosen}
        content["only"] = {column: list(chosen)}
        return written_map(ConcernMap.model_validate(content))
