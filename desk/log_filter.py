"""The filter line over the audit log."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from audit.models import Entry
from desk.audit_log import AREAS, about, record_in
from pages.forms.list_filters import ListFilter, MemberFilter
from personnel.models import Member
from policies.current import today

# Unless days are asked for.
USUALLY = timedelta(days=30)


class LogFilter(ListFilter):
    """By person, by what it was about, by outcome, by days, and by one record."""

    who = MemberFilter(
        queryset=Member.objects.all(),
        label="Person",
        empty_label="Anybody",
        method="by_person",
    )
    area = django_filters.ChoiceFilter(
        label="About",
        empty_label="About anything",
        choices=[(key, label) for key, (label, _) in AREAS.items()],
        method="by_area",
    )
    outcome = django_filters.ChoiceFilter(
        label="Outcome", empty_label="Done or refused", choices=Entry.Outcome.choices
    )
    first = django_filters.DateFilter(
        label="From", method="since", widget=forms.DateInput(attrs={"type": "date"})
    )
    last = django_filters.DateFilter(
        label="To", method="until", widget=forms.DateInput(attrs={"type": "date"})
    )
    record = django_filters.CharFilter(label="Record", method="of_record", widget=forms.HiddenInput)

    class Meta:
        model = Entry
        fields: list[str] = []

    @property
    def qs(self) -> QuerySet[Entry]:
        """Without days and without a record, the last days only: no page reads a whole log."""
        found = super().qs
        return found if self.has_days else self.since(found, "first", today() - USUALLY)

    @property
    def has_days(self) -> bool:
        """Whether days, or one record, were asked for."""
        self.form.is_valid()
        asked = self.form.cleaned_data
        return bool(asked.get("first") or asked.get("last") or asked.get("record"))

    def by_person(self, entries: QuerySet[Entry], name: str, who: Member) -> QuerySet[Entry]:
        return entries.filter(actor=who.pk)

    def by_area(self, entries: QuerySet[Entry], name: str, area: str) -> QuerySet[Entry]:
        return entries.filter(about(area))

    def of_record(self, entries: QuerySet[Entry], name: str, reference: str) -> QuerySet[Entry]:
        """By the sealed reference the log itself gave, not by a key: whoever could name keys would
        learn from one without entries that there is a record they may not know of."""
        named = record_in(reference)
        return entries.filter(kind=named[0], key=named[1]) if named else entries.none()

    def _words(self, name: str, value: Any) -> str:
        return "One record" if name == "record" else super()._words(name, value)

    def since(self, entries: QuerySet[Entry], name: str, day: date) -> QuerySet[Entry]:
        return entries.filter(at__gte=_begin_of(day))

    def until(self, entries: QuerySet[Entry], name: str, day: date) -> QuerySet[Entry]:
        return entries.filter(at__lt=_begin_of(day + timedelta(days=1)))


def _begin_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
