"""The catalogue of programs, and its file (K-IV.E.3, P-IV.A)."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from documents.tables import csv_bytes
from pages.requests import MemberRequest
from policies.clauses import first_link
from policies.current import department, policy, today
from policies.periods import Period
from programs.catalogue.forms.programs import ProgramFilter
from programs.catalogue.gate import PROGRAMS
from programs.catalogue.listing import EXPORTED, decision_words, exported, with_counts
from programs.catalogue.permissions import may_export_programs, may_propose
from programs.models import Program

PAGE = 25


@require_safe
def program_list(request: MemberRequest) -> HttpResponse:
    member, year = request.user, year_of(today())
    seen = Program.objects.visible_to(member)
    narrowed = ProgramFilter(request.GET, seen)
    rows = with_counts(narrowed.qs, member, year)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "programs/catalogue/list.html",
        {
            "filter": narrowed,
            "page_obj": page,
            "rows": [(program, decision_words(program)) for program in page],
            "total": seen.count(),
            "year": year,
            "may_propose": may_propose(member),
            "may_export": may_export_programs(member),
            "clause": first_link(policy(), *PROGRAMS),
        },
    )


@require_safe
def programs_export(request: MemberRequest) -> HttpResponse:
    """The list as it is narrowed, as CSV."""
    member, day = request.user, today()
    may_export_programs(member).require()
    narrowed = ProgramFilter(request.GET, Program.objects.visible_to(member))
    content = csv_bytes(EXPORTED, exported(with_counts(narrowed.qs, member, year_of(day))))
    named = {"Content-Disposition": f'attachment; filename="programs-{day.isoformat()}.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=named)


def year_of(day: date) -> Period:
    """The department's reporting year `day` falls in."""
    return Period.year_of(day, starts=department().year_starts)
