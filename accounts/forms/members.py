"""What is asked about an account, and how the list of members is narrowed."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import QueryDict

from accounts.particulars import Particulars
from documents.spelling import composed
from pages.forms.fields import Line
from personnel.models import AccountProposal, Division, Member
from personnel.roles import Role

TAKEN = "Somebody signs in with this address already."
PROPOSED = "This address is proposed for an account already."
SECOND = (
    "Another address, division or role is proposed and comes true when it is approved. A role that "
    "holds less is saved at once."
)
PARTICULARS = ("name", "rank", "email", "role", "division")


class MemberForm(forms.Form):
    """An account's particulars. `own`: the administrator's own account, whose role stays."""

    name = Line(label="Name", max_length=120)
    rank = Line(
        label="Rank",
        max_length=40,
        required=False,
        help_text="As it is said before the name: Sgt.",
    )
    email = forms.EmailField(
        label="Email address",
        max_length=254,
        help_text="They sign in with it, and notices are mailed to it.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label="Role",
        choices=[("", "Choose a role"), *Role.choices],
        help_text="It decides what they may read and do. When it changes, they sign in again.",
    )
    division = forms.ModelChoiceField(
        Division.objects.all(), label="Division", required=False, empty_label="None"
    )

    def __init__(
        self, data: Any = None, *, member: Member | None = None, own: bool = False
    ) -> None:
        initial = {name: getattr(member, name) for name in PARTICULARS} if member else {}
        super().__init__(data, initial=initial)
        self.member = member
        if member:
            self.fields["role"].help_text = SECOND
        if own:
            self.fields["role"].disabled = True
            self.fields["role"].help_text = "Another administrator changes your role."

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.layout = Layout(
            Row(Column("rank", css_class="col-sm-4"), Column("name", css_class="col-sm-8")),
            "email",
            Row(Column("role", css_class="col-sm-6"), Column("division", css_class="col-sm-6")),
        )
        return helper

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        others = Member.objects.filter(email__iexact=email)
        if self.member:
            others = others.exclude(pk=self.member.pk)
        if others.exists():
            raise ValidationError(TAKEN)
        waiting = AccountProposal.objects.open().filter(email__iexact=email)
        if self.member:
            waiting = waiting.exclude(member=self.member)
        if waiting.exists():
            raise ValidationError(PROPOSED)
        return email

    def clean(self) -> dict[str, Any]:
        known = super().clean() or self.cleaned_data
        alone = known.get("role") == Role.DIVISION_SUPERVISOR and not known.get("division")
        if alone and "division" not in self.errors:
            self.add_error("division", "Choose the division this supervisor answers for.")
        return known

    @property
    def particulars(self) -> Particulars:
        return Particulars(**{name: self.cleaned_data[name] for name in PARTICULARS})


class MemberFilter(forms.Form):
    """The filter line over the list; what is not understood narrows nothing."""

    q = forms.CharField(
        required=False,
        max_length=200,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "class": "form-control",
                "placeholder": "Name or email",
                "aria-label": "Name or email",
            }
        ),
    )
    role = forms.ChoiceField(
        required=False,
        choices=[("", "Any role"), *Role.choices],
        widget=forms.Select(
            attrs={"class": "form-select", "aria-label": "Role", "data-auto-submit": ""}
        ),
    )

    def __init__(self, asked: QueryDict) -> None:
        super().__init__(asked)
        self.asked = asked

    def narrow(self, members: QuerySet[Member]) -> QuerySet[Member]:
        self.is_valid()
        for word in composed(self.cleaned_data.get("q", "")).split()[:10]:
            members = members.filter(Q(name__icontains=word) | Q(email__icontains=word))
        role = self.cleaned_data.get("role")
        return members.filter(role=role) if role else members

    @property
    def chips(self) -> list[dict[str, str]]:
        """The filters in force, each with the address of the list without it."""
        self.is_valid()
        labels = dict(Role.choices)
        return [
            {"label": labels.get(value, f"“{value}”"), "url": self._without(name)}
            for name, value in self.cleaned_data.items()
            if value
        ]

    def _without(self, name: str) -> str:
        rest = self.asked.copy()
        for gone in (name, "page"):
            rest.pop(gone, None)
        return f"?{rest.urlencode()}"
