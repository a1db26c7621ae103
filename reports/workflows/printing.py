"""The PDF of a report, made from its frozen parts alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone

from audit.noting import note
from documents.pages import page_count
from documents.pdf import Attachment, PdfRefused, render_pdf
from documents.tables import csv_bytes
from jobs.running import Hopeless, Lease
from personnel.wording import day_words, moment_words, number_words
from policies.current import department, pack_of
from policies.packs import Pack
from policies.reading import clause_link
from reports.changes import changes_since
from reports.models import Printing, Report, ReportStep
from reports.reading import PartView, csv_name, read_report, sources

STEP_WORDS = {"draft": "Put together", "returned": "Returned", "issued": "Approved and issued"}


def print_report(report: Report, lease: Lease, *, at: datetime) -> None:
    """Make the PDF of an issued report and keep it with its SHA-256; the work of the job."""
    lease.progress(0, "Laying out the pages", total=1)
    try:
        pdf = report_pdf(report)
    except PdfRefused as refused:
        raise Hopeless(refused.reason) from refused
    with lease.publishing():
        Printing.objects.get_or_create(
            report=report,
            defaults={
                "job": lease.job,
                "pdf": pdf,
                "sha256": hashlib.sha256(pdf).hexdigest(),
                "pages": page_count(pdf),
                "made_at": at,
            },
        )
        note("reports.printing.print_report", report)


def report_pdf(report: Report) -> bytes:
    """The report as PDF bytes; the same report gives the same bytes. Raises PdfRefused."""
    with timezone.override(department().zone):
        return render_pdf(
            "reports/report_print.html", print_context(report), attachments=list(csv_lists(report))
        )


def print_context(report: Report) -> dict[str, Any]:
    pack = pack_of(report.policy)
    views = read_report(report, printing=True)
    return {
        "report": report,
        "department": department(),
        "parts": views,
        "contents": contents(report, views),
        "clause": clause_link(pack, report.clause),
        "cover_facts": cover_facts(report, pack),
        "steps": approval_rows(report),
        "changes": changes_since(report),
        "sources": sources(views),
        "key_figures": key_figures(views),
    }


def contents(report: Report, views: list[PartView]) -> list[tuple[str, str]]:
    """(id, heading) of everything the document holds after its cover."""
    revised = [("what-changed", "What changed in this revision")] if report.revises else []
    parts = [(view.anchor, view.heading) for view in views]
    origins = ("where-each-figure-comes-from", "Where each figure comes from")
    return [*revised, ("summary", "Summary"), *parts, origins]


def cover_facts(report: Report, pack: Pack) -> list[tuple[str, str]]:
    clause = clause_link(pack, report.clause)
    since = day_words(report.policy.effective_from)
    original = "" if report.revises else ", original issue"
    return [
        ("Report", f"{report.numbered}{original}"),
        *_survey_told(report),
        ("To", ", ".join(pack.title_of(role) for role in report.recipient_roles)),
        ("Required by", f"{clause.label if clause else report.clause}, in force since {since}"),
        ("Written by", report.author.full_name),
        ("Figures as of", moment_words(report.frozen_at) if report.frozen_at else ""),
        ("Due", day_words(report.due_on)),
    ]


def _survey_told(report: Report) -> list[tuple[str, str]]:
    """The survey as it was called when its results were frozen."""
    told = (part.gathered.get("survey") for part in report.parts.all() if report.survey_id)
    return [("Survey", heading["title"]) for heading in told if heading][:1]


def key_figures(views: list[PartView]) -> list[dict[str, Any]]:
    """The first figure of each part, for the summary's row of numbers; four at most."""
    leading = [view.leading[0] for view in views if view.leading]
    return [
        {
            "label": figure.label,
            "value": number_words(figure.value),
            "note": "" if figure.earlier is None else f"{number_words(figure.earlier)} before",
        }
        for figure in leading[:4]
    ]


def approval_rows(report: Report) -> list[dict[str, str]]:
    """The approval table: who wrote, returned, reviewed and approved it, and when."""
    rows = []
    for step in report.steps.select_related("by"):
        if step.to_status == "draft":
            continue
        note = f"Version {step.version}"
        if step.note:
            note = f"{note}. {step.note}"
        rows.append(
            {
                "step": step_words(step),
                "by": step.by.full_name,
                "when": moment_words(step.at),
                "note": note,
            }
        )
    return rows


def step_words(step: ReportStep) -> str:
    """A submitted report that stays submitted was reviewed on its way up."""
    if step.to_status == "submitted":
        return "Reviewed" if step.from_status == "submitted" else "Written"
    return STEP_WORDS[step.to_status]


def csv_lists(report: Report) -> Iterator[Attachment]:
    """Every list of records behind the figures, as CSV, attached to the PDF."""
    for part in report.parts.all():
        for name, records in part.lists.items():
            if not records["rows"]:
                continue
            yield Attachment(
                csv_name(part, name),
                f"{part.title}: {records['title']}",
                csv_bytes(records["columns"][1:], (row[1:] for row in records["rows"])),
                report.frozen_at or report.requested_at,
            )
