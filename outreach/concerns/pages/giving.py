"""Giving a concern to somebody: one page, whether it is assigned or goes on while it waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from outreach.concerns.forms.steps import AssignForm, ReviewAssignForm
from outreach.concerns.gate import STEP_OF, check_possible
from outreach.concerns.pages.finding import on_concern
from outreach.concerns.pages.steps import sent, step_page
from outreach.concerns.permissions import may_give_on
from outreach.concerns.workflows import concerns as workflow
from outreach.models import Concern
from pages.requests import MemberRequest
from pages.responses import form_page
from pages.sent_once import sent_once
from personnel.models import Member
from records.history import StepRefused


@dataclass(frozen=True)
class GivingPage:
    """One way to give a concern to somebody: its words, and the workflow that takes it."""

    title: str
    words: str
    button: str
    done: str
    take: Callable[..., object]
    form: type[AssignForm] = AssignForm


GIVING = {
    "assign": GivingPage(
        "Assign",
        "Whoever takes it owns it from now on and is told at once.",
        "Assign the concern",
        "{number} is assigned.",
        workflow.assign,
    ),
    # Both steps of the supervisor who knows at once who should have it.
    "review-assign": GivingPage(
        "Review and assign",
        "You take it up. Whoever you choose owns it from now on and is told at once.",
        "Review and assign",
        "{number} is reviewed and assigned.",
        workflow.review_and_assign,
        ReviewAssignForm,
    ),
    "give-on": GivingPage(
        "Give it to someone else",
        "Whoever takes it owns it from now on. What it waits for stays as it is.",
        "Give it to them",
        "{number} has another owner, who is told.",
        workflow.give_on,
    ),
}


@sent_once()
@form_page
@on_concern
def concern_giving(request: MemberRequest, concern: Concern, way: str) -> HttpResponse:
    """Assign it, review and assign it at once, or give it on while it waits for somebody else."""
    page = GIVING[way]
    _check(way, request.user, concern)
    form = page.form(sent(request), concern=concern, by=request.user)

    def take(known: dict[str, Any]) -> None:
        page.take(concern, by=request.user, at=timezone.now(), **known)

    return step_page(
        request,
        concern,
        form,
        take,
        title=page.title,
        words=page.words,
        button=page.button,
        done=page.done,
        subject="steps",
    )


def _check(way: str, member: Member, concern: Concern) -> None:
    """Raises PermissionDenied for who may not, and StepRefused where the record does not allow it."""
    if way != "give-on":
        STEP_OF[way].may(member, concern).require()
        check_possible(STEP_OF[way], concern)
        return
    may_give_on(member, concern).require()
    if concern.status not in workflow.GIVEN_ON:
        check_possible(STEP_OF["assign"], concern)
        raise StepRefused("Assign it: nothing waits for a review or an outcome.")
