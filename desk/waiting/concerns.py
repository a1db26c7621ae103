"""What waits for a member on concerns: answers, status checks, actions, reviews, closings."""

from __future__ import annotations

from typing import Any

from django.db.models import (
    BigIntegerField,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
)
from django.db.models.functions import Coalesce
from django.urls import reverse

from desk.waiting.items import MOST, WaitingItem
from desk.waiting.routing import comes_to, supervisor_of
from outreach.concerns.left_behind import actions_waiting_for, checks_waiting_for, waiting_for
from outreach.concerns.models.referrals import ReferralQuerySet
from outreach.concerns.workflows.concerns import GIVEN_ON
from outreach.concerns.workflows.intake import first_words
from outreach.drafts.workflow import unfinished
from outreach.models import Action, Concern, ConcernStep, Draft, Referral
from personnel.models import Member
from personnel.roles import Role
from policies.clauses import ruling
from policies.packs import Pack
from records.wording import short_day_words

Status = Concern.Status


def answers_due(member: Member, pack: Pack) -> list[WaitingItem]:
    """Answers owed on concerns this member owns (N-III.C.5)."""
    owned = Concern.objects.visible_to(member).filter(owner=member)
    clause = ruling(pack, "answer")
    return [
        WaitingItem(
            kind="answer",
            title=f"Answer: {concern.summary}",
            sub=f"{_numbered(concern)}, logged {short_day_words(concern.logged_on)}."
            f" {concern.get_channel_display()}.",
            url=concern.get_absolute_url(),
            due=concern.answer_by,
            what="Answer",
            action="Answer",
            act_url=reverse("outreach:concern-answer", args=[concern.number]),
            clause=clause,
        )
        for concern in owned.awaiting_answer().order_by("answer_by", "pk")[:MOST]
    ]


def handovers_due(member: Member, pack: Pack) -> list[WaitingItem]:
    """Concerns about the chief, whose printed sheet this member takes out of the house (row 13).

    The row says nothing of what was said: whoever logged it does not read it again here.
    """
    to = pack.chief_answers_to
    rows = Concern.objects.to_hand_over_by(member).order_by("logged_on", "pk")
    return [
        WaitingItem(
            kind="handover",
            title=f"Hand {concern.number} to the {to}",
            sub="Nobody in the department judges it. Print its sheet and record the receipt.",
            url=reverse("outreach:concern-handover", args=[concern.number]),
            due=concern.logged_on,
            what="Handover",
            action="Hand over",
        )
        for concern in rows[:MOST]
    ]


def without_owner(member: Member) -> list[WaitingItem]:
    """Restricted concerns that nobody has who may read them: the first of command takes them."""
    rows = Concern.objects.left_without_owner(member).order_by("logged_on", "pk")
    return [
        WaitingItem(
            kind="ownerless",
            title=f"Nobody has it: {concern.summary}",
            sub=f"{_numbered(concern)}. Its owner cannot read it any more.",
            url=concern.get_absolute_url(),
            due=concern.logged_on,
            what="Owner",
            action="Give to someone",
            act_url=reverse(_giving(concern), args=[concern.number]),
        )
        for concern in rows[:MOST]
    ]


def checks_due(member: Member, pack: Pack) -> list[WaitingItem]:
    """Status checks on referrals this member watches (A-1.A.7)."""
    watched = seen_referrals(member).filter(watched_by=member)
    clause = ruling(pack, "referral")
    rows = watched.select_related("concern", "to_division").order_by("next_check_on", "pk")
    return [
        WaitingItem(
            kind="check",
            title=f"Check with {referral.to_words}: {referral.concern.summary}",
            sub=f"{_numbered(referral.concern)}, referred {short_day_words(referral.on)}."
            " Ask for the status and record it.",
            url=f"{referral.concern.get_absolute_url()}#referral",
            due=referral.next_check_on,
            what="Status check",
            action="Record status",
            act_url=reverse("outreach:referral-check", args=[referral.concern.number]),
            clause=clause,
        )
        for referral in rows[:MOST]
    ]


def seen_referrals(member: Member) -> ReferralQuerySet:
    """Pending referrals of concerns `member` may see: asked one by one, since they are few."""
    seen = Concern.objects.visible_to(member).filter(pk=OuterRef("concern"))
    return Referral.objects.pending().filter(Exists(seen.order_by()))


def actions_due(member: Member, pack: Pack) -> list[WaitingItem]:
    """Recommended actions this member owns (K-IV.R, N-IV.A.3)."""
    owned = Action.objects.visible_to(member).open().filter(owner=member)
    clause = ruling(pack, "actions")
    return [
        WaitingItem(
            kind="action",
            title=action.what,
            sub=f"Your action on {_numbered(action.concern)}, {action.concern.summary}.",
            url=action.concern.get_absolute_url(),
            due=action.due_on,
            what="Action",
            action="Update",
            act_url=reverse("outreach:action-progress", args=[action.concern.number, action.pk]),
            clause=clause,
        )
        for action in owned.select_related("concern").order_by("due_on", "pk")[:MOST]
    ]


def drafts(member: Member) -> list[WaitingItem]:
    """Forms this member began and has not sent."""
    pages = {
        Draft.Form.CONCERN: reverse("outreach:concern-new"),
        Draft.Form.PRESENTATION: reverse("outreach:presentation-new"),
    }
    return [
        WaitingItem(
            kind="draft",
            title=f"Finish: {_words_of(draft)}",
            sub=f"Your {draft.get_form_display().lower()}, begun and not sent."
            f" Kept {short_day_words(draft.saved_at)}.",
            url=f"{page}?draft={draft.key}",
            action="Finish",
        )
        for form, page in pages.items()
        for draft in unfinished(form, member)
    ]


def _words_of(draft: Draft) -> str:
    typed = (str(draft.typed.get(name, "")).strip() for name in ("said", "audience", "place"))
    words = ", ".join(filter(None, typed))
    return first_words(words) if words else draft.get_form_display()


def to_review(member: Member, pack: Pack) -> list[WaitingItem]:
    """Concerns escalated to this member (N-IV.B.2), as the notice said it.

    A supervisor who does not decide on the concern is passed over; what is restricted, or with
    command from the start, is reviewed by command.
    """
    escalated = Concern.objects.visible_to(member).open().filter(status=Status.ESCALATED)
    last = _last_step(Status.ESCALATED)
    rows = escalated.annotate(
        by=Coalesce(Subquery(last.values("by")[:1]), 0, output_field=BigIntegerField()),
        named=Subquery(last.values("supervised_by")[:1]),
        note=Subquery(last.values("note")[:1]),
    )
    mine = comes_to(member)
    if member.is_command:
        mine |= Q(restricted=True) | Q(owner=member.pk)
    clause = ruling(pack, "steps")
    return [
        WaitingItem(
            kind="review",
            title=f"Escalated: {concern.summary}",
            sub=f"{_numbered(concern)}. {concern.note or ''}".strip(),
            url=concern.get_absolute_url(),
            due=concern.review_by,
            what="Review",
            action="Review",
            act_url=reverse("outreach:concern-review-assign", args=[concern.number]),
            clause=clause,
        )
        for concern in rows.filter(mine).order_by("review_by", "pk")[:MOST]
    ]


def to_close(member: Member) -> list[WaitingItem]:
    """Concerns someone else resolved, for this member to close: two pairs of eyes.

    What is restricted comes to command, whoever supervises the officer. What whoever brought in an
    import resolved of it stands as one row (`desk.waiting.imports`).
    """
    resolved = Concern.objects.visible_to(member).filter(status=Status.RESOLVED)
    last = _last_step(Status.RESOLVED)
    rows = resolved.annotate(
        by=Coalesce(Subquery(last.values("by")[:1]), 0, output_field=BigIntegerField()),
        named=supervisor_of("officer"),
        note=Subquery(last.values("note")[:1]),
    )
    mine = comes_to(member)
    if member.is_command:
        mine |= Q(restricted=True) & ~Q(by=member.pk)
    alone = Q(batch=None) | (~Q(by=F("batch__by")) & ~Q(by=F("batch__started_by")))
    return [
        WaitingItem(
            kind="close",
            title=f"Close: {concern.summary}",
            sub=f"{_numbered(concern)}, resolved {short_day_words(concern.settled_on or concern.logged_on)}."
            f" {concern.note or ''}".strip(),
            url=concern.get_absolute_url(),
            action="Close",
            act_url=reverse("outreach:concern-close", args=[concern.number]),
        )
        for concern in rows.filter(mine, alone).order_by("settled_on", "pk")[:MOST]
    ]


def left_behind(member: Member) -> list[WaitingItem]:
    """Open concerns whose owner works no more, for this member to give to somebody else."""
    rows = waiting_for(member).select_related("owner").order_by("logged_on", "pk")
    return [
        WaitingItem(
            kind="assign",
            title=concern.summary,
            sub=f"{_numbered(concern)} is with {concern.owner.short_name}, who takes none any more.",
            url=concern.get_absolute_url(),
            action="Give to someone",
            act_url=reverse(_giving(concern), args=[concern.number]),
        )
        for concern in rows[:MOST]
    ]


def left_actions(member: Member) -> list[WaitingItem]:
    """Open actions whose owner works no more: for this member to give to somebody else."""
    rows = actions_waiting_for(member).select_related("concern", "owner")
    return [
        WaitingItem(
            kind="assign",
            title=action.what,
            sub=f"Action on {_numbered(action.concern)}, with {action.owner.short_name},"
            " who takes none any more.",
            url=action.concern.get_absolute_url(),
            due=action.due_on,
            what="Action",
            action="Give to someone",
            act_url=reverse("outreach:action-hand-on", args=[action.concern.number, action.pk]),
        )
        for action in rows.order_by("due_on", "pk")[:MOST]
    ]


def left_checks(member: Member) -> list[WaitingItem]:
    """Referrals watched by somebody who works no more, for this member to give to somebody else."""
    rows = checks_waiting_for(member).select_related("concern", "to_division", "watched_by")
    return [
        WaitingItem(
            kind="assign",
            title=f"Check with {referral.to_words}: {referral.concern.summary}",
            sub=f"{_numbered(referral.concern)}, watched by {referral.watched_by.short_name},"
            " who works here no more.",
            url=f"{referral.concern.get_absolute_url()}#referral",
            due=referral.next_check_on,
            what="Status check",
            action="Give to someone",
            act_url=reverse("outreach:referral-hand-on", args=[referral.concern.number]),
        )
        for referral in rows.order_by("next_check_on", "pk")[:MOST]
    ]


def _giving(concern: Concern) -> str:
    handed = concern.status in GIVEN_ON
    return "outreach:concern-give-on" if handed else "outreach:concern-assign"


def _numbered(concern: Concern) -> str:
    return f"Command only, {concern.number}" if concern.restricted else concern.number


def _last_step(status: str) -> Any:
    """The latest step into `status` of the concern outside.

    With who supervises its taker, if that supervisor decides on the concern.
    """
    steps = ConcernStep.objects.filter(concern=OuterRef("pk"), to_status=status)
    named = "by__division__supervisor"
    elsewhere = Q(**{f"{named}__role": Role.DIVISION_SUPERVISOR}) & ~Q(
        **{f"{named}__division": F("concern__division")}
    )
    return steps.order_by("-at", "-pk").annotate(
        supervised_by=supervisor_of("by", unless=elsewhere)
    )
