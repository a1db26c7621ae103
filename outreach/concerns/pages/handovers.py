"""A concern about the chief leaves the department: its printed sheet, and the receipt."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from jobs.papers import Wanted, kept, shown
from outreach.apart import note_under
from outreach.concerns.forms.handovers import HandoverForm
from outreach.concerns.sheets import HANDOVER_TASK, handover_made_from
from outreach.concerns.workflows import handovers as workflow
from outreach.models import Concern
from pages.requests import MemberRequest
from pages.responses import form_page
from records.history import StepRefused


@form_page
def concern_handover(request: MemberRequest, number: str) -> HttpResponse:
    """Print the sheet, hand it over, record the receipt. It shows nothing of what was said."""
    concern = _found(request, number)
    form = HandoverForm(request.POST or None, initial={"on": timezone.localdate()})
    if form.is_valid():
        try:
            workflow.hand_over(concern, by=request.user, at=timezone.now(), **form.cleaned_data)
        except StepRefused as refusal:
            form.add_error("on", str(refusal))
        else:
            messages.success(request, f"The receipt for {number} is recorded. It is with them now.")
            return redirect("desk:home")
    context = {"concern": concern, "form": form, "to": workflow.goes_to()}
    status = 422 if form.errors else 200
    return render(request, "outreach/concerns/handover.html", context, status=status)


@require_safe
def concern_handover_sheet(request: MemberRequest, number: str) -> HttpResponse:
    concern = _found(request, number)
    wanted = Wanted(
        HANDOVER_TASK,
        concern.pk,
        handover_made_from(concern, to=workflow.goes_to()),
        subject="Sheet to hand over",
        file_name=f"{number}.pdf",
        back_url=reverse("outreach:concern-handover", args=[number]),
    )
    if request.method == "GET" and kept(wanted):
        workflow.print_sheet(concern, by=request.user)
    return shown(request, wanted)


def _found(request: MemberRequest, number: str) -> Concern:
    """What this member takes out of the house; 404 for everybody else, whatever there is."""
    waiting = Concern.objects.to_hand_over_by(request.user).select_related("officer", "owner")
    concern = get_object_or_404(waiting, number=number)
    note_under(concern)
    return concern
