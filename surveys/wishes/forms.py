"""How the list of contact wishes is narrowed, and to whom a wish is given."""

from __future__ import annotations

from typing import Any

import django_filters
from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict

from pages.forms.fields import MemberChoice, Words
from pages.forms.layouts import laid_out
from pages.forms.list_filters import ListFilter, MemberFilter
from pages.forms.marked import AsksAboutMarkers
from personnel.giving import given_work_by
from personnel.models import Member
from surveys.models import ContactWish, Survey
from surveys.wishes.permissions import may_take_wish


class WishFilter(ListFilter):
    """Contact wishes by survey, status, language and who has taken them up."""

    survey = django_filters.ModelChoiceFilter(
        queryset=Survey.objects.filter(Exists(ContactWish.objects.filter(survey=OuterRef("pk")))),
        label="Survey",
        empty_label="Any survey",
    )
    status = django_filters.ChoiceFilter(
        choices=ContactWish.Status.choices, label="Status", empty_label="Any status"
    )
    language = django_filters.ChoiceFilter(
        choices=ContactWish.Language.choices, label="Language", empty_label="Any language"
    )
    owner = MemberFilter(queryset=Member.objects.none(), label="With", empty_label="With anybody")

    class Meta:
        model = ContactWish
        fields: list[str] = []

    def __init__(
        self, data: QueryDict, wishes: QuerySet[ContactWish], *, seen: QuerySet[ContactWish]
    ) -> None:
        """`seen`: what the member sees, in whichever view; its owners are offered."""
        super().__init__(data, wishes)
        has_one = Exists(seen.filter(owner=OuterRef("pk")).order_by())
        self.form.fields["owner"].queryset = Member.objects.filter(has_one)


class GiveForm(AsksAboutMarkers, forms.Form):
    to = MemberChoice(
        label="Who makes the contact", queryset=Member.objects.none(), empty_label="Choose who"
    )
    note = Words(label="What they should know", required=False)

    def __init__(self, *args: Any, wish: ContactWish, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        has_it = (wish.owner_id or 0) if wish.status == ContactWish.Status.TAKEN else 0
        working = given_work_by(by).exclude(pk=has_it)
        takers = [member.pk for member in working if may_take_wish(member)]
        self.fields["to"].queryset = working.filter(pk__in=takers)  # type: ignore[attr-defined]

    @property
    def helper(self) -> FormHelper:
        return laid_out("to", "note")
