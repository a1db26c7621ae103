"""What is asked of a file of groups: what each of its properties is."""

from __future__ import annotations

from typing import Any, cast

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from importing.toml_maps import written_map
from outreach.imports.group_maps import (
    SINGLE,
    GroupMap,
    GroupSource,
    Properties,
    StatusProperty,
)
from outreach.imports.looking import PropertySeen, taken_for
from outreach.models import ImportFile
from pages.forms.fields import Line
from pages.forms.layouts import laid_out
from records.wording import number_words

FIELDS = [
    ("name", "The group's name"),
    ("status", "Whether it is active"),
    ("contact", "Who speaks for it"),
    ("phone", "Their telephone"),
    ("email", "Their e-mail"),
    ("location", "Where it is, in words"),
    ("meetings", "When and where they meet"),
    ("description", "A description to take apart"),
    ("about", "Kept in words"),
    ("leave_out", "Left out"),
]
STATUSES = [("", "Choose"), ("active", "Active"), ("inactive", "Inactive")]
ONCE = ("status", *SINGLE)


class GroupPropertiesForm(forms.Form):
    """One choice for each property, and the words of the status where nobody has said yet."""

    source = Line(
        max_length=60,
        label="Where the groups come from",
        help_text="The same name and group is the same group next time.",
    )

    def __init__(
        self,
        *args: Any,
        file: ImportFile,
        seen: list[PropertySeen],
        group_map: GroupMap | None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.seen, self.group_map = seen, group_map
        self.fields["source"].initial = file.source
        for n, one in enumerate(seen):
            self.fields[f"property-{n}"] = forms.ChoiceField(
                label=one.name,
                choices=FIELDS,
                initial=self._initial(one),
                help_text=_shown(one),
            )
        self.status_words = self._words_to_ask()
        for n, word in enumerate(self.status_words):
            self.fields[f"status-{n}"] = forms.ChoiceField(
                label=f"“{word}” means the group is",
                choices=STATUSES,
                initial=self._meaning(word) or "",
                error_messages={"required": f"Say what “{word}” means."},
            )
        if self.is_bound:
            self._begin_with_known_words()

    @property
    def helper(self) -> FormHelper:
        return laid_out(*self.fields)

    def _initial(self, one: PropertySeen) -> str:
        if self.group_map:
            if one.is_technical and self.group_map.properties.about is None:
                return "leave_out"
            return taken_for(self.group_map, one.name)
        return "leave_out" if one.is_technical else "about"

    def _begin_with_known_words(self) -> None:
        """A status that was only now chosen is asked of the words that nobody knows."""
        known = {f"status-{n}": self._meaning(word) for n, word in enumerate(self.status_words)}
        typed = cast(QueryDict, self.data).copy()
        for name, meaning in known.items():
            if meaning and name not in typed:
                typed[name] = meaning
        self.data = typed

    def _words_to_ask(self) -> list[str]:
        """The words of what is chosen as the status now, typed or as it stood before."""
        for n, one in enumerate(self.seen):
            chosen = self.data.get(f"property-{n}") if self.is_bound else self._initial(one)
            if chosen == "status":
                return one.words
        return []

    def _meaning(self, word: str) -> str | None:
        known = self.group_map.properties.status if self.group_map else None
        return (known or StatusProperty(property="status")).meaning(word)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        chosen = [typed.get(f"property-{n}", "") for n in range(len(self.seen))]
        labels = dict(FIELDS)
        if "name" not in chosen:
            raise ValidationError("Say which property is the name of the group.")
        for field in ONCE:
            if chosen.count(field) > 1:
                raise ValidationError(f"Only one property can be “{labels[field]}”.")
        if "status" in chosen and not self.status_words:
            raise ValidationError("The status has too many different words, or none at all.")
        return typed

    def map_text(self) -> str:
        """The map that says what was chosen, as TOML."""
        typed = self.cleaned_data
        taken: dict[str, Any] = {"about": [], "leave_out": []}
        for n, one in enumerate(self.seen):
            field = typed[f"property-{n}"]
            if field in ("about", "leave_out"):
                taken[field].append(one.name)
            else:
                taken[field] = one.name
        if "status" in taken:
            values = {word: typed[f"status-{n}"] for n, word in enumerate(self.status_words)}
            taken["status"] = StatusProperty(property=taken["status"], values=values)
        source = GroupSource(name=typed["source"])
        return written_map(GroupMap(source=source, properties=Properties(**taken)))


def _shown(one: PropertySeen) -> str:
    if not one.samples:
        return "Says nothing in this file."
    times = f"In {number_words(one.filled)} feature{'' if one.filled == 1 else 's'}"
    return f"{times}, for example {'; '.join(one.samples)}"
