"""Where words stand in reports: taken out of what is not issued, named where it is."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, Q

from audit.redaction import Phrases, take_out, take_out_of_kept
from documents.frozen_lists import as_json, lists_name, rows_holding
from jobs import papers
from outreach.imports.redacted import remember_of
from outreach.redactions.redacting import Cleared, Traces
from outreach.redactions.subjects import Subject
from reports.models import Comment, Report, ReportPart, ReportStep, ReturnedReport
from reports.permissions import may_redact_report
from reports.workflows.printing import DRAFT_TASK

JSON_TEXT = ("facts", "records")


def clear(traces: Traces, phrases: Phrases) -> Cleared:
    """Take the words out of every report that tells of the record and is not issued."""
    telling = _telling(traces)
    rows = sum(_cleared(one, phrases) for one in telling if not one.is_issued)
    # What an earlier version said is printed nowhere, so it goes whether the report is issued or not.
    earlier = Q(step__report__in=telling)
    for name in traces.names:
        earlier |= Q(said__icontains=name)
    rows += take_out(ReturnedReport.objects.filter(earlier), ["said"], phrases)
    issued = [one for one in telling if one.is_issued and _holds(one, phrases)]
    return Cleared(rows, tuple(map(_name, issued)))


def clear_report(report: Report, phrases: Phrases) -> Cleared:
    """Take the words out of one report; what it counted them from is named, since it keeps them."""
    told_by = [
        name
        for records in report.parts.values_list("records", flat=True)
        for name in rows_holding(records, phrases)
    ]
    earlier = ReturnedReport.objects.filter(step__report=report)
    rows = _cleared(report, phrases) + take_out(earlier, ["said"], phrases)
    return Cleared(rows, told_by=tuple(dict.fromkeys(told_by)))


def traces_of(report: Report) -> Traces:
    writers = report.writers.values_list("pk", flat=True)
    return Traces(
        link="reports:report",
        value=report.pk,
        url=report.get_absolute_url(),
        writers=frozenset((report.author_id, *writers)),
    )


def _telling(traces: Traces) -> list[Report]:
    """Reports whose lists, figures or words name the record."""
    named = Q(records__contains=f'"link":"{traces.link}"')
    for name in traces.names:
        written = as_json(name)
        named |= Q(facts__contains=written) | Q(records__contains=written)
        named |= Q(narrative__contains=name)
    found = ReportPart.objects.filter(named).select_related("report").order_by("report", "pk")
    reports = {part.report_id: part.report for part in found if _tells(part, traces)}
    return list(reports.values())


def _tells(part: ReportPart, traces: Traces) -> bool:
    for name in traces.names:
        written = as_json(name)
        if written in part.facts or written in part.records or name in part.narrative:
            return True
    return lists_name(part.records, traces.link, traces.value)


def _cleared(report: Report, phrases: Phrases) -> int:
    parts = ReportPart.objects.filter(report=report)
    # A form opened before is told that somebody wrote meanwhile, and does not bring them back.
    parts.update(narrative_version=F("narrative_version") + 1)
    rows = take_out(parts, ["title", "narrative", "of_note"], phrases, json_text=JSON_TEXT)
    rows += take_out(Comment.objects.filter(part__report=report), ["text"], phrases)
    rows += take_out(Report.objects.filter(pk=report.pk), ["why_revised"], phrases)
    rows += take_out_of_kept(ReportStep.objects.filter(report=report), "note", phrases)
    if rows:
        remember_of(report, phrases)
    papers.forget(report.pk, DRAFT_TASK)
    return rows


def _holds(report: Report, phrases: Phrases) -> bool:
    texts: Iterable[tuple[str, str, str]] = report.parts.values_list(
        "facts", "records", "narrative"
    )
    return any(
        phrases.are_in_json(facts, records) or phrases.are_in(narrative)
        for facts, records, narrative in texts
    )


def _name(report: Report) -> str:
    return f"{report}, revision {report.revision}" if report.revision else str(report)


SUBJECTS = {
    "report": Subject(
        "report", Report.objects.visible_to, may_redact_report, clear_report, traces_of
    ),
}
