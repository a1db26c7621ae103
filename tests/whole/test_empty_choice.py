"""What stands in a choice before anything is chosen is a word, in every form and filter."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH

from tests.whole.test_told_apart import forms_and_filters

DASHES = str(BLANK_CHOICE_DASH[0][1])


def selects(one: type[Any]) -> dict[str, forms.Field]:
    if issubclass(one, django_filters.FilterSet):
        fields = {name: found.field for name, found in one.base_filters.items()}
    else:
        fields = one.base_fields
    return {
        f"{one.__module__}.{one.__name__}.{name}": field
        for name, field in fields.items()
        if isinstance(field.widget, forms.Select)
    }


def test_no_choice_begins_with_dashes(kinston):
    drawn = {
        where: field.widget.render("it", "")
        for one in forms_and_filters()
        for where, field in selects(one).items()
        if getattr(field, "queryset", True) is not None
    }

    assert [where for where, html in drawn.items() if "---" in html] == []
    assert len(drawn) > 40
    assert any(">Choose<" in html for html in drawn.values())
    assert DASHES == "---------"
