"""What a report says differently from the version before, for whoever reviews it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pages.requests import MemberRequest
from personnel.models import Member
from programs.openable import openable_by
from reports.changes import since_issued, since_returned
from reports.models import Report, ReportPart
from reports.permissions import may_compare
from reports.sections import summary
from reports.views.found import seen_report
from reports.workflows.writing import open_by_part


@dataclass(frozen=True)
class Judged:
    """A section as the page of a decision shows it: its leading figures, and what is still asked."""

    part: ReportPart
    open_comments: int

    @property
    def figures(self) -> list[dict[str, Any]]:
        """Those told in words; what stands in a table is read in the report."""
        found = self.part.gathered.get("figures", [])
        return [{"unit": "", **one} for one in found if ":" not in one["key"]]

    @property
    def is_summary(self) -> bool:
        return self.part.key == summary.KEY


def judged(report: Report) -> list[Judged]:
    """Everything a decision is about, in the order it is read: the summary comes first."""
    asked = open_by_part(report)
    parts = report.parts.defer("records")
    found = [Judged(part, asked.get(part.pk, 0)) for part in parts]
    return sorted(found, key=lambda one: not one.is_summary)


@require_safe
def report_changes(request: MemberRequest, pk: int) -> HttpResponse:
    report = seen_report(request, pk)
    may_compare(request.user, report).require()
    return render(
        request, "reports/report_changes.html", {"report": report, **compared(request.user, report)}
    )


def compared(member: Member, report: Report) -> dict[str, Any]:
    """What reports/components/compared.html shows; rows only as far as `member` may open them."""
    openable = partial(openable_by, member)
    return {
        "since": since_returned(report, openable),
        "revised": since_issued(report, openable) if report.revises_id else None,
    }
