"""Asking before words are saved that look like somebody's number, birth date or record.

    class NoteForm(AsksAboutMarkers, forms.Form):
        note = Words()

The form comes back with the words kept, says under the field what they look like, and offers to
save them as they are. The choice holds for exactly these words, and is noted in the audit log.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.crypto import salted_hmac

from audit.noting import note
from pages.markers import Marker, markers_in, named

CHOICE = "as_it_is"
NOTED = "personnel.marked.saved_as_it_is"
ASKED = "This looks like {}. Change it, or save it as it is."


class AsksAboutMarkers:
    """Beside forms.Form or forms.ModelForm, before it. `meant` names what a field is there for:
    the keys of markers (`pages.markers`) that are no surprise in it."""

    meant: ClassVar[dict[str, tuple[str, ...]]] = {}

    def full_clean(self) -> None:
        super().full_clean()  # type: ignore[misc]
        # Field -> the value that says “save it as it is”, for components of the page.
        self.as_it_is: dict[str, str] = {}
        if self.is_bound:  # type: ignore[attr-defined]
            self._ask()

    def _ask(self) -> None:
        form: Any = self
        chosen, saved = set(_chosen(form.data)), {}
        for name, markers in self._marked().items():
            value = _value_of(name, form.cleaned_data[name])
            if value in chosen:
                saved[name] = [marker.key for marker in markers]
            else:
                self.as_it_is[name] = value
                form.add_error(name, ASKED.format(named(markers)))
        if saved and not form.errors:
            keys = sorted({key for found in saved.values() for key in found})
            note(NOTED, kind="", fields=sorted(saved), markers=keys)

    def _marked(self) -> dict[str, list[Marker]]:
        """What was typed anew and looks like something, by field."""
        form: Any = self
        typed = {
            name: form.cleaned_data[name]
            for name in form.changed_data
            if isinstance(form.fields[name], forms.CharField)
            and isinstance(form.cleaned_data.get(name), str)
        }
        found = {name: self._surprising(name, text) for name, text in typed.items()}
        return {name: markers for name, markers in found.items() if markers}

    def _surprising(self, name: str, text: str) -> list[Marker]:
        return [one for one in markers_in(text) if one.key not in self.meant.get(name, ())]


def _chosen(data: Any) -> list[str]:
    if hasattr(data, "getlist"):
        return list(data.getlist(CHOICE))
    return [data[CHOICE]] if CHOICE in data else []


def _value_of(name: str, text: str) -> str:
    """Stands for these words in this field alone: changed, they are asked about again."""
    return salted_hmac("personnel.forms.marked", f"{name}\n{text}").hexdigest()[:24]
