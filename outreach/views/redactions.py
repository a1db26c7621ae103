"""The page on which a supervisor takes words out of a concern."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from outreach.forms.redactions import RedactForm
from outreach.models import Concern
from outreach.permissions import may_redact
from outreach.views.finding import form_page, on_concern
from outreach.views.steps import sent, step_page
from outreach.workflows import redactions
from personnel.requests import MemberRequest
from personnel.sent_once import sent_once

WORDS = (
    "The words go from this record, its history, its sheet, its presentation's brief report, and "
    "from drafts and reports that are not issued. They can't be brought back. What stays is that "
    "you did it, when, why, and what kind of words it was."
)


@sent_once()
@form_page
@on_concern
def concern_redact(request: MemberRequest, concern: Concern) -> HttpResponse:
    may_redact(request.user, concern).require()
    form = RedactForm(sent(request))

    def take(known: dict[str, Any]) -> None:
        redactions.redact(concern, by=request.user, at=timezone.now(), **known)

    return step_page(
        request,
        concern,
        form,
        take,
        title="Redact words",
        words=WORDS,
        button="Take the words out",
        done="The words are taken out of {number}.",
        subject="intake",
    )
