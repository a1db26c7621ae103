"""Topics and personnel of a program: from which day, and until which (K-IV.Q, K-IV.E.6)."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict

from pages.forms.days import PastDay
from pages.forms.fields import Line, MemberChoice
from pages.forms.layouts import laid_out
from personnel.models import Member
from policies.models import Topic
from programs.models import Program, ProgramPerson, ProgramTopic
from records.wording import day_words


class TopicChoice(forms.ModelChoiceField):
    """A topic of the policy, with the program it belongs to now."""

    def label_from_instance(self, obj: Topic) -> str:  # type: ignore[override]
        words = f"{obj.name} ({obj.audience})" if obj.audience else obj.name
        if obj.closed_on:
            return f"{words}, closed since {day_words(obj.closed_on)}"
        serving = next((one for one in obj.served.all() if one.until is None), None)
        return f"{words}, belongs to {serving.program}" if serving else words


class TopicForm(forms.Form):
    def __init__(self, data: QueryDict | None = None, *, program: Program, today: date) -> None:
        super().__init__(data)
        own = ProgramTopic.objects.filter(program=program, until=None).values("topic")
        self.fields["topic"] = TopicChoice(
            Topic.objects.offered().exclude(pk__in=own).prefetch_related("served__program"),
            label="Topic",
            empty_label="Choose a topic",
        )
        self.fields["since"] = PastDay(
            label="Since",
            latest=today,
            initial=today,
            help_text="Sessions under this topic count for the program from this day on.",
        )

    @property
    def helper(self) -> FormHelper:
        return laid_out("topic", "since")


class PersonForm(forms.ModelForm):
    """Someone who works in the program from a day on."""

    member = MemberChoice(Member.objects.none(), label="Who", empty_label="Choose who")
    qualification = Line(
        max_length=200,
        required=False,
        label="Qualification",
        help_text="Courses and certificates for this program. Nothing about a person's health.",
    )

    class Meta:
        model = ProgramPerson
        fields = ["member", "qualification", "since"]

    def __init__(self, data: QueryDict | None = None, *, program: Program, today: date) -> None:
        super().__init__(data)
        serving = program.personnel.filter(until=None).values("member")
        member: Any = self.fields["member"]
        member.queryset = Member.objects.working().filter(~Q(pk__in=serving))
        self.fields["since"] = PastDay(label="Since", latest=today, initial=today)

    @property
    def helper(self) -> FormHelper:
        return laid_out("member", "qualification", "since")


class LastDayForm(forms.Form):
    """The last day of a topic or of a person in the program."""

    def __init__(
        self, data: QueryDict | None = None, *, since: date, today: date, help_text: str
    ) -> None:
        super().__init__(data)
        self.since = since
        self.fields["last_day"] = PastDay(
            label="Last day", latest=today, initial=today, help_text=help_text
        )

    @property
    def helper(self) -> FormHelper:
        return laid_out("last_day")

    def clean_last_day(self) -> date:
        last_day: date = self.cleaned_data["last_day"]
        if last_day < self.since:
            raise ValidationError(f"That is before the first day, {day_words(self.since)}.")
        return last_day
