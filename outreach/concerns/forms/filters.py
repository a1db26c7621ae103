"""The filter line over the list of concerns."""

from __future__ import annotations

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict

from outreach.concerns.left_behind import left_behind
from outreach.models import CommunityGroup, Concern, ImportFile
from outreach.search import concerns_meant_by
from pages.forms.days import DaysInOrder
from pages.forms.fields import DayField
from pages.forms.list_filters import ListFilter, MemberFilter, NamedFilter
from personnel.models import Division, Member
from policies.models import Category


class ConcernFilter(ListFilter):
    """Concerns by words or number, category, status, channel, group, owner, division,
    source, import and the days of logging."""

    rest = ("channel", "group", "source", "division", "nobodys", "since", "until")

    q = django_filters.CharFilter(
        method="holding",
        label="Words, street or number",
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Words, street or number"}),
    )
    category = django_filters.ModelChoiceFilter(
        queryset=Category.objects.all(), label="Category", empty_label="Any category"
    )
    status = django_filters.ChoiceFilter(
        method="at",
        choices=Concern.Status.choices,
        label="Status",
        empty_label="Any status",
    )
    channel = django_filters.ChoiceFilter(
        choices=Concern.Channel.choices, label="Heard through", empty_label="Any channel"
    )
    group = NamedFilter(
        queryset=CommunityGroup.objects.filter(
            Exists(Concern.objects.reportable().filter(group=OuterRef("pk")).order_by())
        ),
        label="Group",
        empty_label="Any group",
    )
    source = django_filters.ChoiceFilter(
        choices=lambda: [(name, name) for name in Concern.objects.sources()],
        label="Source",
        empty_label="Any source",
    )
    batch = django_filters.ModelChoiceFilter(
        queryset=ImportFile.objects.brought_in().only("name", "kind"),
        label="Import",
        widget=forms.HiddenInput(),
    )
    owner = MemberFilter(
        queryset=Member.objects.filter(
            Exists(Concern.objects.reportable().filter(owner=OuterRef("pk")).order_by())
        ),
        label="Owner",
        empty_label="Any owner",
    )
    division = django_filters.ModelChoiceFilter(
        queryset=Division.objects.all(), label="Division", empty_label="Any division"
    )
    nobodys = django_filters.ChoiceFilter(
        method="left",
        choices=[("yes", "Whose owner works no more")],
        label="Nobody's",
        empty_label="With or without an owner who works",
    )
    since = django_filters.DateFilter(
        field_name="logged_on", lookup_expr="gte", label="Logged from", widget=DayField.widget
    )
    until = django_filters.DateFilter(
        field_name="logged_on", lookup_expr="lte", label="Logged until", widget=DayField.widget
    )

    class Meta:
        model = Concern
        form = DaysInOrder
        fields: list[str] = []

    def __init__(self, data: QueryDict, member: Member) -> None:
        super().__init__(data, Concern.objects.all())
        self._meant: Q | None = None
        if member.is_command:
            self._offer_restricted(member)

    def _offer_restricted(self, member: Member) -> None:
        """Groups and owners of whom only restricted concerns tell: command opens those by them."""
        seen = Concern.objects.visible_to(member).order_by()
        fields = self.form.fields
        fields["group"].queryset = CommunityGroup.objects.filter(
            Exists(seen.filter(group=OuterRef("pk")))
        )
        fields["owner"].queryset = Member.objects.filter(Exists(seen.filter(owner=OuterRef("pk"))))

    def narrow(self, concerns: QuerySet[Concern]) -> QuerySet[Concern]:
        """Those of `concerns` that fit what was asked and understood."""
        self.form.is_valid()
        return self.filter_queryset(concerns)

    def holding(self, queryset: QuerySet[Concern], name: str, typed: str) -> QuerySet[Concern]:
        self._meant = self._meant or concerns_meant_by(typed)
        return queryset.filter(self._meant)

    def left(self, queryset: QuerySet[Concern], name: str, asked: str) -> QuerySet[Concern]:
        return queryset.filter(pk__in=left_behind().order_by().values("pk"))

    def at(self, queryset: QuerySet[Concern], name: str, status: str) -> QuerySet[Concern]:
        """The day of settling says the same as the status, and leads past a million closed ones."""
        settled = status in Concern.SETTLED
        return queryset.filter(status=status, settled_on__isnull=not settled)
