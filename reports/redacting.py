"""Where the words of a concern stand in reports: taken out of what is not issued, named where it is."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from audit.redaction import Phrases, take_out, take_out_of_kept
from jobs import papers
from outreach.models import Concern
from outreach.redacting import Cleared
from reports.models import Comment, Report, ReportPart, ReportStep, ReturnedReport
from reports.workflows.printing import DRAFT_TASK

JSON_TEXT = ("facts", "records")


def clear(concern: Concern, phrases: Phrases) -> Cleared:
    """Take the words out of every report that names the concern and is not issued."""
    telling = _telling(concern)
    issued = telling.filter(status=Report.Status.ISSUED)
    # What an earlier version said is printed nowhere, so it goes whether the report is issued or not.
    earlier = Q(step__report__in=telling.values("pk")) | Q(said__icontains=concern.number)
    rows = take_out(ReturnedReport.objects.filter(earlier), ["said"], phrases)
    for report in telling.exclude(status=Report.Status.ISSUED):
        rows += _cleared(report, phrases)
    return Cleared(rows, tuple(_name(one) for one in issued if _holds(one, phrases)))


def _telling(concern: Concern) -> QuerySet[Report]:
    """Reports whose figures, lists or words name the concern."""
    number = concern.number
    named = Q(facts__contains=number) | Q(records__contains=number) | Q(narrative__contains=number)
    return Report.objects.filter(pk__in=ReportPart.objects.filter(named).values("report"))


def _cleared(report: Report, phrases: Phrases) -> int:
    parts = ReportPart.objects.filter(report=report)
    # A form opened before is told that somebody wrote meanwhile, and does not bring them back.
    parts.update(narrative_version=F("narrative_version") + 1)
    rows = take_out(parts, ["title", "narrative", "of_note"], phrases, json_text=JSON_TEXT)
    rows += take_out(Comment.objects.filter(part__report=report), ["text"], phrases)
    rows += take_out(Report.objects.filter(pk=report.pk), ["why_revised"], phrases)
    rows += take_out_of_kept(ReportStep.objects.filter(report=report), "note", phrases)
    papers.forget(report.pk, DRAFT_TASK)
    return rows


def _holds(report: Report, phrases: Phrases) -> bool:
    texts = report.parts.values_list("facts", "records", "narrative")
    return any(phrases.are_in(*one) for one in texts)


def _name(report: Report) -> str:
    return f"{report}, revision {report.revision}" if report.revision else str(report)
