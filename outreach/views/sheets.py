"""The intake sheet as a PDF (A-3.A)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from documents.pdf import PdfRefused
from outreach.models import Concern
from outreach.sheets import intake_sheet
from outreach.views.finding import on_concern
from personnel.requests import MemberRequest


@require_safe
@on_concern
def concern_sheet(request: MemberRequest, concern: Concern) -> HttpResponse:
    try:
        pdf = intake_sheet(concern)
    except PdfRefused as refusal:
        messages.error(request, f"The intake sheet was not made. {refusal.reason}")
        return redirect(concern)
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{concern.number}.pdf"'},
    )
