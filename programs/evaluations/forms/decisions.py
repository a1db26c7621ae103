"""A commander's decision as one form: what becomes of the program, why, and what is promised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from pages.forms.fields import DayField, Line, MemberChoice, Words
from pages.forms.marked import AsksAboutMarkers
from pages.forms.named_fields import NamedField
from personnel.models import Member
from programs.evaluations.workflows.deciding import Decision, Incomplete, Promise, check_complete
from programs.models import Evaluation

BLANK_ROWS = 1
MOST_ROWS = 10
PREFIX = "promised"
# The decision in the passive, as the page asks for it, and what follows from each.
CHOICES = {
    "keep": ("Kept", "Goes on as it is"),
    "modify": ("Modified", "Goes on with the changes below"),
    "discontinue": ("Discontinued", "Closes on a day; nothing is presented under its topics"),
}


class DecisionForm(AsksAboutMarkers, forms.Form):
    judgement = forms.ChoiceField(
        label="The program should be",
        choices=[(key, words) for key, (words, _) in CHOICES.items()],
        widget=forms.RadioSelect,
    )
    reasons = Words(label="Why", required=False, max_length=4000, rows=4)
    effective_on = DayField(label="First day without it", required=False)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    discussed = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class PromiseForm(AsksAboutMarkers, forms.Form):
    """One promised action. An empty row promises nothing."""

    what = Line(
        label="What is to be done",
        max_length=300,
        error_messages={"required": "Write what it is."},
    )
    owner = MemberChoice(
        label="Who sees to it",
        queryset=Member.objects.none(),
        empty_label="Choose who",
        error_messages={"required": "Choose somebody for it."},
    )
    due_on = DayField(label="By when", error_messages={"required": "Choose a day for it."})

    def __init__(self, *args: Any, takers: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].queryset = takers  # type: ignore[attr-defined]


class BasePromiseRows(forms.BaseFormSet):
    """Rows that may all be left or made empty: a row that says nothing is none."""

    def initial_form_count(self) -> int:
        return 0 if self.is_bound else super().initial_form_count()


PromiseRows = forms.formset_factory(
    PromiseForm,
    formset=BasePromiseRows,
    extra=BLANK_ROWS,
    max_num=MOST_ROWS,
    absolute_max=MOST_ROWS,
)


class Deciding:
    """The whole decision as one form: `facts`, and the rows of `promised`.

    Bound to `data` it is checked. Unbound it shows `typed`, what somebody typed before the page
    was asked for again, without finding fault with it; with `more` it has one row more.
    """

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        evaluation: Evaluation,
        today: date,
        typed: Mapping[str, Any] | None = None,
        more: bool = False,
    ) -> None:
        self.evaluation, self.today = evaluation, today
        self.refusal = ""
        typed = typed or {}
        now = {"seen": evaluation.version, "discussed": evaluation.discussions.count()}
        self.facts = DecisionForm(data, initial={**_of(typed, DecisionForm), **now})
        kept = typed_rows(typed)
        self.promised = PromiseRows(
            data,
            prefix=PREFIX,
            initial=kept,
            form_kwargs={"takers": Member.objects.working()},
            error_messages={
                "missing_management_form": "The actions did not arrive. Load the page again.",
                "too_many_forms": f"{MOST_ROWS} actions are the most.",
            },
        )
        self.promised.extra = max(_count(typed) + more, len(kept) + 1) - len(kept)

    @property
    def choices(self) -> list[dict[str, Any]]:
        """The three ways, which of them is chosen, and which is recommended."""
        chosen = self.facts["judgement"].value()
        return [
            {
                "key": key,
                "words": words,
                "means": means,
                "chosen": key == chosen,
                "recommended": key == self.evaluation.recommendation,
            }
            for key, (words, means) in CHOICES.items()
        ]

    def is_valid(self) -> bool:
        """Whether it can be taken: each field by itself, and what the decision needs as a whole."""
        parts: list[Any] = [self.facts, *([self.promised] if self._modifies else [])]
        # Each is asked, so that every mistake is told at once.
        valid = [part.is_valid() for part in parts]
        if not all(valid):
            return False
        try:
            check_complete(self.evaluation, self.decision, self.today)
        except Incomplete as lacking:
            self._say(lacking)
            return False
        return True

    @property
    def _modifies(self) -> bool:
        """Whether the rows count: only a program that is modified has promised actions."""
        chosen = self.facts["judgement"].value()
        return self.facts.is_bound and chosen == Evaluation.Judgement.MODIFY

    def _say(self, lacking: Incomplete) -> None:
        if lacking.field in self.facts.fields:
            self.facts.add_error(lacking.field, str(lacking))
        else:
            self.refusal = str(lacking)

    @property
    def decision(self) -> Decision:
        """What was decided; rows of actions count only for a program that is modified."""
        known = self.facts.cleaned_data
        judgement = known["judgement"]
        ends = judgement == Evaluation.Judgement.DISCONTINUE
        rows = [form.cleaned_data for form in self.promised] if self._modifies else []
        return Decision(
            judgement,
            reasons=known["reasons"],
            promises=[Promise(**row) for row in rows if row],
            effective_on=known["effective_on"] if ends else None,
        )

    @property
    def errors(self) -> list[Any]:
        """What is wrong anywhere, so that the page's title can say that something is."""
        rows = self.promised.errors if self._modifies else []
        return [wrong for wrong in (self.facts.errors, *rows, *self.non_field_errors()) if wrong]

    def non_field_errors(self) -> list[str]:
        rows = self.promised.non_form_errors() if self._modifies else []
        return [*self.facts.non_field_errors(), *([self.refusal] if self.refusal else []), *rows]

    def __iter__(self) -> Iterator[NamedField]:
        """Every field, under the name by which the summary of errors finds it."""
        yield from (NamedField(field) for field in self.facts)
        for n, row in enumerate(self.promised if self._modifies else [], start=1):
            yield from (NamedField(field, f"Action {n}") for field in row)


def typed_rows(typed: Mapping[str, Any]) -> list[dict[str, Any]]:
    names = ("what", "owner", "due_on")
    rows = [
        {name: typed.get(f"{PREFIX}-{n}-{name}", "") for name in names}
        for n in range(_count(typed))
    ]
    return [row for row in rows if any(row.values())]


def _count(typed: Mapping[str, Any]) -> int:
    written = str(typed.get(f"{PREFIX}-TOTAL_FORMS", ""))
    return min(int(written), MOST_ROWS) if written.isdecimal() and len(written) < 5 else BLANK_ROWS


def _of(typed: Mapping[str, Any], form: type[forms.Form]) -> dict[str, Any]:
    return {name: typed[name] for name in form.base_fields if name in typed}
