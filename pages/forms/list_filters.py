"""Narrowing a list: what was asked for, and the chips that say so and take it off again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from pages.forms.fields import ByLastName
from pages.forms.told_apart import ToldApart
from records.wording import day_words


@dataclass(frozen=True)
class Chip:
    """One filter in force, and the address of the list without it."""

    label: str
    url: str


class _ToldApart(django_filters.fields.ModelChoiceIterator, ToldApart):
    """The choices of a filter, two of the same name told apart."""


class _NamedField(django_filters.fields.ModelChoiceField):
    iterator = _ToldApart


class NamedFilter(django_filters.ModelChoiceFilter):
    """By one of several records that can have the same name."""

    field_class = _NamedField


class _MemberField(django_filters.fields.ModelChoiceField):
    iterator = ByLastName


class MemberFilter(django_filters.ModelChoiceFilter):
    """By one member; they stand in the order of last names, as everywhere they are chosen from."""

    field_class = _MemberField


class ListFilter(django_filters.FilterSet):
    """A filter whose fields carry their own labels; what is not understood narrows nothing.

    Fields of `rest` are asked for less: they stand folded under “More filters”, open while one of
    them is in force.
    """

    rest: tuple[str, ...] = ()

    def __init__(self, data: QueryDict, queryset: QuerySet[Any], **options: Any) -> None:
        super().__init__(data, queryset, **options)
        for field in self.form.fields.values():
            is_select = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if is_select else "form-control"
            field.widget.attrs.setdefault("aria-label", field.label)
            if is_select:
                field.widget.attrs["data-auto-submit"] = ""

    @property
    def uses_rest(self) -> bool:
        self.form.is_valid()
        wrong = self.form.errors
        return any(self.form.cleaned_data.get(name) or name in wrong for name in self.rest)

    @property
    def chips(self) -> list[Chip]:
        """The filters in force, in the order of the form."""
        self.form.is_valid()
        asked = self.form.cleaned_data
        return [
            Chip(self._words(name, asked[name]), self._without(name))
            for name in self.form.fields
            if asked.get(name)
        ]

    def _words(self, name: str, value: Any) -> str:
        field = self.form.fields[name]
        if isinstance(value, date):
            return f"{field.label} {day_words(value)}"
        if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
            choices: Any = field.choices
            return str(dict(choices).get(value, value))
        return f"“{value}”" if isinstance(value, str) else str(value)

    def _without(self, name: str) -> str:
        rest = self.data.copy()
        rest.pop(name, None)
        rest.pop("page", None)
        return f"?{rest.urlencode()}"
