"""The records behind “Ready for the next report?”: what that report would count as missing."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desk.readiness import LISTED, next_report, readiness
from pages.requests import MemberRequest
from policies.current import policy, today

PAGE = 25


@require_safe
def ready(request: MemberRequest, key: str) -> HttpResponse:
    """For leaders, whose desk counts it."""
    member, day = request.user, today()
    if not member.leads:
        raise PermissionDenied("Only those who lead look after a report's records.")
    if key not in LISTED:
        raise Http404("Nothing is counted under this name.")
    report = next_report(policy(day), day)
    counted = {one.key: one for one in readiness(member, report.period, day)}
    missing, row = LISTED[key]
    page = Paginator(missing(member, report.period, day), PAGE).get_page(request.GET.get("page"))
    context = {
        "ready": counted[key],
        "report": report,
        "page_obj": page,
        "rows": [row(one) for one in page],
        "today": day,
    }
    return render(request, "desk/ready.html", context)
