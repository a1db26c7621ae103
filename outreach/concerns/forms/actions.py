"""Recommended actions and their progress (K-IV.R, N-IV.A.3-4, C-3)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError

from outreach.concerns.forms.steps import takers
from outreach.concerns.permissions import may_own_action
from outreach.concerns.workflows.actions import STEPS, falls_short
from outreach.concerns.workflows.concerns import happened_in_time
from outreach.models import Action, Concern
from pages.forms.fields import DayField, Line, MemberChoice, Words
from pages.forms.handing import HandingForm
from pages.forms.happened import HappenedForm
from pages.forms.layouts import laid_out
from pages.forms.marked import AsksAboutMarkers
from personnel.giving import above, given_work_by
from personnel.models import Member
from personnel.roles import COMMAND
from policies.current import setting

FURTHEST = timedelta(days=5 * 366)
MOST_COUNTED = 1000


class ActionForm(AsksAboutMarkers, forms.Form):
    what = Line(label="What should be done", max_length=200)
    kind = forms.ChoiceField(label="What kind of action")
    owner = MemberChoice(label="Who does it", queryset=Member.objects.none())
    due_on = DayField(label="Due")
    total = forms.IntegerField(
        label="How many, if it can be counted",
        help_text="For example 12, for twelve details.",
        min_value=1,
        max_value=MOST_COUNTED,
        required=False,
    )

    def __init__(
        self, *args: Any, concern: Concern, by: Member, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.concern, self.today = concern, today
        offered, self.fields["owner"].help_text = doers(concern, by)
        self.fields["owner"].queryset = offered  # type: ignore[attr-defined]
        self.fields["kind"].choices = kinds_for(by)  # type: ignore[attr-defined]
        due = today + timedelta(days=setting("action_due_days"))
        self.initial = {"due_on": due, "owner": concern.owner_id, **self.initial}

    @property
    def helper(self) -> FormHelper:
        return laid_out(*self.fields)

    def clean_due_on(self) -> date:
        return day_to_come(self.cleaned_data["due_on"], self.today)

    def clean(self) -> dict[str, Any]:
        known = super().clean() or self.cleaned_data
        if known.get("owner") and known.get("kind"):
            verdict = may_own_action(known["owner"], self.concern, known["kind"])
            if not verdict:
                self.add_error("owner", verdict.reason)
        return known


def kinds_for(member: Member) -> list[tuple[str, str]]:
    """The kinds a member may recommend; a personnel matter is command's to write (K-IV.S)."""
    hidden = () if member.is_command else (Action.Kind.PERSONNEL,)
    return [(kind.value, kind.label) for kind in Action.Kind if kind not in hidden]


class ProgressForm(AsksAboutMarkers, HappenedForm):
    to = forms.ChoiceField(label="Where it stands", widget=forms.RadioSelect)
    done = forms.IntegerField(label="How many are done", min_value=0, required=False)
    note = Words(label="What happened")

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        in_time = partial(happened_in_time, action.concern)
        super().__init__(*args, in_time=in_time, **kwargs)
        self.action = action
        onward = STEPS[Action.Status(action.status)]
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (status.value, status.label) for status in Action.Status if status in onward
        ]
        self.initial = {"to": action.status, "done": action.done, **self.initial}
        self._count(action)

    def clean(self) -> dict[str, Any]:
        known = super().clean() or self.cleaned_data
        if short := falls_short(self.action, known.get("to", ""), known.get("done")):
            self.add_error("done", short)
        return known

    def _count(self, action: Action) -> None:
        if not action.total:
            del self.fields["done"]
            return
        self.fields["done"] = forms.IntegerField(
            label=f"How many of {action.total} are done",
            min_value=0,
            max_value=action.total,
            required=False,
        )

    @property
    def helper(self) -> FormHelper:
        return self.laid_out(*(name for name in ("to", "done", "note") if name in self.fields))


class HandActionForm(HandingForm):
    """Who does it from now on, why, and by when."""

    due_on = DayField(label="Due")

    def __init__(self, *args: Any, action: Action, by: Member, today: date, **options: Any) -> None:
        self.action, self.today = action, today
        offered, not_offered = doers(action.concern, by)
        if action.kind == Action.Kind.PERSONNEL:
            offered = offered.filter(role__in=COMMAND)
        super().__init__(*args, offered=offered, holder=action.owner_id, **options)
        self.fields["to"].help_text = not_offered
        self.initial = {"due_on": action.due_on, **self.initial}

    def clean_due_on(self) -> date:
        """The day it has stays as it is; another one is not over."""
        day: date = self.cleaned_data["due_on"]
        return day if day == self.action.due_on else day_to_come(day, self.today)


def doers(concern: Concern, by: Member) -> tuple[Any, str]:
    """Whom `by` can give an action on `concern`, and what is said of those who are not offered."""
    if concern.restricted:
        return takers(concern, by), ""
    offered, said = given_work_by(by), above(by)
    if not Member.objects.working().exclude(pk__in=offered.values("pk")).exists():
        said = ""
    return offered, f"{said} is not offered: escalate the concern instead." if said else ""


def day_to_come(day: date, today: date) -> date:
    """`day`, if it is today or later and not too far away. Raises ValidationError."""
    if day < today:
        raise ValidationError("This day is over. Choose today or a later day.")
    if day > today + FURTHEST:
        raise ValidationError("This day is more than five years away.")
    return day
