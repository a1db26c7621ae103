"""What is asked about a program itself, and how the list of them is narrowed."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import django_filters
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Field, Row
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict

from documents.spelling import folded
from outreach.search import words_of
from pages.forms.days import PastDay
from pages.forms.fields import Line, MemberChoice, Words
from pages.forms.languages import InBothLanguages
from pages.forms.layouts import laid_out
from pages.forms.list_filters import ListFilter, MemberFilter
from personnel.models import Member
from programs.catalogue.listing import programs_with
from programs.models import Program

BOTH = "surveys/field_two_languages.html"
# Said wherever something is written about a diversion or social service program (P-II.G).
NO_HEALTH = (
    "Diversion and social service: write about the program, never about the persons in it. No "
    "names, no diagnosis, no treatment, no other health data."
)


class ProgramForm(forms.ModelForm):
    """A program's own facts; its topics and personnel are kept beside it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)
    name = Line(max_length=120, label="Name of the program")
    owner = MemberChoice(
        Member.objects.none(),
        label="Owner",
        empty_label="Choose who",
        help_text="Answers for it, and does not decide its evaluation.",
    )
    audience = Line(max_length=160, required=False, label="Who is it for?")
    objectives = Words(
        rows=4,
        required=False,
        label="Objectives",
        help_text="What should be different in a year? Its evaluation looks back at this.",
    )
    target_areas = Words(
        rows=3,
        max_length=2000,
        required=False,
        label="Target areas",
        help_text="One area a line, as the department calls them.",
    )
    partner_agency = Line(max_length=160, required=False, label="Partner agency")
    materials = Words(
        rows=3,
        required=False,
        label="Materials",
        help_text="Handouts and equipment, and where they are kept.",
    )
    public_description = InBothLanguages(
        label="For the public",
        max_length=2000,
        lines=True,
        required=False,
        help_text="What citizens may read about it.",
    )

    class Meta:
        model = Program
        fields = [
            "name",
            "kind",
            "owner",
            "audience",
            "objectives",
            "target_areas",
            "partner_agency",
            "materials",
            "public_description",
        ]
        labels = {"kind": "Kind"}
        help_texts = {"kind": NO_HEALTH}

    def __init__(self, data: QueryDict | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.initial.setdefault("version", self.instance.version)
        self.initial.setdefault("submission", uuid4())
        working = Q(pk__in=Member.objects.working()) | Q(pk=self.instance.owner_id)
        owner: Any = self.fields["owner"]
        owner.queryset = Member.objects.filter(working)

    @property
    def helper(self) -> FormHelper:
        half = "col-sm-6"
        return laid_out(
            "version",
            "submission",
            "name",
            Row(Column("kind", css_class=half), Column("owner", css_class=half)),
            "audience",
            "objectives",
            Row(Column("target_areas", css_class=half), Column("partner_agency", css_class=half)),
            "materials",
            Field("public_description", template=BOTH),
        )

    def clean(self) -> dict[str, Any]:
        """Its name is its own; this form sent a second time is no other program."""
        typed = super().clean() or self.cleaned_data
        others = Program.objects.exclude(pk=self.instance.pk)
        if not self.instance.pk and (sent := typed.get("submission")):
            others = others.exclude(submission=sent)
        names = others.values_list("name", flat=True)
        if folded(typed.get("name", "")) in map(folded, names):
            self.add_error("name", "A program of this name is in the catalogue already.")
        return typed

    def validate_unique(self) -> None:
        """Left to `clean`, which knows the same form when it comes again."""

    def clean_version(self) -> int:
        """Without a version, or with a strange one, the form was made from none: it is stale."""
        return self.cleaned_data["version"] or 0

    def program(self) -> Program:
        """The program as the form tells it, not saved."""
        program = self.instance
        if not program.pk:
            program.submission = self.cleaned_data["submission"] or uuid4()
        return program

    @property
    def changed_fields(self) -> list[str]:
        return [name for name in self.Meta.fields if name in self.changed_data]

    def differing(self, saved: Program) -> list[tuple[str, str, str]]:
        """Label, saved words and typed words of each fact in which `saved` differs."""
        shown = [
            (str(self.fields[name].label), _shown(saved, name), _shown(self.instance, name))
            for name in self.Meta.fields
        ]
        return [line for line in shown if line[1] != line[2]]


def _shown(program: Program, name: str) -> str:
    if name == "kind":
        return program.get_kind_display()
    if name == "public_description":
        return " / ".join(words for words in in_both(program.public_description) if words)
    return str(getattr(program, name) or "")


def in_both(words: Any) -> tuple[str, str]:
    """What a text says in English and in Spanish, “” where it says nothing there."""
    said = getattr(words, "data", words)
    if not isinstance(said, dict):
        return str(said or ""), ""
    return said.get("en") or "", said.get("es") or ""


class ApproveForm(forms.Form):
    """The day the program began, and the version that was read."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    note = Words(required=False, label="Anything to add")

    def __init__(self, data: QueryDict | None = None, *, program: Program, today: date) -> None:
        super().__init__(data, initial={"seen": program.version})
        self.fields["started_on"] = PastDay(
            label="First day",
            latest=today,
            initial=today,
            help_text="Today, or an earlier day for a program that has long been running.",
        )

    @property
    def helper(self) -> FormHelper:
        return laid_out("seen", "started_on", "note")

    def clean_seen(self) -> int:
        return self.cleaned_data["seen"] or 0


class ProgramFilter(ListFilter):
    """Programs by words, kind, status and owner."""

    q = django_filters.CharFilter(
        method="with_words",
        label="Name, topic or words",
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Name, topic or words"}),
    )
    kind = django_filters.ChoiceFilter(
        choices=Program.Kind.choices, label="Kind", empty_label="Any kind"
    )
    status = django_filters.ChoiceFilter(
        choices=Program.Status.choices, label="Status", empty_label="Any status"
    )
    owner = MemberFilter(
        queryset=Member.objects.filter(Exists(Program.objects.filter(owner=OuterRef("pk")))),
        label="Owner",
        empty_label="Any owner",
    )

    class Meta:
        model = Program
        fields: list[str] = []

    def with_words(self, queryset: QuerySet[Program], name: str, typed: str) -> QuerySet[Program]:
        return programs_with(words_of(typed), queryset)
