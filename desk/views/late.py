"""All that is late with others: what the card on a leader's desk is the beginning of."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desk.missing import missing_on
from pages.requests import MemberRequest
from personnel.roles import Role
from policies.current import today

PAGE = 25


@require_safe
def late(request: MemberRequest) -> HttpResponse:
    """For those whose desk counts it: leaders and the accreditation manager."""
    member, day = request.user, today()
    if not (member.leads or member.role == Role.ACCREDITATION_MANAGER):
        raise PermissionDenied("Your desk shows what is late with you.")
    pages = Paginator(missing_on(day, member), PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {"page_obj": page, "missing": [(one, one.late_by(day)) for one in page]}
    return render(request, "desk/late.html", context)
