"""Open work of this room: what somebody has, who it is with, and when it is due.

Rooms above have a module of the same name. The workload and the reminders go by them, so that
both know the same records.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, DateField, Exists, F, OuterRef, Q, QuerySet, Value, When

from outreach.concerns.permissions import may_decide, may_remind_owner
from outreach.models import Action, Concern, Presentation, Referral
from outreach.presentations.permissions import may_review_brief
from personnel.models import Member
from records.verdicts import Verdict
from records.wording import day_words


@dataclass(frozen=True, kw_only=True)
class OpenWork:
    """One kind of record that is open and with somebody.

    `open_to` gives the rows a member may know of, each with `holder` (the key of who has it),
    `due` (a day or None) and `since` (the day it began). `path` leads from a row to who has it.
    `decides` says whether a member decides on a row that waits for who has it. `named` is what a
    notice may say of it: no word of anybody. `hidden` rows exist for command alone.
    """

    key: str
    one: str
    many: str
    path: str
    open_to: Callable[[Member], QuerySet[Any]]
    decides: Callable[[Member, Any], Verdict]
    named: Callable[[Any], str]
    title: Callable[[Any], str]
    url: Callable[[Any], str]
    hidden: Callable[[Any], bool]

    def holder_of(self, record: Any) -> Member:
        for name in self.path.split("__"):
            record = getattr(record, name)
        return record  # type: ignore[no-any-return]


def open_concerns(member: Member) -> QuerySet[Concern]:
    """Those not settled, and those whose answer is still owed."""
    owed = Q(answer_by__isnull=False, answered_on=None)
    rows = Concern.objects.visible_to(member).filter(Q(settled_on=None) | owed)
    return rows.annotate(
        holder=F("owner"),
        since=F("logged_on"),
        due=Case(When(answered_on=None, then=F("answer_by")), default=None),
    )


def open_actions(member: Member) -> QuerySet[Action]:
    rows = Action.objects.visible_to(member).open().select_related("concern__category")
    return rows.annotate(holder=F("owner"), due=F("due_on"), since=F("recommended_on"))


def open_checks(member: Member) -> QuerySet[Referral]:
    """Referrals somebody asks after, until their outcome is recorded (A-1.A.7)."""
    seen = Concern.objects.visible_to(member).filter(pk=OuterRef("concern"))
    rows = Referral.objects.pending().filter(Exists(seen.order_by()))
    rows = rows.select_related("concern__category", "to_division")
    return rows.annotate(holder=F("watched_by"), due=F("next_check_on"), since=F("on"))


def returned_briefs(member: Member) -> QuerySet[Presentation]:
    """Brief reports that came back to their presenter; no clause names a day (P-III.C.1)."""
    rows = Presentation.objects.visible_to(member).filter(status=Presentation.Status.RETURNED)
    no_day = Value(None, output_field=DateField())
    return rows.select_related("topic").annotate(
        holder=F("presenter"), due=no_day, since=F("held_on")
    )


def _of_concern(concern: Concern) -> str:
    """“C-2026-0047, traffic and speeding”; of what is restricted the number alone."""
    if concern.restricted:
        return concern.number
    about = concern.category.name
    return f"{concern.number}, {about[:1].lower()}{about[1:]}"


def _is_for_command(action: Action) -> bool:
    return action.concern.restricted or action.kind == Action.Kind.PERSONNEL


CONCERNS = OpenWork(
    key="concern",
    one="concern",
    many="concerns",
    path="owner",
    open_to=open_concerns,
    decides=may_remind_owner,
    named=_of_concern,
    title=lambda concern: f"{concern.number} {concern.summary}",
    url=lambda concern: concern.get_absolute_url(),
    hidden=lambda concern: concern.restricted,
)
ACTIONS = OpenWork(
    key="action",
    one="action",
    many="actions",
    path="owner",
    open_to=open_actions,
    decides=lambda member, action: may_decide(member, action.concern),
    named=lambda action: f"an action on {_of_concern(action.concern)}",
    title=lambda action: f"{action.concern.number} {action.what}",
    url=lambda action: action.concern.get_absolute_url(),
    hidden=_is_for_command,
)
CHECKS = OpenWork(
    key="check",
    one="referral to ask after",
    many="referrals to ask after",
    path="watched_by",
    open_to=open_checks,
    decides=lambda member, referral: may_decide(member, referral.concern),
    named=lambda referral: f"the referral of {_of_concern(referral.concern)}",
    title=lambda referral: f"{referral.concern.number} Check with {referral.to_words}",
    url=lambda referral: f"{referral.concern.get_absolute_url()}#referral",
    hidden=lambda referral: referral.concern.restricted,
)
BRIEFS = OpenWork(
    key="brief",
    one="brief report to correct",
    many="brief reports to correct",
    path="presenter",
    open_to=returned_briefs,
    decides=may_review_brief,
    named=lambda brief: f"your brief report of {day_words(brief.held_on)}",
    title=lambda brief: f"{brief.topic}, {brief.audience}",
    url=lambda brief: brief.get_absolute_url(),
    hidden=lambda brief: False,
)
KINDS = (CONCERNS, ACTIONS, CHECKS, BRIEFS)
