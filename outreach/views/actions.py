"""Recommending an action, and recording how it goes (K-IV.R, N-IV.A.3-4, C-3)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from outreach.forms.actions import ActionForm, ProgressForm
from outreach.models import Action, Concern
from outreach.permissions import may_recommend, may_record_progress
from outreach.views.finding import form_page, on_concern
from outreach.views.steps import sent, step_page
from outreach.workflows import actions as workflow
from personnel.history import StepRefused
from personnel.requests import MemberRequest
from personnel.sent_once import sent_once
from personnel.wording import day_words
from policies.current import today


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
    seen = Action.objects.visible_to(request.user).select_related("concern")
    action = get_object_or_404(seen, pk=pk, concern=concern)
    if action.ended_on:
        raise StepRefused(f"This action has ended on {day_words(action.ended_on)}.")
    may_record_progress(request.user, action).require()
    form = ProgressForm(sent(request), action=action)

    def take(known: dict[str, Any]) -> None:
        workflow.record_progress(action, by=request.user, at=timezone.now(), **known)

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
