"""What is asked about a survey itself, and how the list of them is narrowed."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import django_filters
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict

from outreach.search import words_of
from pages.forms.days import PastDay
from pages.forms.fields import DayField
from pages.forms.languages import InBothLanguages
from pages.forms.layouts import laid_out
from pages.forms.list_filters import ListFilter
from records.wording import day_words
from surveys.forms import AreaNames
from surveys.models import Survey
from surveys.questionnaires.listing import surveys_with
from surveys.wording import in_both

BOTH = "surveys/field_two_languages.html"
SPANISH = "Citizens read it in the language they choose. The Spanish can follow before it opens."


class LastDay(DayField):
    """A day after today."""

    def __init__(self, *, today: date, **facts: Any) -> None:
        super().__init__(**facts)
        self.today = today
        self.error_messages["invalid"] = PastDay().error_messages["invalid"]

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and value <= self.today:
            raise ValidationError("This day is not after today. Choose a later one.")
        if value and value.year > self.today.year + 2:
            raise ValidationError("This day is more than two years away.")


class SurveyForm(forms.ModelForm):
    """A survey's own facts; its questions are asked one by one."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)
    title = InBothLanguages(label="Title", max_length=160, help_text=SPANISH)
    introduction = InBothLanguages(
        label="Introduction",
        max_length=2000,
        lines=True,
        required=False,
        help_text="What citizens read first: what it is for, and how long it takes.",
    )
    areas = AreaNames(
        label="Areas",
        required=False,
        help_text="One a line, as people call them. A question can then ask where one lives, and "
        "results are shown by area.",
    )

    class Meta:
        model = Survey
        fields = ["title", "introduction", "areas"]

    def __init__(self, data: QueryDict | None = None, *, today: date, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["closes_on"] = LastDay(
            today=today,
            label="Last day",
            required=False,
            help_text="The last day on which citizens can answer. It is asked for again when the "
            "survey opens.",
        )
        self.initial["closes_on"] = self.initial.get("closes_on", self.instance.closes_on)
        self.initial.setdefault("version", self.instance.version)
        self.initial.setdefault("submission", uuid4())

    @property
    def helper(self) -> FormHelper:
        return laid_out(
            "version",
            "submission",
            Field("title", template=BOTH),
            Field("introduction", template=BOTH),
            "areas",
            "closes_on",
        )

    def clean_version(self) -> int:
        """Without a version, or with a strange one, the form was made from none: it is stale."""
        return self.cleaned_data["version"] or 0

    def survey(self) -> Survey:
        """The survey as the form tells it, not saved."""
        survey = self.instance
        survey.closes_on = self.cleaned_data["closes_on"]
        if not survey.pk:
            survey.submission = self.cleaned_data["submission"] or uuid4()
        return survey

    @property
    def changed_fields(self) -> list[str]:
        return [name for name in FACTS if name in self.changed_data]

    def differing(self, saved: Survey) -> list[tuple[str, str, str]]:
        """Label, saved words and typed words of each fact in which `saved` differs."""
        typed = self.survey()
        shown = [
            (str(self.fields[name].label), _shown(saved, name), _shown(typed, name))
            for name in FACTS
        ]
        return [line for line in shown if line[1] != line[2]]


FACTS = ("title", "introduction", "areas", "closes_on")


def _shown(survey: Survey, name: str) -> str:
    value = getattr(survey, name)
    if name == "areas":
        return "; ".join(value)
    if name == "closes_on":
        return day_words(value) if value else ""
    return " / ".join(words for words in in_both(value) if words)


class OpenForm(forms.Form):
    """The last day, and the version that was read."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: QueryDict | None = None, *, survey: Survey, today: date) -> None:
        super().__init__(data, initial={"seen": survey.version})
        planned = survey.closes_on if survey.closes_on and survey.closes_on > today else None
        self.fields["closes_on"] = LastDay(
            today=today,
            label="Last day",
            initial=planned,
            help_text="The last day on which citizens can answer. The survey closes by itself "
            "after it.",
        )

    @property
    def helper(self) -> FormHelper:
        return laid_out("closes_on", "seen")

    def clean_seen(self) -> int:
        return self.cleaned_data["seen"] or 0


class SurveyFilter(ListFilter):
    """Surveys by words of the title in either language, and by status."""

    q = django_filters.CharFilter(
        method="with_words",
        label="Title or key",
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Title or key"}),
    )
    status = django_filters.ChoiceFilter(
        choices=Survey.Status.choices, label="Status", empty_label="Any status"
    )

    class Meta:
        model = Survey
        fields: list[str] = []

    def with_words(self, queryset: QuerySet[Survey], name: str, words: str) -> QuerySet[Survey]:
        return surveys_with(words_of(words), queryset)
