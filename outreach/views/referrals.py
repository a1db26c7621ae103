"""Referring a concern, and following what was referred (A-1.A.6-7, K-IV.L)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from outreach.forms.referrals import ReceiptForm, ReferForm
from outreach.forms.steps import NoteForm
from outreach.gate import STEP_OF, check_possible
from outreach.models import Concern
from outreach.permissions import may_decide, may_watch
from outreach.views.finding import form_page, on_concern, pending_referral
from outreach.views.steps import sent, step_page
from outreach.workflows import referrals as workflow
from personnel.history import StepRefused
from personnel.requests import MemberRequest
from personnel.sent_once import sent_once


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
    form = ReceiptForm(sent(request))

    def take(known: dict[str, Any]) -> None:
        workflow.confirm_receipt(referral, by=request.user, at=timezone.now(), **known)

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
    form = NoteForm(sent(request), label=f"What does {referral.to_words} say?")

    def take(known: dict[str, Any]) -> None:
        workflow.record_check(referral, by=request.user, at=timezone.now(), found=known["note"])

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
    form = NoteForm(sent(request), label=f"What did {referral.to_words} do?")

    def take(known: dict[str, Any]) -> None:
        workflow.record_outcome(referral, by=request.user, at=timezone.now(), outcome=known["note"])

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
