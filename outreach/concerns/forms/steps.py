"""The forms of a concern's own steps: a note, an answer, an effort, and who takes it."""

from __future__ import annotations

from functools import partial
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from outreach.concerns.workflows.concerns import happened_in_time
from outreach.models import Concern
from pages.forms.fields import MemberChoice, Words
from pages.forms.layouts import laid_out
from pages.forms.marked import AsksAboutMarkers
from pages.forms.notes import NoteForm
from personnel.giving import given_work_by
from personnel.models import Member
from personnel.roles import COMMAND, WORKING
from records.wording import number_words


class ResolveForm(NoteForm):
    """How it was resolved and, while an answer is owed, what they were told, in one form."""

    told = Words(
        label="What were they told, and how?",
        required=False,
        help_text="Leave it empty if they were not told yet: the answer stays owed.",
    )

    def __init__(self, *args: Any, concern: Concern, **kwargs: Any) -> None:
        super().__init__(*args, in_time=partial(happened_in_time, concern), **kwargs)
        if concern.answered_on or not concern.answer_by:
            del self.fields["told"]

    @property
    def helper(self) -> FormHelper:
        return self.laid_out(*(name for name in ("note", "told") if name in self.fields))


class TakerChoice(MemberChoice):
    """One of those who can take a concern, with how many they have already."""

    def label_from_instance(self, obj: Member) -> str:
        return f"{obj.full_name}, {number_words(obj.load)} open"  # type: ignore[attr-defined]


class AssignForm(AsksAboutMarkers, forms.Form):
    to = TakerChoice(label="Who takes it", queryset=Member.objects.none(), empty_label="Choose who")
    note = Words(label="What they should know", required=False)
    # Whom the page showed as the owner, so that nobody is passed over unseen.
    seen_owner = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, concern: Concern, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = with_load(takers(concern, by), by)  # type: ignore[attr-defined]
        self.fields["to"].help_text = left_out(concern, by)
        self.initial.setdefault("seen_owner", concern.owner_id)

    @property
    def helper(self) -> FormHelper:
        return laid_out("to", "note", "seen_owner")


class ReviewAssignForm(AssignForm):
    """What the reviewer thinks of it, and who takes it."""

    FINDING = "What do you think of it?"
    finding = Words(label=FINDING)

    @property
    def helper(self) -> FormHelper:
        return laid_out("finding", "to", "note", "seen_owner")


def takers(concern: Concern, by: Member) -> Any:
    """Whom `by` can give a concern: the own division, or anyone; command, if it is restricted."""
    members = given_work_by(by).select_related("division")
    if concern.restricted:
        return members.filter(role__in=COMMAND).exclude(pk=concern.about_member_id or 0)
    if by.is_command or by.supervises_division(None):
        return members
    return members.filter(division=by.division_id)


def with_load(members: Any, by: Member) -> Any:
    """`members` with `load`, their open concerns; restricted ones count for command alone."""
    known = Concern.objects.visible_to(by) if by.is_command else Concern.objects.reportable()
    owned = known.open().filter(owner=OuterRef("pk")).order_by().values("owner")
    return members.annotate(load=Coalesce(Subquery(owned.values(n=Count("pk"))), 0))


def left_out(concern: Concern, by: Member) -> str:
    """Whom the list of takers does not offer, and why: “Not offered: 2 whose account is closed.”"""
    if concern.restricted:
        return "Not offered: everyone outside command, and whoever the concern names."
    serving = Member.objects.serving()
    given = given_work_by(by).values("pk")
    higher = serving.filter(role__in=WORKING).exclude(pk__in=given)
    elsewhere = given_work_by(by).exclude(pk__in=takers(concern, by).values("pk"))
    reasons = {
        "whose account is closed": Member.objects.filter(is_active=False),
        "whose role changes no records": serving.exclude(role__in=WORKING),
        "of command, to whom a concern is escalated": higher,
        "of other divisions, to whom the unit supervisor and command assign": elsewhere,
    }
    counted = ((members.count(), reason) for reason, members in reasons.items())
    words = [f"{number_words(count)} {reason}" for count, reason in counted if count]
    return f"Not offered: {', '.join(words)}." if words else ""
