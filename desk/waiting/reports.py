"""What waits for a member on reports: to begin, to write, to approve, to acknowledge."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from desk.waiting.items import MOST, WaitingItem
from personnel.models import Member
from policies.packs import Pack, all_reports
from policies.reading import clause_link
from records.verdicts import YES, Verdict
from records.wording import day_words
from reports.due import DueReport, not_begun
from reports.models import Comment, Recipient, Report, ReportPart, ReportStep
from reports.permissions import may_request
from surveys.results.permissions import may_read_results

Status = Report.Status


def to_begin(member: Member, day: date, pack: Pack) -> list[WaitingItem]:
    """Reports of ended periods, and on surveys that closed, that nobody has begun.

    For those the policy has write them.
    """
    if not any(may_request(member, definition) for _, definition in all_reports(pack)):
        return []
    lines = [line for line in not_begun(day) if may_request(member, line.definition)]
    return [_to_begin(member, line, pack) for line in lines]


def _to_begin(member: Member, line: DueReport, pack: Pack) -> WaitingItem:
    """Results that cannot be read yet are only looked at: their page says what they wait for."""
    readable = may_read_results(member, line.survey) if line.survey else YES
    here = line.url if line.survey else f"{reverse('reports:reports')}#asked"
    return WaitingItem(
        kind="begin",
        title=f"Put together the {line.title}",
        sub=_ended(line, readable),
        url=line.survey.get_absolute_url() if line.survey else reverse("reports:reports"),
        due=line.due_on,
        action="Put together" if readable else "Look at it",
        act_url=here if readable else "",
        clause=clause_link(pack, line.definition.clause),
    )


def _ended(line: DueReport, readable: Verdict) -> str:
    if line.survey:
        words = "The figures are its results." if readable else readable.reason
        return f"“{line.survey.title}” has closed. {words}"
    return "The period has ended. The figures come from what is on record."


def to_write(member: Member, pack: Pack) -> list[WaitingItem]:
    """Reports this member is writing, with what was asked when one came back."""
    returns = ReportStep.objects.filter(report=OuterRef("pk"), to_status=Status.RETURNED)
    own = Report.objects.filter(author=member, status__in=[Status.DRAFT, Status.RETURNED])
    rows = own.annotate(
        note=Subquery(returns.order_by("-at", "-pk").values("note")[:1]),
        part=Coalesce(_first(_asked_about()), _first(_unwritten()), Value("")),
    )
    return [
        WaitingItem(
            kind="write",
            title=str(report),
            sub=_asked(report),
            url=report.get_absolute_url(),
            due=report.own_due_on,
            action="Correct" if report.status == Status.RETURNED else "Write",
            act_url=f"{report.get_absolute_url()}{_opened_at(report.part)}#account",
            clause=clause_link(pack, report.clause),
        )
        for report in rows.order_by("due_on", "pk")[:MOST]
    ]


def _asked_about() -> QuerySet[ReportPart]:
    """The parts on which a comment is open."""
    asked = Comment.objects.unsettled().filter(part=OuterRef("pk"))
    return ReportPart.objects.filter(Exists(asked))


def _unwritten() -> QuerySet[ReportPart]:
    return ReportPart.objects.filter(narrative="")


def _first(parts: QuerySet[ReportPart]) -> Subquery:
    """The key of the first of these parts of each report."""
    of_report = parts.filter(report=OuterRef("pk")).order_by("position")
    return Subquery(of_report.values("key")[:1])


def _opened_at(part: str) -> str:
    return f"?part={part}" if part else ""


def _asked(report: Report) -> str:
    if report.status == Status.RETURNED:
        return f"It came back to you. {report.note or ''}".strip()  # type: ignore[attr-defined]
    return "Your draft. Write its parts and send it up."


def to_approve(member: Member, pack: Pack) -> list[WaitingItem]:
    """Reports whose next approval is this member's."""
    waiting = Report.objects.waiting_for(member).select_related("author")
    return [
        WaitingItem(
            kind="approve",
            title=str(report),
            sub=f"Prepared by {report.author.short_name}.",
            url=report.get_absolute_url(),
            due=report.own_due_on,
            action="Review",
            act_url=reverse("reports:report-approve", args=[report.pk]),
            clause=clause_link(pack, report.clause),
        )
        for report in waiting.order_by("due_on", "pk")[:MOST]
    ]


def to_acknowledge(member: Member) -> list[WaitingItem]:
    """Issued reports that went to this member and were not acknowledged."""
    received = Recipient.objects.filter(
        member=member,
        acknowledged_at=None,
        report__status=Status.ISSUED,
        report__revised_by=None,
    )
    rows = received.select_related("report__issued_by").order_by("report__issued_at", "pk")
    return [
        WaitingItem(
            kind="acknowledge",
            title=f"Acknowledge: {row.report}",
            sub=_issued(row.report),
            url=row.report.get_absolute_url(),
            action="Read",
            act_url=f"{row.report.get_absolute_url()}#issued",
        )
        for row in rows[:MOST]
    ]


def _issued(report: Report) -> str:
    if not (report.issued_at and report.issued_by):
        return ""
    return f"Issued {day_words(report.issued_at)} by {report.issued_by.short_name}."
