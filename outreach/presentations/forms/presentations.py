"""The brief report of a presentation as a form: its facts, and what was heard in rows (P-III.C.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from outreach.models import CommunityGroup, Concern, Presentation
from outreach.presentations.workflow import Brief, Heard
from pages.forms.days import PastDay, TimeOfDay, moment_of
from pages.forms.fields import Line, Words
from pages.forms.headcount import Headcount
from pages.forms.marked import AsksAboutMarkers
from pages.forms.named_fields import NamedField
from pages.forms.told_apart import NamedChoice
from personnel.models import Member
from policies.current import local_day
from policies.models import Category, Topic
from records.wording import day_words, moment_words

BLANK_ROWS = 1
MOST_ROWS = 20
Nature = Concern.Nature
FACTS = [field.name for field in fields(Brief)]


class BriefForm(AsksAboutMarkers, forms.Form):
    """The facts of the brief report. `note` says how a time was read when the clocks changed."""

    topic = forms.TypedChoiceField(label="Topic")
    day = PastDay(label="Day")
    time = TimeOfDay(label="Time it began")
    place = Line(max_length=200, label="Place")
    audience = Line(
        max_length=160, label="Who was it for?", help_text="The people who came, not their names."
    )
    group = NamedChoice(
        CommunityGroup.objects.none(),
        required=False,
        label="Group",
        empty_label="No group of the register",
    )
    participants = Headcount(
        label="Number of participants", help_text="If nobody came, write 0 and say why."
    )
    co_presenters = Line(max_length=200, required=False, label="Presented with")
    remarks = Words(required=False, label="Remarks")

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        member: Member,
        now: datetime,
        record: Presentation | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.now, self.note, self.record = now, "", record
        day: Any = self.fields["day"]
        day.latest = local_day(now)
        self._offer_topics(record)
        group: Any = self.fields["group"]
        groups = CommunityGroup.objects.visible_to(member)
        kept = Q(pk=record.group_id if record else None)
        group.queryset = groups.filter(Q(status=CommunityGroup.Status.ACTIVE) | kept)

    def _offer_topics(self, record: Presentation | None) -> None:
        """The policy's topics, and the report's own where that was retired since."""
        kept = Q(pk=record.topic_id if record else None)
        offered = list(Topic.objects.filter(Q(retired_on=None) | kept))
        topic: Any = self.fields["topic"]
        topic.choices = _topic_choices(offered)
        topic.coerce = one_of(offered)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if typed.get("participants") == 0 and not typed.get("remarks"):
            self.add_error("remarks", "Nobody came: say why.")
        if typed.get("day") and typed.get("time"):
            typed["held_at"], self.note = moment_of(typed["day"], typed["time"])
            if typed["held_at"] > self.now:
                self.add_error("time", "That is still to come. Report it when it is over.")
        self._refuse_closed(typed.get("topic"), typed.get("day"))
        return typed

    def _refuse_closed(self, topic: Topic | None, day: date | None) -> None:
        """A topic that was closed on that day, unless the report was filed so before (K-IV.D)."""
        filed = self.record and (self.record.topic_id, self.record.held_on)
        if topic and day and filed != (topic.pk, day) and (why := topic.closed_words(day)):
            self.add_error("topic", why)


def one_of(entries: Sequence[Any]) -> Callable[[str], Any]:
    """From a key, as a page sends it, to its entry; ValueError for a key that is not offered.

    The rows of a form share the entries, so that ten rows ask the database once.
    """
    by_key = {str(entry.pk): entry for entry in entries}

    def entry_of(key: str) -> Any:
        if str(key) not in by_key:
            raise ValueError(key)
        return by_key[str(key)]

    return entry_of


def _topic_choices(topics: Sequence[Topic]) -> list[Any]:
    """Topics for everybody first, then those of each audience under its name."""
    grouped: dict[str, list[tuple[int, str]]] = {"": []}
    for topic in topics:
        grouped.setdefault(topic.audience, []).append((topic.pk, _offered_as(topic)))
    everybody = grouped.pop("")
    return [("", "Choose a topic"), *everybody, *grouped.items()]


def _offered_as(topic: Topic) -> str:
    """A closed topic stays to be chosen for the days before."""
    if topic.closed_on is None:
        return topic.name
    return f"{topic.name} (closed since {day_words(topic.closed_on)})"


class HeardForm(AsksAboutMarkers, forms.Form):
    """One row: a concern or a potential problem in a few words. An empty row says nothing."""

    category = forms.TypedChoiceField(
        label="What is it about?",
        empty_value=None,
        error_messages={"required": "Choose what this is about."},
    )
    said = Words(
        rows=2, label="In a few words", error_messages={"required": "Write down what it was."}
    )

    def __init__(self, *args: Any, categories: Sequence[Category], **options: Any) -> None:
        super().__init__(*args, **options)
        category: Any = self.fields["category"]
        category.choices = [("", "Choose"), *((c.pk, c.name) for c in categories)]
        category.coerce = one_of(categories)


class BaseHeardRows(forms.BaseFormSet):
    """Rows that may all be left or made empty: a row that says nothing is none."""

    def initial_form_count(self) -> int:
        return 0 if self.is_bound else super().initial_form_count()


HeardRows = forms.formset_factory(
    HeardForm,
    formset=BaseHeardRows,
    extra=BLANK_ROWS,
    max_num=MOST_ROWS,
    absolute_max=MOST_ROWS,
)


class BriefReport:
    """The whole brief report as one form: `facts`, and the rows of `voiced` and `potential`.

    Bound to `data` it is checked. Unbound it shows `typed`, a flat mapping of what somebody typed
    before (a draft, or the page before another row was asked for), without finding fault with it.
    """

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        member: Member,
        now: datetime,
        typed: Mapping[str, Any] | None = None,
        record: Presentation | None = None,
        more: str = "",
    ) -> None:
        typed = typed or {}
        self.facts = BriefForm(data, member=member, now=now, record=record, initial=typed)
        categories = list(Category.objects.offered())
        self.voiced, self.potential = (
            _rows(data, typed, nature, categories, more == nature)
            for nature in (Nature.VOICED, Nature.POTENTIAL)
        )

    def is_valid(self) -> bool:
        # Each is asked, so that every mistake is told at once.
        valid = [part.is_valid() for part in (self.facts, self.voiced, self.potential)]
        return all(valid)

    @property
    def errors(self) -> list[Any]:
        """What is wrong anywhere, so that the page's title can say that something is."""
        rows = [*self.voiced.errors, *self.potential.errors, *self.non_field_errors()]
        return [wrong for wrong in (self.facts.errors, *rows) if wrong]

    def non_field_errors(self) -> list[str]:
        return [
            *self.facts.non_field_errors(),
            *self.voiced.non_form_errors(),
            *self.potential.non_form_errors(),
        ]

    def __iter__(self) -> Iterator[NamedField]:
        """Every field, under the name by which the summary of errors finds it."""
        yield from (NamedField(field) for field in self.facts)
        for one, rows in (("Concern", self.voiced), ("Potential problem", self.potential)):
            for n, row in enumerate(rows, start=1):
                yield from (NamedField(field, f"{one} {n}") for field in row)

    @property
    def brief(self) -> Brief:
        return Brief(**{name: self.facts.cleaned_data[name] for name in FACTS})

    @property
    def heard(self) -> list[Heard]:
        return [
            Heard(said=row["said"], category=row["category"], nature=nature)
            for nature, rows in ((Nature.VOICED, self.voiced), (Nature.POTENTIAL, self.potential))
            for row in (form.cleaned_data for form in rows)
            if row.get("said")
        ]


def _rows(
    data: QueryDict | None,
    typed: Mapping[str, Any],
    nature: Concern.Nature,
    categories: Sequence[Category],
    one_more: bool,
) -> Any:
    """The rows of one nature: bound, or what was typed followed by blank ones."""
    prefix = str(nature)
    kept = _typed_rows(typed, prefix)
    rows = HeardRows(
        data,
        prefix=prefix,
        initial=kept,
        form_kwargs={"categories": categories},
        error_messages={
            "too_many_forms": f"{MOST_ROWS} rows are the most. Log the others as concerns.",
            "missing_management_form": "The rows did not arrive. Load the page again.",
        },
    )
    shown = max(_count(typed, prefix), BLANK_ROWS)
    rows.extra = max(shown + one_more, len(kept) + 1) - len(kept)
    return rows


def _typed_rows(typed: Mapping[str, Any], prefix: str) -> list[dict[str, str]]:
    rows = [
        {name: typed.get(f"{prefix}-{n}-{name}", "") for name in ("category", "said")}
        for n in range(_count(typed, prefix))
    ]
    return [row for row in rows if any(row.values())]


def _count(typed: Mapping[str, Any], prefix: str) -> int:
    written = str(typed.get(f"{prefix}-TOTAL_FORMS", ""))
    return min(int(written), MOST_ROWS) if written.isdecimal() and len(written) < 5 else 0


def typed_in(presentation: Presentation) -> dict[str, Any]:
    """A filed brief report as it would have been typed, to be corrected."""
    held = timezone.localtime(presentation.held_at)
    return {
        "topic": presentation.topic_id,
        "day": held.date(),
        "time": held.time(),
        "place": presentation.place,
        "audience": presentation.audience,
        "group": presentation.group_id,
        "participants": presentation.participants,
        "co_presenters": presentation.co_presenters,
        "remarks": presentation.remarks,
    }


Difference = tuple[str, Any, Any]


def differences(presentation: Presentation, report: BriefReport) -> list[Difference]:
    """Label, saved and typed value where a valid report differs from what its form filed before."""
    typed = vars(report.brief)
    labels = {name: field.label for name, field in report.facts.fields.items()} | {
        "held_at": "When"
    }
    found = [
        (str(labels[name]), _worded(getattr(presentation, name)), _worded(value))
        for name, value in typed.items()
        if getattr(presentation, name) != value
    ]
    saved = _heard_words(presentation.concerns.filter(restricted=False).order_by("pk"))
    heard = _heard_words(report.heard)
    gone = [(label, words, "") for label, words in saved if (label, words) not in heard]
    new = [(label, "", words) for label, words in heard if (label, words) not in saved]
    return [*found, *gone, *new]


def _heard_words(heard: Iterable[Heard | Concern]) -> list[tuple[str, str]]:
    """Nature and words of each; the same words twice are one, as they make one concern."""
    about: dict[tuple[str, str], Category] = {}
    for one in heard:
        about.setdefault((str(Nature(one.nature).label), one.said), one.category)
    return [(label, f"{said} ({category})") for (label, said), category in about.items()]


def _worded(value: Any) -> Any:
    return moment_words(value) if isinstance(value, datetime) else value
