"""After something was proposed for an account."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from pages.requests import MemberRequest
from personnel.models import AccountProposal


def to_proposal(
    request: MemberRequest, proposal: AccountProposal, reason: str = ""
) -> HttpResponse:
    """Say that it waits, and go to its page; `reason` says why one person was not enough."""
    said = f"{reason} It is proposed, and comes true when it is approved.".strip()
    messages.success(request, said)
    return redirect(proposal)
