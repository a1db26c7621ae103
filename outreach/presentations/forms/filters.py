"""The filter line over the list of presentations."""

from __future__ import annotations

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet

from outreach.models import CommunityGroup, Presentation
from outreach.search import presentations_with, words_of
from pages.forms.days import DaysInOrder
from pages.forms.fields import DayField
from pages.forms.list_filters import ListFilter, MemberFilter, NamedFilter
from personnel.models import Member
from policies.models import Topic


class PresentationFilter(ListFilter):
    """Presentations by words, topic, presenter, group and days."""

    rest = ("group", "since", "until")

    q = django_filters.CharFilter(
        method="with_words",
        label="Place, audience or words",
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Place, audience or words"}),
    )
    topic = django_filters.ModelChoiceFilter(
        queryset=Topic.objects.filter(Exists(Presentation.objects.filter(topic=OuterRef("pk")))),
        label="Topic",
        empty_label="Any topic",
    )
    presenter = MemberFilter(
        queryset=Member.objects.filter(
            Exists(Presentation.objects.filter(presenter=OuterRef("pk")))
        ),
        label="Presenter",
        empty_label="Any presenter",
    )
    group = NamedFilter(
        queryset=CommunityGroup.objects.filter(
            Exists(Presentation.objects.filter(group=OuterRef("pk")))
        ),
        label="Group",
        empty_label="Any group",
    )
    since = django_filters.DateFilter(
        field_name="held_on",
        lookup_expr="gte",
        label="From",
        widget=DayField.widget,
    )
    until = django_filters.DateFilter(
        field_name="held_on",
        lookup_expr="lte",
        label="Until",
        widget=DayField.widget,
    )

    class Meta:
        model = Presentation
        form = DaysInOrder
        fields: list[str] = []

    def with_words(
        self, queryset: QuerySet[Presentation], name: str, typed: str
    ) -> QuerySet[Presentation]:
        return presentations_with(words_of(typed), queryset)
