"""An administrator helps somebody in: a lost factor, too many tries, a linked sign-in."""

from __future__ import annotations

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.permissions import approvers_words, may_help_in
from accounts.views.proposing import to_proposal
from accounts.workflows import proposals
from accounts.workflows import signing_in as workflow
from pages.forms.reasons import ReasonForm
from pages.requests import MemberRequest
from personnel.models import LinkedSignIn, Member

asked_first = require_http_methods(["GET", "HEAD", "POST"])


@asked_first
def member_factor_reset(request: MemberRequest, pk: int) -> HttpResponse:
    member = get_object_or_404(Member, pk=pk)
    may_help_in(request.user, member).require()
    workflow.refuse_without_factor(member)
    raise_if_reauthentication_required(request, app="personnel")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["note"]
        proposed = proposals.reset_factor(member, reason=reason, by=request.user, at=timezone.now())
        return to_proposal(request, proposed)
    words = (
        f"Make sure that it is {member.short_name} who asks: face to face, or by a number you know. "
        f"It is approved by {approvers_words(member.role)}. {member.short_name} is then signed out "
        "everywhere; until a new factor is set up the password alone signs in. It is told to "
        f"{member.short_name} and command, with your reason."
    )
    return _asked(
        request,
        member,
        title="Propose to take away the second factor?",
        words=words,
        label="Propose it",
        danger=True,
        **form.as_asked,
    )


@asked_first
def member_unlock(request: MemberRequest, pk: int) -> HttpResponse:
    member = get_object_or_404(Member, pk=pk)
    may_help_in(request.user, member).require()
    if request.method == "POST":
        workflow.unlock(member, by=request.user, at=timezone.now())
        messages.success(request, f"{member.full_name} can try again.")
        return redirect("personnel:member", pk)
    workflow.refuse_unless_held_back(member, timezone.now())
    words = (
        "Somebody tried to sign in too often, perhaps not its member. The tries are forgotten, and "
        "new ones are counted from the beginning."
    )
    return _asked(request, member, title="Unlock this account?", words=words, label="Unlock")


@asked_first
def member_sign_out(request: MemberRequest, pk: int) -> HttpResponse:
    member = get_object_or_404(Member, pk=pk)
    may_help_in(request.user, member).require()
    if request.method == "POST":
        workflow.sign_out(member, by=request.user, at=timezone.now())
        messages.success(request, f"{member.full_name} is signed out everywhere.")
        return redirect("personnel:member", pk)
    words = (
        f"{member.short_name} is signed out everywhere at once, on a stolen phone too, and signs in "
        "again with password and second factor. Both stay as they are."
    )
    return _asked(
        request, member, title="End all sessions?", words=words, label="End them", danger=True
    )


@asked_first
def member_single_sign_on(request: MemberRequest, pk: int) -> HttpResponse:
    """Open a link, or end the one there is."""
    if not settings.OIDC_SERVER_URL:
        raise Http404("No provider is set up.")
    member = get_object_or_404(Member, pk=pk)
    may_help_in(request.user, member).require()
    raise_if_reauthentication_required(request, app="personnel")
    linked = LinkedSignIn.objects.made().filter(member=member).exists()
    if request.method == "POST" and linked:
        workflow.unlink(member, by=request.user, at=timezone.now())
        messages.success(request, "The linked sign-in has ended.")
        return redirect("personnel:member", pk)
    if request.method == "POST":
        proposed = proposals.open_link(member, by=request.user, at=timezone.now())
        return to_proposal(request, proposed)
    if linked:
        words = f"{member.short_name} is signed out and signs in with the password again."
        title, label = "End the linked sign-in?", "End it"
    else:
        words = (
            f"Whoever opens the link and signs in with {settings.OIDC_NAME} is {member.short_name} "
            f"from then on, so it is approved by {approvers_words(member.role)}. Then it goes to "
            f"{member.email} and works once, within 72 hours."
        )
        title, label = "Propose a link for a sign-in?", "Propose it"
    return _asked(request, member, title=title, words=words, label=label, danger=linked)


def _asked(request: MemberRequest, member: Member, **said: object) -> HttpResponse:
    status = 422 if said.get("note_error") else 200
    context = {"member": member, **said}
    return render(request, "accounts/member_confirm.html", context, status=status)
