"""Referring a concern, and following what was referred (A-1.A.6-7, K-IV.L)."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from outreach.concerns.forms.referrals import HandWatchForm, ReceiptForm, ReferForm
from outreach.concerns.gate import STEP_OF, check_possible
from outreach.concerns.pages.finding import on_concern, pending_referral
from outreach.concerns.pages.steps import sent, step_page
from outreach.concerns.permissions import may_decide, may_hand_watch, may_watch
from outreach.concerns.workflows import referrals as workflow
from outreach.models import Concern, Referral
from pages.forms.notes import NoteForm
from pages.requests import MemberRequest
from pages.responses import form_page
from pages.sent_once import sent_once
from records.history import StepRefused


@sent_once()
@form_page
@on_concern
def concern_refer(request: MemberRequest, concern: Concern) -> HttpResponse:
    STEP_OF["refer"].may(request.user, concern).require()
    check_possible(STEP_OF["refer"], concern)
    form = ReferForm(sent(request), concern=concern)

    def take(known: dict[str, Any]) -> None:
        workflow.refer(concern, by=request.user, at=timezone.now(), **known)

    return step_page(
        request,
        concern,
        form,
        take,
        title="Refer",
        words=f"{concern.owner.short_name} goes on watching it and asks how it stands.",
        button="Refer the concern",
        done="{number} is referred.",
        subject="referral",
    )


@sent_once()
@form_page
@on_concern
def referral_receipt(request: MemberRequest, concern: Concern) -> HttpResponse:
    """The other side says that it has the matter."""
    referral = pending_referral(concern)
    may_watch(request.user, referral).require()
    if referral.received_on:
        raise StepRefused("Receipt is already recorded.")
    now = timezone.now()
    form = ReceiptForm(sent(request), in_time=partial(workflow.heard_in_time, referral), at=now)

    def take(known: dict[str, Any]) -> None:
        workflow.confirm_receipt(referral, by=request.user, at=now, **known)

    return step_page(
        request,
        concern,
        form,
        take,
        title="Confirm receipt",
        words=f"{referral.to_words} says that it has the matter.",
        button="Confirm receipt",
        done="Receipt of {number} is recorded.",
        subject="referral",
    )


@sent_once()
@form_page
@on_concern
def referral_check(request: MemberRequest, concern: Concern) -> HttpResponse:
    """How the referral stands, and with it the next day to ask."""
    referral = pending_referral(concern)
    may_watch(request.user, referral).require()
    form, now = _heard(request, referral, f"What does {referral.to_words} say?")

    def take(known: dict[str, Any]) -> None:
        said = {"found": known["note"], "happened": known["happened"]}
        workflow.record_check(referral, by=request.user, at=now, **said)

    return step_page(
        request,
        concern,
        form,
        take,
        title="Record the status",
        words="The next day to ask is set from today.",
        button="Record the status",
        done="The status of {number} is recorded.",
        subject="referral",
    )


@sent_once()
@form_page
@on_concern
def referral_outcome(request: MemberRequest, concern: Concern) -> HttpResponse:
    """What came of it; then the concern can be resolved."""
    referral = pending_referral(concern)
    may_watch(request.user, referral).require()
    form, now = _heard(request, referral, f"What did {referral.to_words} do?")

    def take(known: dict[str, Any]) -> None:
        said = {"outcome": known["note"], "happened": known["happened"]}
        workflow.record_outcome(referral, by=request.user, at=now, **said)

    return step_page(
        request,
        concern,
        form,
        take,
        title="Record the referral's outcome",
        words="The referral ends today. Then the concern can be resolved or assigned.",
        button="Record the outcome",
        done="The outcome for {number} is recorded. Resolve or assign it next.",
        subject="referral",
    )


@sent_once()
@form_page
@on_concern
def referral_takeback(request: MemberRequest, concern: Concern) -> HttpResponse:
    referral = pending_referral(concern)
    may_decide(request.user, concern).require()
    form = NoteForm(sent(request), label="Why is it taken back?")

    def take(known: dict[str, Any]) -> None:
        workflow.take_back(referral, by=request.user, at=timezone.now(), note=known["note"])

    return step_page(
        request,
        concern,
        form,
        take,
        title=f"Take back from {referral.to_words}",
        words=f"The referral ends, and {concern.owner.short_name} has the concern again.",
        button="Take the concern back",
        done="{number} is back with its owner.",
        subject="referral",
    )


@sent_once()
@form_page
@on_concern
def referral_hand_on(request: MemberRequest, concern: Concern) -> HttpResponse:
    """Somebody else asks how the referral stands from now on."""
    referral = pending_referral(concern)
    may_hand_watch(request.user, referral).require()
    form = HandWatchForm(sent(request), referral=referral, by=request.user)

    def take(known: dict[str, Any]) -> None:
        workflow.hand_on(referral, by=request.user, at=timezone.now(), **known)

    return step_page(
        request,
        concern,
        form,
        take,
        title="Have someone else ask after it",
        words=f"{referral.watched_by.short_name} asks {referral.to_words} how it stands."
        " The next day to ask stays.",
        button="Give it to them",
        done="Somebody else asks after {number}, and is told.",
        subject="referral",
    )


def _heard(request: MemberRequest, referral: Referral, label: str) -> tuple[NoteForm, datetime]:
    """What was heard of a referral, which can be written up later, and the moment it is written."""
    now = timezone.now()
    in_time = partial(workflow.heard_in_time, referral)
    return NoteForm(sent(request), label=label, in_time=in_time, at=now), now
