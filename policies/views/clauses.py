"""The written policy, clause by clause, for every member (K-IV.J-K, N-V)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from policies.current import policy, today, version_on
from policies.reading import clause_pages, duty_lines, setting_lines


def policy_read(request: HttpRequest) -> HttpResponse:
    pack, day = policy(), today()
    return render(
        request,
        "policies/policy_read.html",
        {
            "pack": pack,
            "version": version_on(day),
            "clauses": clause_pages(pack),
            "duties": duty_lines(pack),
            "settings": setting_lines(pack),
        },
    )


def clause_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """A clause has its place on the policy page; this address leads there and keeps links short."""
    if ref not in {clause.ref for clause in policy().clauses}:
        raise Http404(f"The policy in force has no clause {ref}.")
    return redirect(f"{reverse('policies:policy')}#{ref}")
