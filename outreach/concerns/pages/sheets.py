"""The intake sheet as a PDF (A-3.A): made by a job, shown when it is made."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from jobs.papers import Wanted, shown
from outreach.concerns.pages.finding import on_concern
from outreach.concerns.sheets import SHEET_TASK, made_from
from outreach.models import Concern
from pages.requests import MemberRequest


@require_safe
@on_concern
def concern_sheet(request: MemberRequest, concern: Concern) -> HttpResponse:
    wanted = Wanted(
        SHEET_TASK,
        concern.pk,
        made_from(concern),
        subject="Intake sheet",  # no number: a restricted concern does not exist for most leaders
        file_name=f"{concern.number}.pdf",
        back_url=concern.get_absolute_url(),
    )
    return shown(request, wanted)
