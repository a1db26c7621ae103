"""The records behind a figure, as they were when the report was put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from documents.tables import csv_bytes
from personnel.requests import MemberRequest
from reports.reading import records_behind
from reports.views.found import seen_part

# The first of these a list has is what its rows are called by.
LEADS = ("Action", "Summary", "Topic", "Concern")
DAYS = {"Day", "Logged", "Answer by", "Answered", "Settled", "Due", "Recommended", "Ended"}
STATUSES = {"Status", "Where it stands"}
# What the panel inside the document has room for; the page of its own shows every column.
IN_PANEL = {"Day", "Logged", "Due", "Participants", "What was done", *STATUSES}


@dataclass(frozen=True)
class Cell:
    column: str
    words: Any

    @property
    def is_day(self) -> bool:
        return self.column in DAYS

    @property
    def is_status(self) -> bool:
        return self.column in STATUSES


@dataclass(frozen=True)
class Line:
    """A frozen row as a table shows it: what it is called, its number under it, and the rest."""

    lead: str
    under: str
    url: str
    cells: list[Cell]


def figure_records(request: MemberRequest, pk: int, part: str, figure: str) -> HttpResponse:
    found = seen_part(request, pk, part)
    try:
        counted, records, rows = records_behind(found, figure)
    except KeyError as unknown:
        raise Http404("The report has no such figure.") from unknown
    if request.GET.get("as") == "csv":
        return _as_csv(records, rows, f"{found.report.number}-{part}")
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    lead, under, others = _columns(records, in_panel=bool(request.htmx))
    context = {
        "report": found.report,
        "part": found,
        "figure": counted,
        "lead": lead,
        "columns": others,
        "page_obj": page,
        "lines": [_line(records, row, lead, under, others) for row in page],
    }
    template = "reports/figure_records.html"
    if request.htmx:
        template = "reports/components/records_panel.html"
    return render(request, template, context)


def _columns(records: dict[str, Any], *, in_panel: bool) -> tuple[str, str, list[str]]:
    """(what the rows are called by, what stands under it, the other columns)."""
    columns = records["columns"]
    lead = next(name for name in LEADS if name in columns)
    under = columns[records["link_by"]] if records["link_by"] else ""
    others = [name for name in columns[1:] if name not in (lead, under)]
    return lead, under, [name for name in others if not in_panel or name in IN_PANEL]


def _line(
    records: dict[str, Any], row: list[Any], lead: str, under: str, others: list[str]
) -> Line:
    """The row with the address of its record as it is today."""
    known = dict(zip(records["columns"], row, strict=True))
    return Line(
        lead=known[lead],
        under=known.get(under, ""),
        url=reverse(records["link"], args=[row[records["link_by"]]]),
        cells=[Cell(name, known[name]) for name in others],
    )


def _as_csv(records: dict[str, Any], rows: list[list[Any]], name: str) -> HttpResponse:
    content = csv_bytes(records["columns"][1:], (row[1:] for row in rows))
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
