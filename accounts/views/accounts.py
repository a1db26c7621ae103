"""Closing an account, opening it again, and a new link: each asks before it is done.

What lets somebody in is proposed, and asks the administrator once more who is there.
"""

from __future__ import annotations

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.links import hours_of_a_link
from accounts.permissions import approvers_words, may_disable, may_keep_accounts, may_renew_link
from accounts.views.proposing import to_proposal
from accounts.workflows import members as workflow
from accounts.workflows import proposals
from pages.requests import MemberRequest
from personnel.models import Member
from records.history import StepRefused

asked_first = require_http_methods(["GET", "HEAD", "POST"])


@asked_first
def member_disable(request: MemberRequest, pk: int) -> HttpResponse:
    member = get_object_or_404(Member, pk=pk)
    may_disable(request.user, member).require()
    if not member.is_active:
        raise StepRefused("This account is closed already.")
    if request.method == "POST":
        workflow.disable(member, by=request.user, at=timezone.now())
        messages.success(request, f"{member.full_name} cannot sign in any more.")
        return redirect("personnel:member", pk)
    words = (
        f"{member.short_name} is signed out at once and cannot sign in again. What they recorded "
        f"stays, and so does what is assigned to them: their supervisor gives it to someone else. "
        f"{_posts(member)}"
    )
    return _asked(request, member, "Close this account?", words, "Close the account", danger=True)


@asked_first
def member_enable(request: MemberRequest, pk: int) -> HttpResponse:
    member = get_object_or_404(Member, pk=pk)
    may_keep_accounts(request.user).require()
    if member.is_active:
        raise StepRefused("This account is open.")
    raise_if_reauthentication_required(request, app="personnel")
    if request.method == "POST":
        return to_proposal(request, proposals.enable(member, by=request.user, at=timezone.now()))
    words = (
        f"{member.short_name} serves as {member.get_role_display().lower()} again once this is "
        f"approved by {approvers_words(member.role)}. Then a link goes to {member.email}, with "
        "which they set a new password."
    )
    return _asked(request, member, "Propose to open this account again?", words, "Propose it")


@asked_first
def member_link(request: MemberRequest, pk: int) -> HttpResponse:
    member = get_object_or_404(Member, pk=pk)
    may_renew_link(request.user, member).require()
    if not member.is_active:
        raise StepRefused("This account is closed. Open it again first.")
    raise_if_reauthentication_required(request, app="personnel")
    if request.method == "POST":
        return to_proposal(
            request, proposals.renew_link(member, by=request.user, at=timezone.now())
        )
    words = (
        f"Whoever holds it signs in as {member.short_name}, so it is approved by "
        f"{approvers_words(member.role)}. It works once, within {hours_of_a_link()} hours, and goes "
        f"to {member.email}. Links made before stop working then"
    )
    words += ", and the password and every session end." if member.has_usable_password() else "."
    return _asked(request, member, "Propose a new link?", words, "Propose it")


def _posts(member: Member) -> str:
    """What the divisions that name `member` are left without."""
    named = [*member.supervises.all(), *member.commands.all()]
    if not named:
        return ""
    divisions = " and ".join(sorted({division.name for division in named}))
    return f"{divisions} is left without {member.short_name}: name someone else there."


def _asked(
    request: MemberRequest,
    member: Member,
    title: str,
    words: str,
    label: str,
    *,
    danger: bool = False,
) -> HttpResponse:
    context = {"member": member, "title": title, "words": words, "label": label, "danger": danger}
    return render(request, "accounts/member_confirm.html", context)
