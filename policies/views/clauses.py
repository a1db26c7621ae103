"""The written policy, clause by clause, for every member (K-IV.J-K, N-V)."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from pages.requests import MemberRequest
from policies.current import pack_of, policy, today, version_on
from policies.permissions import may_change_settings
from policies.reading import clause_pages, duty_lines, setting_lines


@require_safe
def policy_read(request: MemberRequest) -> HttpResponse:
    version = version_on(today())
    pack = pack_of(version)
    return render(
        request,
        "policies/policy_read.html",
        {
            "pack": pack,
            "version": version,
            "clauses": clause_pages(pack),
            "duties": duty_lines(pack),
            "settings": setting_lines(pack),
            "may_change": may_change_settings(request.user),
            "may_open": request.user.may_read_content,
        },
    )


@require_safe
def clause_detail(request: MemberRequest, ref: str) -> HttpResponse:
    """A clause has its place on the policy page; this address leads there and keeps links short."""
    if ref not in {clause.ref for clause in policy().clauses}:
        raise Http404(f"The policy in force has no clause {ref}.")
    return redirect(f"{reverse('policies:policy')}#{ref}")
