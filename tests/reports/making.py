"""Steps that many tests of reports take on their way: through the workflows, on a given day."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents.frozen import Gathered
from jobs.models import Job
from jobs.running import run_now
from personnel.models import Member
from policies.periods import Period
from reports.models import Report, ReportPart
from reports.reading import read_part
from reports.sections import SECTIONS
from reports.sections.frame import Frame
from reports.workflows import assembly, review
from reports.workflows.review import PRINT_TASK
from tests.support.factories import on

KINSTON = ZoneInfo("America/New_York")
Q4, Q1, Q2, Q3 = (Period.parse(words) for words in ("2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"))
# The second day after the second quarter, when its report is put together.
AFTER = on(date(2026, 7, 2))


def half_past_eleven_at_night(day: date) -> datetime:
    """In Kinston, when it is the next day already in UTC."""
    return datetime(day.year, day.month, day.day, 23, 30, tzinfo=KINSTON).astimezone(UTC)


def frame(period: Period = Q2, **facts: Any) -> Frame:
    return Frame(**{"period": period, "frozen_at": AFTER, "zone": KINSTON, **facts})


def figures(gathered: Gathered) -> dict[str, int]:
    return {figure.key: figure.value for figure in gathered.figures}


def gather(section: str, period: Period = Q2, **facts: Any) -> Gathered:
    return SECTIONS[section].gather(frame(period, **facts))


def figures_in(section: str, period: Period = Q2, **facts: Any) -> dict[str, int]:
    return figures(gather(section, period, **facts))


def told(gathered: Gathered, section: str, title: str = "A part") -> str:
    """The words of a section on paper, without its markup."""
    facts, records = gathered.frozen()
    part = ReportPart(
        report=Report(number="Q-2026-2"),
        key=section,
        title=title,
        facts=facts,
        records=records,
        of_note=gathered.facts.get("of_note", []),
    )
    view = read_part(part, 1, printing=True)
    pieces = [
        render_to_string(view.template, {"view": view}),
        render_to_string("reports/components/rows.html", {"view": view}),
    ]
    return in_words(" ".join(pieces))


def in_words(html: str) -> str:
    """The text of a page, with single spaces."""
    text = unescape(re.sub(r"<[^>]+>", " ", html))
    return re.sub(r" ([.,;)])", r"\1", " ".join(text.split())).replace("( ", "(")


def assembled(by: Member, period: Period = Q2, kind: str = "quarterly") -> Report:
    """The draft of `period`, put together by the job itself."""
    report = assembly.request_report(kind, period, by=by, at=day_after(period))
    finish(report)
    return report


def day_after(period: Period) -> datetime:
    """Noon of the second day after the period, when people come to its report."""
    return on(period.next_day) + timedelta(days=1)


def finish(report: Report) -> None:
    """Do the job that puts the report together."""
    assert report.assembly
    with time_machine.travel(day_after(report.period), tick=True):
        run_now(report.assembly)
    report.refresh_from_db()


def submitted(by: Member, period: Period = Q2) -> Report:
    report = assembled(by, period)
    review.submit(report, by=by, at=day_after(period) + timedelta(hours=1))
    return report


def issued(by: Member, *approvers: Member, period: Period = Q2) -> Report:
    """A report that went all the way up, approved by each of `approvers` in turn."""
    report = submitted(by, period)
    for approver in approvers:
        review.approve(
            report, by=approver, at=day_after(period) + timedelta(hours=2), seen=report.version
        )
    assert report.is_issued
    return report


def printed(report: Report) -> bytes:
    """The PDF that the job made and keeps."""
    run_now(Job.objects.get(task=PRINT_TASK, argument=report.pk))
    return bytes(report.printing.pdf)


def url(name: str, report: Report, *args: Any) -> str:
    return reverse(f"reports:{name}", args=[report.pk, *args])


def part_of(report: Report, key: str = "current_concerns") -> ReportPart:
    return report.parts.get(key=key)


class Counted(CaptureQueriesContext):
    """The queries of a page."""

    def __init__(self) -> None:
        super().__init__(connection)


class Editor:
    """As a migration's, but inside the transaction of a test."""

    connection = connection

    def execute(self, statement: str, params: None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
