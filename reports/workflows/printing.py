"""The PDF of a report, made from its frozen parts alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone

from audit.noting import note
from documents.charts import Point, columns
from documents.pages import page_count
from documents.pdf import Attachment, render_pdf
from documents.tables import csv_bytes
from jobs import papers
from jobs.running import Lease
from policies.current import department, pack_of
from policies.packs import Pack
from policies.reading import clause_link
from records.wording import day_words, in_words, moment_words, number_words, whole_percent
from reports.changes import changes_since
from reports.facts import digest_of
from reports.models import Printing, Report, ReportStep
from reports.reading import FigureView, PartView, csv_name, read_report, sources
from reports.sections.summary import FOLLOWED

DRAFT_TASK = "reports.print_draft"
STEP_WORDS = {"draft": "Put together", "returned": "Returned", "issued": "Approved and issued"}
# Steps that find room on the cover, and numbers in a row.
MOST_STEPS = 8
MOST_KEY_FIGURES = 5


def print_report(report: Report, lease: Lease, *, at: datetime) -> None:
    """Make the PDF of an issued report and keep it with its SHA-256; the work of the job."""
    lease.progress(0, "Laying out the pages", total=1)
    pdf = papers.laid_out(lambda: report_pdf(report))
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


def made_from(report: Report) -> str:
    """The digest of everything the PDF of a draft says: its facts and words, and its way so far."""
    steps = report.steps.count()
    return papers.digest_of(digest_of(report), report.status, str(report.version), str(steps))


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
        "heading": heading(report),
        "summary": next((view for view in views if view.is_summary), None),
        "parts": [view for view in views if not view.is_summary],
        "contents": contents(report, views),
        "clause": clause_link(pack, report.clause),
        "cover_facts": cover_facts(report, pack),
        "steps": approval_rows(report),
        "changes": changes_since(report),
        "sources": sources(views),
        "key_figures": key_figures(views),
        "promptness": promptness(views),
        "trend": trend(views, report),
    }


def heading(report: Report) -> str:
    """What stands large on the cover: of the report on a survey, the survey's name."""
    return _survey_title(report) or report.title


def contents(report: Report, views: list[PartView]) -> list[tuple[str, str]]:
    """(id, heading) of everything the document holds after its cover."""
    revised = [("what-changed", "What changed in this revision")] if report.revises else []
    parts = [(view.anchor, view.heading) for view in views if not view.is_summary]
    origins = ("where-each-figure-comes-from", "Where each figure comes from")
    proof = [("proof", "How this report proves itself")] if report.is_issued else []
    return [*revised, ("summary", "Summary"), *parts, origins, *proof]


def cover_facts(report: Report, pack: Pack) -> list[tuple[str, str]]:
    clause = clause_link(pack, report.clause)
    since = day_words(report.policy.effective_from)
    original = "" if report.revises else ", original issue"
    kind = [("Kind", report.title)] if heading(report) != report.title else []
    return [
        ("Report", f"{report.numbered}{original}"),
        *kind,
        ("To", ", ".join(pack.title_of(role) for role in report.recipient_roles)),
        *_names(report),
        ("Required by", f"{clause.label if clause else report.clause}, in force since {since}"),
        ("Written by", report.author.full_name),
        ("Figures as of", moment_words(report.frozen_at) if report.frozen_at else ""),
        ("Due", day_words(report.due_on)),
        *_issued(report),
    ]


def _names(report: Report) -> list[tuple[str, str]]:
    """Whom an issued report went to; the roles of a draft are still held by whoever holds them."""
    names = [one.member.full_name for one in report.recipients.select_related("member")]
    return [("", ", ".join(names))] if names else []


def _issued(report: Report) -> list[tuple[str, str]]:
    """When it was issued and by how much that was late; a revision is late for nothing."""
    if report.issued_at is None:
        return [("Issued", "Not yet: this is a draft")]
    late = (timezone.localtime(report.issued_at).date() - report.due_on).days
    words = moment_words(report.issued_at)
    if late > 0 and not report.revises_id:
        words = f"{words}, late by {number_words(late)} day{'' if late == 1 else 's'}"
    return [("Issued", words)]


def _survey_title(report: Report) -> str:
    """The survey as it was called when its results were frozen; empty in any other report."""
    told = (part.gathered.get("survey") for part in report.parts.all() if report.survey_id)
    return next((told_of["title"] for told_of in told if told_of), "")


def promptness(views: list[PartView]) -> tuple[FigureView, FigureView] | None:
    """(answers that fell due, those given on time), where the report counts them and any fell due."""
    for view in views:
        due, on_time = view.figures.get("due"), view.figures.get("on_time")
        if due and on_time and due.value:
            return due, on_time
    return None


def key_figures(views: list[PartView]) -> list[dict[str, Any]]:
    """The row of numbers under the summary: how promptly, and the first figure of each part.

    Five at most, in the order of the parts.
    """
    told: list[dict[str, Any]] = []
    for view in views:
        if view.leading and not view.is_summary:
            told.append(_key_figure(view.leading[0]))
        if prompt := promptness([view]):
            due, on_time = prompt
            note = f"{number_words(on_time.value)} of {number_words(due.value)} that fell due"
            share = f"{whole_percent(on_time.value, due.value)}%"
            told.append({"label": "Answered on time", "value": share, "note": note})
    return told[:MOST_KEY_FIGURES]


def _key_figure(figure: FigureView) -> dict[str, Any]:
    before = "" if figure.earlier is None else f"{number_words(figure.earlier)} before"
    return {"label": figure.label, "value": number_words(figure.value), "note": before}


def trend(views: list[PartView], report: Report) -> dict[str, Any] | None:
    """A chart of what the report follows over several periods; none of fewer than three."""
    frozen = (view.part.gathered.get("history", []) for view in views if view.is_summary)
    before: list[tuple[str, dict[str, int]]] = next(frozen, [])
    for part, key, title in FOLLOWED:
        now = next((view.figures.get(key) for view in views if view.part.key == part), None)
        points = [Point(label, told[part]) for label, told in before if part in told]
        if now and len(points) > 1:
            points.append(Point(report.period.short_label, now.value, strong=True))
            return {"title": f"{title}, period by period", "chart": columns(title, points)}
    return None


def approval_rows(report: Report) -> list[dict[str, str]]:
    """The approval table: who wrote, returned, reviewed and approved it, and when.

    What was remarked on the way is the unit's own: the table says that something was, not what. A
    long way is summed up in its first row, so that the table stays whole on the cover.
    """
    steps = [one for one in report.steps.select_related("by") if one.to_status != "draft"]
    rows = [
        {
            "step": step_words(step),
            "by": step.by.full_name,
            "when": moment_words(step.at),
            "note": f"Version {step.version}{', with a remark' if step.note else ''}",
        }
        for step in steps
    ]
    if len(rows) <= MOST_STEPS:
        return rows
    before = steps[: 1 - MOST_STEPS]
    return [_summed_up(before), *rows[1 - MOST_STEPS :]]


def _summed_up(steps: list[ReportStep]) -> dict[str, str]:
    returned = sum(step.to_status == "returned" for step in steps)
    people = len({step.by_id for step in steps})
    return {
        "step": f"{in_words(len(steps)).capitalize()} earlier steps",
        "by": f"{in_words(people).capitalize()} {'person' if people == 1 else 'people'}",
        "when": f"From {day_words(steps[0].at)}",
        "note": f"Versions 1 to {steps[-1].version}, returned {number_words(returned)} times",
    }


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
