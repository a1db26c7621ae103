"""What is asked about a group, its boundary and those who speak for it (A-1.A.1, A-3.B, K-IV.P)."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import django_filters
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict

from analysis.boundaries import Boundary, valid_boundary
from analysis.drawing import size_words
from documents.spelling import composed, folded
from outreach.models import CommunityGroup, ImportFile, Representative
from outreach.search import groups_with, words_of
from pages.forms.days import PastDay
from pages.forms.fields import Line, MemberChoice, Words
from pages.forms.layouts import laid_out
from pages.forms.list_filters import ListFilter, MemberFilter
from personnel.models import Member

LONGEST_BOUNDARY = 500_000
BOX = ("west", "south", "east", "north")


class BoundaryField(forms.Field):
    """Pasted GeoJSON; cleans to a Boundary, or None when nothing is pasted."""

    widget = forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "class": "font-monospace"})

    def prepare_value(self, value: Any) -> Any:
        return json.dumps(value) if isinstance(value, dict) else value

    def to_python(self, value: Any) -> Boundary | None:
        text = (value or "").strip()
        if not text:
            return None
        if len(text) > LONGEST_BOUNDARY:
            raise ValidationError(
                f"This is {len(text):,} characters long and {LONGEST_BOUNDARY:,} fit. "
                "Simplify the shape in the map program first."
            )
        boundary = valid_boundary(_parsed(text))
        if boundary.geometry is None:
            # They quote the shape, where JSON can hold what is no text.
            raise ValidationError([composed(note) for note in boundary.notes])
        return boundary

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            typed = self.to_python(data)
        except ValidationError:
            return True
        return (typed.geometry if typed else None) != (initial or None)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as broken:
        raise ValidationError(
            f"This is not GeoJSON: it cannot be read at line {broken.lineno}, character "
            f"{broken.colno}. Paste the whole text of the file."
        ) from broken
    except (RecursionError, ValueError) as broken:
        raise ValidationError("This is not GeoJSON. Paste the whole text of the file.") from broken


class GroupForm(forms.ModelForm):
    """A group's own facts. `notes` say what to look at in a boundary that was accepted."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = Line(max_length=160, label="Name of the group")
    location = Line(
        max_length=200,
        required=False,
        label="Where it is",
        help_text="In words, as people say it: Larch Street to the brook.",
    )
    meetings = Words(
        rows=2,
        required=False,
        label="Meetings",
        help_text="When and where they meet, as they say it.",
    )
    about = Words(rows=3, required=False, label="What to know about it")
    liaison = MemberChoice(
        Member.objects.none(), required=False, label="Liaison officer", empty_label="Nobody yet"
    )
    boundary = BoundaryField(
        required=False,
        label="Boundary",
        help_text="Paste GeoJSON as a map program saves it: a Polygon or a MultiPolygon in "
        "longitude and latitude.",
    )

    class Meta:
        model = CommunityGroup
        fields = ["name", "kind", "location", "meetings", "about", "liaison", "boundary"]
        labels = {"kind": "Kind"}

    def __init__(self, data: QueryDict | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.notes: tuple[str, ...] = ()
        self.initial["version"] = self.instance.version
        serving = Q(pk__in=Member.objects.working()) | Q(pk=self.instance.liaison_id)
        liaison: Any = self.fields["liaison"]
        liaison.queryset = Member.objects.filter(serving)

    @property
    def helper(self) -> FormHelper:
        return laid_out(
            "version",
            "name",
            Row(Column("kind", css_class="col-sm-6"), Column("liaison", css_class="col-sm-6")),
            "location",
            "meetings",
            "about",
            "boundary",
        )

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        others = CommunityGroup.objects.exclude(pk=self.instance.pk).order_by()
        if folded(name) in map(folded, others.values_list("name", flat=True).iterator()):
            raise ValidationError("A group of this name is in the register already.")
        return name

    def clean_boundary(self) -> dict[str, Any] | None:
        boundary = self.cleaned_data["boundary"] or Boundary(None)
        for side, degrees in zip(BOX, boundary.box, strict=True):
            setattr(self.instance, side, degrees)
        self.notes = boundary.notes
        return boundary.geometry

    @property
    def changed_fields(self) -> list[str]:
        """The group's fields that differ from what is saved, the box with the boundary."""
        changed = [name for name in self.changed_data if name != "version"]
        return [*changed, *(BOX if "boundary" in changed else ())]

    def clean_version(self) -> int:
        """Without a version, or with a strange one, the form was made from none: it is stale."""
        return self.cleaned_data["version"] or 0

    def differing(self, saved: CommunityGroup) -> list[tuple[str, str, str]]:
        """Label, saved words and typed words of each fact in which `saved` differs."""
        facts = [name for name in self.Meta.fields if name != "boundary"]
        shown = [
            (str(self.fields[name].label), _shown(saved, name), _shown(self.instance, name))
            for name in facts
        ]
        if saved.boundary != self.instance.boundary:
            sizes = [size_words(g.box) if g.boundary else "" for g in (saved, self.instance)]
            shown.append(("Boundary", sizes[0], sizes[1]))
        return [line for line in shown if line[1] != line[2] or line[0] == "Boundary"]


def _shown(group: CommunityGroup, name: str) -> str:
    return group.get_kind_display() if name == "kind" else str(getattr(group, name) or "")


class RepresentativeForm(forms.ModelForm):
    """Someone who speaks for the group from a day on."""

    name = Line(max_length=120, label="Name")
    position = Line(
        max_length=80,
        required=False,
        label="Position",
        help_text="As the group says it: president, secretary, block captain.",
    )
    phone = Line(
        max_length=40,
        required=False,
        label="Telephone",
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    email = forms.EmailField(required=False, label="E-mail")

    class Meta:
        model = Representative
        fields = ["name", "position", "phone", "email", "since"]

    def __init__(
        self, data: QueryDict | None = None, *, group: CommunityGroup, today: date, **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.group, self.today = group, today
        self.fields["since"] = PastDay(label="Since", latest=today, initial=today)

    @property
    def helper(self) -> FormHelper:
        phone = Row(Column("phone", css_class="col-sm-6"), Column("email", css_class="col-sm-6"))
        return laid_out("name", "position", phone, "since")

    def clean(self) -> dict[str, Any]:
        """The same person in the same position twice is a form sent twice."""
        typed = super().clean() or self.cleaned_data
        serving = self.group.representatives.serving_on(self.today)
        own = (folded(typed.get("name") or ""), folded(typed.get("position", "")))
        twice = any((folded(one.name), folded(one.position)) == own for one in serving)
        if typed.get("name") and twice:
            self.add_error("name", f"{typed['name']} speaks for this group already.")
        return typed


class ContactForm(forms.Form):
    """How somebody who speaks for a group is reached. The hidden fields are what the page showed."""

    phone = Line(
        max_length=40,
        required=False,
        label="Telephone",
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    email = forms.EmailField(required=False, label="E-mail")
    seen_phone = Line(max_length=40, required=False, widget=forms.HiddenInput)
    seen_email = Line(max_length=254, required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, representative: Representative) -> None:
        now = {"phone": representative.phone, "email": representative.email}
        super().__init__(data, initial={**now, **{f"seen_{k}": v for k, v in now.items()}})

    @property
    def helper(self) -> FormHelper:
        return laid_out("phone", "email", "seen_phone", "seen_email")


class RepresentativeEndForm(forms.Form):
    """The last day someone spoke for the group."""

    def __init__(
        self, data: QueryDict | None = None, *, representative: Representative, today: date
    ) -> None:
        super().__init__(data)
        self.since = representative.since
        self.fields["last_day"] = PastDay(
            label="Last day",
            latest=today,
            initial=today,
            help_text="The last day on which they spoke for the group.",
        )

    @property
    def helper(self) -> FormHelper:
        return laid_out("last_day")

    def clean_last_day(self) -> date:
        last_day: date = self.cleaned_data["last_day"]
        if self.since and last_day < self.since:
            raise ValidationError(
                f"That is before the first day, {self.since:%B} {self.since.day}."
            )
        return last_day


class GroupFilter(ListFilter):
    """Groups by words, kind, status, liaison, source and import."""

    rest = ("source",)

    q = django_filters.CharFilter(
        method="with_words",
        label="Name, street or person",
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Name, street or person"}),
    )
    kind = django_filters.ChoiceFilter(
        choices=CommunityGroup.Kind.choices, label="Kind", empty_label="Any kind"
    )
    status = django_filters.ChoiceFilter(
        choices=CommunityGroup.Status.choices, label="Status", empty_label="Any status"
    )
    liaison = MemberFilter(
        queryset=Member.objects.filter(
            Exists(CommunityGroup.objects.filter(liaison=OuterRef("pk")))
        ),
        label="Liaison officer",
        empty_label="Any liaison",
    )

    source = django_filters.ChoiceFilter(
        choices=lambda: [(name, name) for name in CommunityGroup.objects.sources()],
        label="Source",
        empty_label="Any source",
    )
    batch = django_filters.ModelChoiceFilter(
        queryset=ImportFile.objects.brought_in().only("name", "kind"),
        label="Import",
        widget=forms.HiddenInput(),
    )

    class Meta:
        model = CommunityGroup
        fields: list[str] = []

    def with_words(
        self, queryset: QuerySet[CommunityGroup], name: str, typed: str
    ) -> QuerySet[CommunityGroup]:
        return groups_with(words_of(typed), queryset)
