"""A number that is proposed: looked at, and decided by command."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from pages.forms.reasons import ReasonForm
from pages.requests import MemberRequest
from personnel.overdue import lapses_on
from policies.current import policy, today
from policies.models import NumberProposal
from policies.permissions import (
    may_approve_number,
    may_change_settings,
    may_withdraw_number,
)
from policies.reading import UNITS
from policies.workflows import settings as workflow
from records.wording import day_words

asked_first = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def number_proposal(request: MemberRequest, pk: int) -> HttpResponse:
    proposal, by = _found(request, pk), request.user
    context = {
        "proposal": proposal,
        "facts": _facts(proposal),
        "summary": workflow.summary(proposal),
        "is_open": proposal.status == NumberProposal.Status.PROPOSED,
        "today": today(),
        "may_approve": may_approve_number(by, proposal),
        "may_withdraw": may_withdraw_number(by, proposal),
    }
    return render(request, "policies/number_proposal.html", context)


@asked_first
def number_approve(request: MemberRequest, pk: int) -> HttpResponse:
    proposal = _found(request, pk)
    may_approve_number(request.user, proposal).require()
    workflow.refuse_if_overtaken(proposal)
    if request.method == "POST":
        workflow.approve(proposal, by=request.user, at=timezone.now())
        messages.success(request, "It is approved and counts from now on.")
        return redirect(proposal)
    words = "It counts for what comes from now on: days already set stay as they are."
    return _asked(request, proposal, title="Approve this number?", words=words, label="Approve")


@asked_first
def number_refuse(request: MemberRequest, pk: int) -> HttpResponse:
    proposal = _found(request, pk)
    may_approve_number(request.user, proposal).require()
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["note"]
        workflow.refuse(proposal, by=request.user, at=timezone.now(), note=note)
        messages.success(request, "It is refused. Whoever proposed it is told why.")
        return redirect(proposal)
    return _asked(
        request,
        proposal,
        title="Refuse this number?",
        words="The number stays as it is. Your reason is told to whoever proposed it.",
        label="Refuse",
        danger=True,
        **form.as_asked,
    )


@asked_first
def number_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    proposal = _found(request, pk)
    may_withdraw_number(request.user, proposal).require()
    if request.method == "POST":
        workflow.withdraw(proposal, by=request.user, at=timezone.now())
        messages.success(request, "It is withdrawn. The number stays as it is.")
        return redirect(proposal)
    words = "The number stays as it is. Those it waited for are told."
    return _asked(request, proposal, title="Withdraw this?", words=words, label="Withdraw")


def _found(request: MemberRequest, pk: int) -> NumberProposal:
    may_change_settings(request.user).require()
    among = NumberProposal.objects.select_related("proposed_by", "decided_by")
    return get_object_or_404(among, pk=pk)


def _asked(request: MemberRequest, proposal: NumberProposal, **said: Any) -> HttpResponse:
    status = 422 if said.get("note_error") else 200
    context = {"proposal": proposal, "facts": _facts(proposal), **said}
    return render(request, "policies/number_confirm.html", context, status=status)


def _facts(proposal: NumberProposal) -> list[tuple[str, Any]]:
    entry = policy().settings.get(proposal.key)
    unit = UNITS[entry.unit] if entry else ""
    is_open = proposal.status == NumberProposal.Status.PROPOSED
    waits = ", ".join(member.short_name for member in workflow.deciders_of(proposal))
    return [
        ("What", entry.what if entry else proposal.key),
        ("Before", f"{proposal.before:,} {unit}"),
        ("Proposed", f"{proposal.value:,} {unit}"),
        ("Proposed by", proposal.proposed_by),
        ("Waits for", (waits or "Nobody of command who may approve it serves") if is_open else ""),
        ("Lapses", day_words(lapses_on(proposal.decide_by)) if is_open else ""),
        ("Decided by", proposal.decided_by),
        ("Because", proposal.note),
    ]
