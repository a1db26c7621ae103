"""The members of the department: list, account, new, edit. No page here shows what they recorded."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.members import TAKEN, MemberFilter, MemberForm
from accounts.particulars import AddressTaken
from accounts.permissions import (
    may_change_alone,
    may_disable,
    may_help_in,
    may_keep_accounts,
    may_read_accounts,
    may_renew_link,
)
from accounts.second_factor import factor_words
from accounts.sign_in_limits import has_failed_tries
from accounts.views.proposing import to_proposal
from accounts.workflows import members as workflow
from accounts.workflows import proposals
from pages.forms.fields import last_name_first
from pages.requests import MemberRequest
from pages.sent_once import sent_once
from personnel.models import AccountProposal, LinkedSignIn, Member
from records.wording import day_words

PAGE = 25
# The two views of the list, by `is_active`.
VIEWS = {"serving": True, "left": False}


@require_safe
def members(request: MemberRequest) -> HttpResponse:
    may_read_accounts(request.user).require()
    view = request.GET.get("view", "serving")
    view = view if view in VIEWS else "serving"
    among = Member.objects.filter(is_active=VIEWS[view]).select_related("division")
    narrowed = MemberFilter(request.GET)
    page = Paginator(sorted(narrowed.narrow(among), key=last_name_first), PAGE).get_page(
        request.GET.get("page")
    )
    serving = Count("pk", filter=Q(is_active=True))
    count = Member.objects.aggregate(serving=serving, all=Count("pk"))
    return render(
        request,
        "accounts/member_list.html",
        {
            "filter": narrowed,
            "view": view,
            "page_obj": page,
            "rows": [(one, standing(one)) for one in page],
            "serving": count["serving"],
            "left": count["all"] - count["serving"],
            "proposed": AccountProposal.objects.visible_to(request.user).open().count(),
            "may_keep": may_keep_accounts(request.user),
        },
    )


@never_cache
@require_safe
def member(request: MemberRequest, pk: int) -> HttpResponse:
    may_read_accounts(request.user).require()
    seen = get_object_or_404(Member.objects.select_related("division"), pk=pk)
    by = request.user
    return render(
        request,
        "accounts/member_detail.html",
        {
            "member": seen,
            "facts": _facts(seen),
            "standing": standing(seen),
            "proposal": AccountProposal.objects.visible_to(by).open().filter(member=seen).first(),
            "may_keep": may_keep_accounts(by),
            "may_disable": may_disable(by, seen),
            "may_renew": may_renew_link(by, seen),
            "may_help_in": may_help_in(by, seen),
            "has_factor": Authenticator.objects.filter(user_id=seen.pk).exists(),
            "has_failed_tries": has_failed_tries(seen, timezone.now()),
        },
    )


def _facts(seen: Member) -> list[tuple[str, Any]]:
    signed_in = day_words(seen.last_login) if seen.last_login else "Not yet"
    return [
        ("Name", seen.name),
        ("Rank", seen.rank),
        ("Email address", seen.email),
        ("Role", seen.get_role_display()),
        ("Division", seen.division),
        ("Supervises", _named(seen.supervises.all())),
        ("Commands", _named(seen.commands.all())),
        ("Second factor", " and ".join(factor_words(seen)) or "None yet"),
        ("Linked sign-in", _linked(seen)),
        ("Last signed in", signed_in),
    ]


def _linked(seen: Member) -> str:
    """Only where the department has a provider."""
    if not settings.OIDC_SERVER_URL:
        return ""
    linked = LinkedSignIn.objects.filter(member=seen).first()
    if linked is None:
        return "None"
    return f"Since {day_words(linked.linked_at)}" if linked.linked_at else "Link handed over"


def _named(divisions: Any) -> str:
    return ", ".join(division.name for division in divisions)


def standing(seen: Member) -> str:
    """The status key of an account: closed, invited (a link is not used yet) or active."""
    if not seen.is_active:
        return "closed"
    return "active" if seen.has_usable_password() else "invited"


@sent_once()
@require_http_methods(["GET", "HEAD", "POST"])
def member_new(request: MemberRequest) -> HttpResponse:
    may_keep_accounts(request.user).require()
    raise_if_reauthentication_required(request, app="personnel")
    form = MemberForm(request.POST or None)
    if form.is_valid():
        try:
            proposed = proposals.add(form.particulars, by=request.user, at=timezone.now())
        except AddressTaken:
            form.add_error("email", TAKEN)
        else:
            return to_proposal(request, proposed)
    return _form_page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def member_edit(request: MemberRequest, pk: int) -> HttpResponse:
    may_keep_accounts(request.user).require()
    seen = get_object_or_404(Member, pk=pk)
    raise_if_reauthentication_required(request, app="personnel")
    form = MemberForm(request.POST or None, member=seen, own=pk == request.user.pk)
    if form.is_valid():
        try:
            return _saved(request, seen, form)
        except AddressTaken:
            form.add_error("email", TAKEN)
    return _form_page(request, form, seen)


def _saved(request: MemberRequest, seen: Member, form: MemberForm) -> HttpResponse:
    """Save what one person may change; propose the rest as a whole."""
    by, now, wanted = request.user, timezone.now(), form.particulars
    alone = may_change_alone(
        by, seen, email=wanted.email, role=wanted.role, division=wanted.division
    )
    if alone:
        workflow.change(seen, wanted, by=by, at=now)
        messages.success(request, "The changes are saved.")
        return redirect("personnel:member", seen.pk)
    proposed = proposals.change(seen, wanted, by=by, at=now)
    return to_proposal(request, proposed, alone.reason)


def _form_page(request: MemberRequest, form: MemberForm, seen: Member | None) -> HttpResponse:
    context = {
        "form": form,
        "member": seen,
        "called": form.initial.get("name", ""),
    }
    status = 422 if form.errors else 200
    return render(request, "accounts/member_form.html", context, status=status)
