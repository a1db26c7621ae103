"""What is asked about a question: each kind has its own fields, choices have rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Q
from django.http import QueryDict

from pages.forms.languages import InBothLanguages
from policies.models import Topic
from policies.packs import SurveyDomain
from surveys.models import Question
from surveys.questionnaires.coverage import OTHER
from surveys.questionnaires.forms.options import option_rows
from surveys.questionnaires.written import MOST_POINTS, points_of
from surveys.wording import SOMETHING_ELSE, in_both, plain_title

Kind = Question.Kind
SCALE = ("low", "high", "half_steps", "low_label", "high_label")
FIELDS_OF: Mapping[str, tuple[str, ...]] = {
    Kind.RATING: ("text", "hint", "domain", *SCALE, "dont_know", "topic"),
    Kind.CHOICE: ("text", "hint", "domain", "dont_know", "topic"),
    Kind.CHOICES: ("text", "hint", "domain", "dont_know", "topic"),
    Kind.NUMBER: ("text", "hint", "domain", "low", "high", "dont_know", "topic"),
    Kind.TEXT: ("text", "hint", "domain", "topic"),
    Kind.AREA: ("text", "hint"),
}
FIELDS = FIELDS_OF[Kind.RATING]


class QuestionFacts(forms.ModelForm):
    """One question of a kind that does not change any more; its choices are `OptionRows`."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)
    text = InBothLanguages(label="Question", max_length=300)
    hint = InBothLanguages(
        label="Hint",
        max_length=200,
        required=False,
        help_text="A line under the question. How to answer is said there anyway.",
    )
    domain = forms.ChoiceField(label="What it asks about")
    low = forms.IntegerField(label="Lowest", min_value=-1_000_000, max_value=1_000_000)
    high = forms.IntegerField(label="Highest", min_value=-1_000_000, max_value=1_000_000)
    half_steps = forms.BooleanField(
        label="Half steps",
        required=False,
        help_text="People can choose 1.5 between 1 and 2.",
    )
    low_label = InBothLanguages(
        label="The lowest means",
        max_length=60,
        required=False,
        help_text="“Very unsafe”. Without it, people can't tell which end is which.",
    )
    high_label = InBothLanguages(label="The highest means", max_length=60, required=False)
    dont_know = forms.BooleanField(
        label="Offer “Don't know”",
        required=False,
        help_text="Counted apart, and never part of a mean.",
    )
    topic = forms.ModelChoiceField(
        Topic.objects.none(),
        label="Program topic",
        required=False,
        empty_label="None",
        help_text="The evaluation of this topic's program shows what people answered.",
    )

    class Meta:
        model = Question
        fields = FIELDS

    def __init__(
        self, data: Any = None, *, domains: Sequence[SurveyDomain] = (), **options: Any
    ) -> None:
        super().__init__(data, **options)
        asked = self.instance
        for name in set(FIELDS) - set(FIELDS_OF[asked.kind]):
            del self.fields[name]
        self._offer(asked, domains)
        self.initial.setdefault("version", asked.version)
        self.initial.setdefault("submission", uuid4())
        if asked.kind == Kind.NUMBER:
            for name in ("low", "high"):
                self.fields[name].required = False

    def _offer(self, asked: Question, domains: Sequence[SurveyDomain]) -> None:
        if domain := self.fields.get("domain"):
            known = [(one.key, one.title) for one in domains]
            if asked.domain not in {key for key, _ in known} | {OTHER}:
                known.append((asked.domain, plain_title(asked.domain)))
            domain.choices = [*known, (OTHER, SOMETHING_ELSE)]  # type: ignore[attr-defined]
        if topic := self.fields.get("topic"):
            own = [asked.topic_id] if asked.topic_id else []
            offered = Q(retired_on=None, closed_on=None) | Q(pk__in=own)
            topic.queryset = Topic.objects.filter(offered)  # type: ignore[attr-defined]

    def clean_version(self) -> int:
        """Without a version, or with a strange one, the form was made from none: it is stale."""
        return self.cleaned_data["version"] or 0

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        low, high = told.get("low"), told.get("high")
        if low is not None and high is not None:
            if low >= high:
                self.add_error("high", "The highest is not above the lowest.")
            elif self._points(told) > MOST_POINTS:
                self.add_error("high", f"A scale has at most {MOST_POINTS} points.")
        return told

    def _points(self, told: Mapping[str, Any]) -> int:
        """How many points the scale would have; a number has none."""
        if self.instance.kind != Kind.RATING:
            return 0
        return points_of(told["low"], told["high"], bool(told.get("half_steps")))


class QuestionForm:
    """A question as one form: its `facts`, and the `rows` of its choices where it has some.

    Bound to `data` it is checked. Unbound it shows the question, or `typed`: what somebody typed
    before another row was asked for, without finding fault with it.
    """

    def __init__(
        self,
        question: Question,
        domains: Sequence[SurveyDomain],
        data: QueryDict | None = None,
        *,
        typed: QueryDict | None = None,
        rows: str = "",
    ) -> None:
        self.question = question
        self.options_before = list(question.options)
        again = _typed_facts(question, domains, typed) if typed is not None else None
        self.facts = QuestionFacts(data, instance=question, domains=domains, initial=again)
        self.rows: Any = None
        if question.kind in Question.WITH_OPTIONS:
            self.rows = option_rows(question, data, typed=typed, change=rows)

    def is_valid(self) -> bool:
        valid = [self.facts.is_valid(), self.rows is None or self.rows.is_valid()]
        return all(valid)

    @property
    def errors(self) -> list[Any]:
        """What is wrong anywhere, so that the page's title can say that something is."""
        rows = [*self.rows.errors, *self.rows.non_form_errors()] if self.rows else []
        return [wrong for wrong in (self.facts.errors, *rows) if wrong]

    def non_field_errors(self) -> list[str]:
        rows = self.rows.non_form_errors() if self.rows else []
        return [*self.facts.non_field_errors(), *rows]

    def __iter__(self) -> Iterator[Any]:
        yield from self.facts
        for row in self.rows or ():
            yield from row

    def told(self) -> Question:
        """The question as the form tells it, not saved."""
        if not self.question.pk:
            self.question.submission = self.facts.cleaned_data["submission"] or uuid4()
        if self.rows is not None:
            self.question.options = self.rows.options
        return self.question

    @property
    def changed_fields(self) -> list[str]:
        changed = [name for name in FIELDS if name in self.facts.changed_data]
        rearranged = self.rows is not None and self.rows.options != self.options_before
        return [*changed, *(["options"] if rearranged else [])]

    def differing(self, saved: Question) -> list[tuple[str, str, str]]:
        """Label, saved words and typed words of each fact in which `saved` differs."""
        typed = self.told()
        names = [name for name in FIELDS if name in self.facts.fields]
        shown = [
            (str(self.facts.fields[name].label), _shown(saved, name), _shown(typed, name))
            for name in names
        ]
        if self.rows is not None:
            shown.append(("Choices", _choices(saved), _choices(typed)))
        return [line for line in shown if line[1] != line[2]]


def _typed_facts(
    question: Question, domains: Sequence[SurveyDomain], typed: QueryDict
) -> dict[str, Any]:
    """What stood in the fields, as it was typed."""
    fields = QuestionFacts(instance=question, domains=domains).fields
    return {
        name: field.widget.value_from_datadict(typed, {}, name)  # type: ignore[arg-type]
        for name, field in fields.items()
    }


def _shown(question: Question, name: str) -> str:
    value = getattr(question, name)
    if name in ("text", "hint", "low_label", "high_label"):
        return " / ".join(words for words in in_both(value) if words)
    if name == "dont_know":
        return "Offered" if value else "Not offered"
    if name == "half_steps":
        return "Yes" if value else "No"
    return "" if value is None else str(value)


def _choices(question: Question) -> str:
    return "; ".join(
        " / ".join(words for words in in_both(option["text"]) if words)
        for option in question.options
    )
