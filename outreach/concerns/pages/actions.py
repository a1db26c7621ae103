"""Recommending an action, and recording how it goes (K-IV.R, N-IV.A.3-4, C-3)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from outreach.concerns.forms.actions import ActionForm, HandActionForm, ProgressForm
from outreach.concerns.pages.finding import on_concern
from outreach.concerns.pages.steps import sent, step_page
from outreach.concerns.permissions import may_hand_action, may_recommend, may_record_progress
from outreach.concerns.workflows import actions as workflow
from outreach.models import Action, Concern
from pages.requests import MemberRequest
from pages.responses import form_page
from pages.sent_once import sent_once
from policies.current import today
from records.history import StepRefused
from records.wording import day_words


@sent_once()
@form_page
@on_concern
def concern_action(request: MemberRequest, concern: Concern) -> HttpResponse:
    may_recommend(request.user, concern).require()
    form = ActionForm(sent(request), concern=concern, by=request.user, today=today())

    def take(known: dict[str, Any]) -> None:
        workflow.recommend(concern, by=request.user, at=timezone.now(), **known)

    return step_page(
        request,
        concern,
        form,
        take,
        title="Recommend an action",
        words="Whoever does it is told, and sees it on the desk until it is done.",
        button="Recommend the action",
        done="The action on {number} is recommended.",
        subject="actions",
    )


@sent_once()
@form_page
@on_concern
def action_progress(request: MemberRequest, concern: Concern, pk: int) -> HttpResponse:
    action = _open_action(request, concern, pk)
    may_record_progress(request.user, action).require()
    now = timezone.now()
    form = ProgressForm(sent(request), action=action, at=now)

    def take(known: dict[str, Any]) -> None:
        workflow.record_progress(action, by=request.user, at=now, **known)

    return step_page(
        request,
        concern,
        form,
        take,
        title="Record progress",
        words=f"On “{action.what}”. Progress is kept as it is written.",
        button="Record the progress",
        done="The progress on {number} is recorded.",
        subject="actions",
    )


@sent_once()
@form_page
@on_concern
def action_hand_on(request: MemberRequest, concern: Concern, pk: int) -> HttpResponse:
    """An open action goes to somebody else, who is told why by the page of the concern."""
    action = _open_action(request, concern, pk)
    may_hand_action(request.user, action).require()
    form = HandActionForm(sent(request), action=action, by=request.user, today=today())

    def take(known: dict[str, Any]) -> None:
        workflow.hand_on(action, by=request.user, at=timezone.now(), **known)

    return step_page(
        request,
        concern,
        form,
        take,
        title="Give the action to someone else",
        words=f"“{action.what}” is with {action.owner.short_name}. Both are told.",
        button="Give it to them",
        done="The action on {number} has another owner.",
        subject="actions",
    )


def _open_action(request: MemberRequest, concern: Concern, pk: int) -> Action:
    """The action of the address, or 404. Raises StepRefused once it has ended."""
    seen = Action.objects.visible_to(request.user).select_related("concern", "owner")
    action = get_object_or_404(seen, pk=pk, concern=concern)
    if action.ended_on:
        raise StepRefused(f"This action has ended on {day_words(action.ended_on)}.")
    return action
