"""Giving a concern to somebody: each a page that says what will happen, and does it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from outreach.forms.steps import AssignForm, ReviewAssignForm
from outreach.gate import STEP_OF, check_possible
from outreach.models import Concern
from outreach.permissions import may_give_on
from outreach.views.finding import form_page, on_concern
from outreach.views.steps import sent, step_page
from outreach.workflows import concerns as workflow
from personnel.history import StepRefused
from personnel.requests import MemberRequest
from personnel.sent_once import sent_once


@sent_once()
@form_page
@on_concern
def concern_assign(request: MemberRequest, concern: Concern) -> HttpResponse:
    STEP_OF["assign"].may(request.user, concern).require()
    check_possible(STEP_OF["assign"], concern)
    form = AssignForm(sent(request), concern=concern, by=request.user)

    def take(known: dict[str, Any]) -> None:
        workflow.assign(concern, by=request.user, at=timezone.now(), **known)

    return step_page(
        request,
        concern,
        form,
        take,
        title="Assign",
        words="Whoever takes it owns it from now on and is told at once.",
        button="Assign the concern",
        done="{number} is assigned.",
        subject="steps",
    )


@sent_once()
@form_page
@on_concern
def concern_review_assign(request: MemberRequest, concern: Concern) -> HttpResponse:
    """Both steps of the supervisor who knows at once who should have it."""
    STEP_OF["review-assign"].may(request.user, concern).require()
    check_possible(STEP_OF["review-assign"], concern)
    form = ReviewAssignForm(sent(request), concern=concern, by=request.user)

    def take(known: dict[str, Any]) -> None:
        workflow.review_and_assign(concern, by=request.user, at=timezone.now(), **known)

    return step_page(
        request,
        concern,
        form,
        take,
        title="Review and assign",
        words="You take it up. Whoever you choose owns it from now on and is told at once.",
        button="Review and assign",
        done="{number} is reviewed and assigned.",
        subject="steps",
    )


@sent_once()
@form_page
@on_concern
def concern_give_on(request: MemberRequest, concern: Concern) -> HttpResponse:
    """To somebody else, while it waits for a review or for another agency."""
    may_give_on(request.user, concern).require()
    if concern.status not in workflow.GIVEN_ON:
        check_possible(STEP_OF["assign"], concern)
        raise StepRefused("Assign it: nothing waits for a review or an outcome.")
    form = AssignForm(sent(request), concern=concern, by=request.user)

    def take(known: dict[str, Any]) -> None:
        workflow.give_on(concern, by=request.user, at=timezone.now(), **known)

    return step_page(
        request,
        concern,
        form,
        take,
        title="Give it to someone else",
        words="Whoever takes it owns it from now on. What it waits for stays as it is.",
        button="Give it to them",
        done="{number} has another owner, who is told.",
        subject="steps",
    )
