"""The links sent to a new address and to the one before it; whoever opens them needs no sign-in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.workflows import addresses as workflow
from personnel.models import AddressChange
from records.history import StepRefused

asked_first = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@never_cache
@asked_first
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    change, at = _found(confirms=workflow.digest_of(token)), timezone.now()
    done = over = ""
    if request.method == "POST":
        try:
            workflow.confirm(change, at=at)
            done = "This is your address in Liaison from now on. You sign in with it."
        except StepRefused as refusal:
            over = str(refusal)
    elif not change.is_open_at(at):
        over = workflow.OVER
    return _page(
        request,
        title="Confirm this address",
        words="From then on you sign in to Liaison with the address this link was sent to.",
        label="This is my address",
        done=done,
        over=over,
    )


@login_not_required
@never_cache
@asked_first
def object_to(request: HttpRequest, token: str) -> HttpResponse:
    change, at = _found(objects_to_it=workflow.digest_of(token)), timezone.now()
    done = over = ""
    if request.method == "POST":
        try:
            stopped = workflow.object_to(change, at=at)
            done = "The change is stopped. " if stopped else ""
            done += "Command and the administrators are told."
        except StepRefused as refusal:
            over = str(refusal)
    elif not change.takes_objections_at(at):
        over = workflow.OVER
    return _page(
        request,
        title="You did not ask for another address?",
        words="Say so here. A change that is not in force yet is stopped. Command and the "
        "administrators are told at once either way.",
        label="I did not ask for this",
        done=done,
        over=over,
    )


def _found(**digest: str) -> AddressChange:
    found = AddressChange.objects.select_related("member", "proposal").filter(**digest).first()
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, **said: str) -> HttpResponse:
    status = 409 if said["over"] else 200
    return render(request, "account/address.html", said, status=status)
