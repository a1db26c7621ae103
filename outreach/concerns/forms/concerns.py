"""Logging a concern (A-3.A, N-IV.B, C-7) and correcting one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import uuid4

from crispy_forms.bootstrap import FieldWithButtons
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Field
from django import forms

from outreach.concerns.workflows.intake import Intake
from outreach.models import CommunityGroup, Concern
from pages.forms.fields import Line, MemberChoice, Words
from pages.forms.layouts import Fold, laid_out
from pages.forms.marked import AsksAboutMarkers
from pages.forms.told_apart import NamedChoice
from personnel.models import Member
from policies.models import Category

TILES = 5
SOMETHING_ELSE = "else"
HERE = HTML(
    '<button class="btn btn-outline-secondary" type="button" data-here>'
    '{% icon "crosshair" %}Here</button>'
)
HERE_STATE = HTML('<p class="li-cap mb-3" role="status" data-here-state></p>')
SIMILAR = HTML('{% include "outreach/concerns/similar_slot.html" %}')


class PlaceForm(AsksAboutMarkers, forms.Form):
    """Where it was: in words, and on the map where a phone says so."""

    place = Line(label="Where?", max_length=200, required=False)
    latitude = forms.FloatField(
        min_value=-90, max_value=90, required=False, widget=forms.HiddenInput
    )
    longitude = forms.FloatField(
        min_value=-180, max_value=180, required=False, widget=forms.HiddenInput
    )

    def clean(self) -> dict[str, Any]:
        known = super().clean() or self.cleaned_data
        if known.get("latitude") is None or known.get("longitude") is None:
            known["latitude"] = known["longitude"] = None
        return known


class IntakeForm(PlaceForm):
    """What was said and what it is about; everything else can wait or be left out."""

    draft = forms.UUIDField(widget=forms.HiddenInput)
    said = Words(
        label="What did they say?",
        help_text="Their words, as near as you can. No name needed.",
        rows=4,
    )
    category = forms.ChoiceField(label="What is it about?", widget=forms.RadioSelect)
    other_category = forms.ModelChoiceField(
        label="Which of these?", queryset=Category.objects.none(), required=False
    )
    channel = forms.ChoiceField(label="How did you hear it?", choices=Concern.Channel.choices)
    efforts = Words(label="What did you do?", rows=2, required=False)
    wants_answer = forms.BooleanField(label="They want an answer", required=False)
    potential = forms.BooleanField(label="This could become a problem for us", required=False)
    reporter_name = Line(label="Their name", max_length=120, required=False)
    reporter_phone = Line(label="Their telephone", max_length=40, required=False)
    reporter_email = forms.EmailField(label="Their e-mail", required=False)
    reporter_language = Line(label="Their language", max_length=40, required=False)
    group = NamedChoice(
        label="Group that raised it",
        queryset=CommunityGroup.objects.none(),
        empty_label="No group",
        required=False,
    )
    restricted = forms.BooleanField(
        label="It is about the conduct of an employee",
        help_text="Only command sees it then. You can't open it again after logging it.",
        required=False,
    )
    about_member = MemberChoice(
        label="Which employee",
        queryset=Member.objects.none(),
        empty_label="Not known",
        required=False,
    )

    # Kept apart from the words, and what these are there for.
    meant: ClassVar = {"reporter_phone": ("telephone",), "reporter_email": ("email",)}
    FOLDED = (
        "reporter_name",
        "reporter_phone",
        "reporter_email",
        "reporter_language",
        "group",
        "restricted",
        "about_member",
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        started = {"draft": uuid4(), "channel": Concern.Channel.PATROL}
        kwargs["initial"] = started | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self._offer_categories()
        self.fields["group"].queryset = CommunityGroup.objects.visible_to(member).active()  # type: ignore[attr-defined]
        self.fields["about_member"].queryset = Member.objects.serving()  # type: ignore[attr-defined]

    def _offer_categories(self) -> None:
        """The first five as tiles, the others behind “Something else”."""
        offered = list(Category.objects.offered())
        tiles = [(str(one.pk), one.name) for one in offered[:TILES]]
        self.fields["category"].choices = [*tiles, (SOMETHING_ELSE, "Something else")]  # type: ignore[attr-defined]
        other = self.fields["other_category"]
        rest = offered[TILES:]
        other.queryset = Category.objects.filter(pk__in=[one.pk for one in rest])  # type: ignore[attr-defined]
        plain = next((one for one in rest if one.key == "other"), None)
        if plain:
            other.empty_label = None  # type: ignore[attr-defined]
            self.initial.setdefault("other_category", plain.pk)

    @property
    def helper(self) -> FormHelper:
        folded = Fold(
            "Add a person to contact, a group, or say that it is about an employee's conduct",
            *self.FOLDED,
            unfolded=self._holds_folded(),
        )
        return laid_out(
            "draft",
            "said",
            Field("category", wrapper_class="li-tiles li-tiles-3"),
            Field("other_category", wrapper_class="other-category"),
            FieldWithButtons("place", HERE),
            HERE_STATE,
            "latitude",
            "longitude",
            SIMILAR,
            "channel",
            "efforts",
            "wants_answer",
            "potential",
            folded,
        )

    def _holds_folded(self) -> bool:
        return any(self[name].errors or self[name].value() for name in self.FOLDED)

    def clean(self) -> dict[str, Any]:
        known = super().clean()
        if known.get("category") == SOMETHING_ELSE:
            known["category"] = known.get("other_category")
            if not known["category"] and "other_category" not in self.errors:
                self.add_error("other_category", "Choose what it is about")
        elif known.get("category"):
            known["category"] = Category.objects.offered().get(pk=known["category"])
        return known

    def intake(self) -> Intake:
        """What the workflow is given."""
        known = dict(self.cleaned_data)
        for name in ("draft", "other_category"):
            del known[name]
        potential = known.pop("potential")
        nature = Concern.Nature.POTENTIAL if potential else Concern.Nature.VOICED
        return Intake(nature=nature, **known)


def typed_in(fields: Mapping[str, Any]) -> dict[str, str]:
    """Of what a page sent, the fields of the intake form; the draft keeps nothing else."""
    names = [name for name in IntakeForm.base_fields if name != "draft"]
    return {name: str(fields.get(name, "")) for name in names}


class CorrectionForm(AsksAboutMarkers, forms.ModelForm):  # type: ignore[type-arg]
    """Corrects what was written down, made from one version of the record."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    summary = Line(label="In one line", max_length=200)
    said = Words(label="What was said", rows=6, required=False)
    place = Line(label="Where", max_length=200, required=False)

    class Meta:
        model = Concern
        fields = ["summary", "said", "nature", "category", "channel", "place", "group"]
        labels = {"nature": "Nature", "channel": "Heard through", "group": "Group"}
        field_classes: ClassVar = {"group": NamedChoice}

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = Category.objects.filter(pk=self.instance.category_id)
        self.fields["category"].queryset = Category.objects.offered() | kept  # type: ignore[attr-defined]
        groups = CommunityGroup.objects.visible_to(member)
        kept_group = groups.filter(pk=self.instance.group_id)
        self.fields["group"].queryset = groups.active() | kept_group  # type: ignore[attr-defined]
        self.fields["group"].empty_label = "No group"  # type: ignore[attr-defined]
        self.fields["said"].required = bool(self.instance.said)
        self.initial["version"] = self.instance.version

    @property
    def helper(self) -> FormHelper:
        return laid_out("version", *self.Meta.fields)

    def changes(self) -> dict[str, str]:
        """Each field that was changed, with the change in words."""
        return {
            name: f"{self.fields[name].label}: “{self._before(name)}” became “{self._now(name)}”."
            for name in self.changed_data
            if name != "version"
        }

    def differing(self, saved: Concern) -> list[tuple[str, str, str]]:
        """Label, saved words and typed words of each field in which `saved` differs."""
        return [
            (str(self.fields[name].label), theirs, self._now(name))
            for name in self.Meta.fields
            if (theirs := _shown(self.fields[name], getattr(saved, name))) != self._now(name)
        ]

    def _before(self, name: str) -> str:
        return _shown(self.fields[name], self.initial.get(name))

    def _now(self, name: str) -> str:
        return _shown(self.fields[name], self.cleaned_data.get(name))


def _shown(field: forms.Field, value: Any) -> str:
    """A value as the page shows it: the name of a choice, not its key."""
    if value in (None, ""):
        return "nothing"
    if isinstance(field, forms.ModelChoiceField):
        found = value if hasattr(value, "pk") else field.queryset.filter(pk=value).first()  # type: ignore[union-attr]
        return str(found)
    return str(dict(getattr(field, "choices", [])).get(value, value))
