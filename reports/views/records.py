"""The records behind a figure, as they were when the report was put together."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from documents.frozen_lists import behind, columns_of, csv_of, line
from pages.requests import MemberRequest
from programs.openable import openable_by
from reports.views.found import seen_part


@require_safe
def figure_records(request: MemberRequest, pk: int, part: str, figure: str) -> HttpResponse:
    found = seen_part(request, pk, part)
    try:
        counted, records, rows = behind(found.gathered, found.lists, figure)
    except KeyError as unknown:
        raise Http404("The report has no such figure.") from unknown
    if request.GET.get("as") == "csv":
        return _as_file(csv_of(records, rows), f"{found.report.number}-{part}")
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    columns = columns_of(records, in_panel=bool(request.htmx))
    openable = openable_by(request.user, records, page)
    context = {
        "report": found.report,
        "part": found,
        "figure": counted,
        "columns": columns,
        "page_obj": page,
        "lines": [line(records, row, columns, openable) for row in page],
        "counted_at": found.report.frozen_at,
    }
    template = "reports/figure_records.html"
    if request.htmx:
        template = "components/records_panel.html"
    return render(request, template, context)


def _as_file(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
