"""The filter line over the list of evaluations."""

from __future__ import annotations

from functools import reduce
from operator import or_

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from outreach.search import words_of
from pages.forms.list_filters import ListFilter
from policies.current import department, parse_period
from programs.models import Evaluation

SEARCHED = ("program__name", "program__owner__name", "account", "reasons", "decision_reasons")


def years(evaluations: QuerySet[Evaluation]) -> list[tuple[str, str]]:
    """The years that were evaluated, latest first, by the key that names them."""
    starts = department().year_starts
    days = evaluations.order_by("-first_day").values_list("first_day", "last_day").distinct()
    periods = [Evaluation(first_day=first, last_day=last).period for first, last in days]
    return [(period.key(starts=starts), period.label) for period in periods]


class EvaluationFilter(ListFilter):
    """Evaluations by the program's name and by year."""

    q = django_filters.CharFilter(
        method="with_words",
        label="Program, owner or words",
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Program, owner or words"}),
    )
    year = django_filters.ChoiceFilter(
        method="of_year",
        label="Year",
        empty_label="Any year",
        choices=lambda: years(Evaluation.objects.all()),
    )

    class Meta:
        model = Evaluation
        fields: list[str] = []

    def with_words(
        self, queryset: QuerySet[Evaluation], name: str, words: str
    ) -> QuerySet[Evaluation]:
        for word in words_of(words):
            somewhere = (Q(**{f"{field}__icontains": word}) for field in SEARCHED)
            queryset = queryset.filter(reduce(or_, somewhere))
        return queryset

    def of_year(self, queryset: QuerySet[Evaluation], name: str, key: str) -> QuerySet[Evaluation]:
        period = parse_period(key)
        return queryset.filter(first_day=period.first, last_day=period.last)
