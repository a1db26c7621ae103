from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from pages.requests import MemberRequest
from personnel.models import Member
from policies.current import parse_period, policy, today
from policies.packs import all_reports
from policies.periods import NotAPeriod
from policies.reading import clause_link
from records.history import StepRefused
from records.verdicts import Verdict
from reports.definitions import NotRequired
from reports.due import DueReport, not_begun
from reports.models import READ_REPORTS, Report
from reports.permissions import may_report_on, may_request
from reports.workflows.assembly import request_report

VIEWS = {
    "all": "All",
    "writing": "Being written",
    "review": "In review",
    "mine": "Waiting for you",
    "issued": "Issued",
}


@require_safe
def report_list(request: MemberRequest) -> HttpResponse:
    """Reports begun, and above them the ones the policy asks for that nobody has begun."""
    view = request.GET.get("view", "all")
    view = view if view in VIEWS else "all"
    seen = Report.objects.visible_to(request.user).select_related("author", "policy")
    kind = request.GET.get("kind", "")
    seen = seen.filter(kind=kind) if kind else seen
    queries = {key: _viewed(seen, key, request) for key in VIEWS}
    pack, day = policy(), today()
    waiting = [
        {
            "line": line,
            "verdict": _may_begin(request.user, line),
            "writes": may_request(request.user, line.definition),
            "clause": clause_link(pack, line.definition.clause),
        }
        for line in not_begun(day)
    ]
    return render(
        request,
        "reports/report_list.html",
        {
            "reads_reports": request.user.role in READ_REPORTS,
            "page_obj": Paginator(queries[view], 25).get_page(request.GET.get("page")),
            "views": [(key, label, queries[key].count()) for key, label in VIEWS.items()],
            "view": view,
            "kind": kind,
            "kinds": [(report.key, report.title) for _, report in all_reports(pack)],
            "waiting": waiting if request.user.may_read_content else [],
            "today": day,
        },
    )


def _may_begin(member: Member, line: DueReport) -> Verdict:
    if line.survey:
        return may_report_on(member, line.survey, line.definition, timezone.now())
    return may_request(member, line.definition)


def _viewed(seen, view: str, request: MemberRequest):  # type: ignore[no-untyped-def]
    status = Report.Status
    match view:
        case "writing":
            return seen.filter(status__in=[status.ASSEMBLING, status.DRAFT, status.RETURNED])
        case "review":
            return seen.filter(status=status.SUBMITTED)
        case "mine":
            return seen.waiting_for(request.user)
        case "issued":
            return seen.issued()
        case _:
            return seen


@require_POST
def report_new(request: MemberRequest, kind: str, period: str) -> HttpResponse:
    """Put the report of one period together."""
    try:
        report = request_report(kind, parse_period(period), by=request.user, at=timezone.now())
    except (NotAPeriod, NotRequired) as unknown:
        raise Http404(str(unknown)) from unknown
    except StepRefused as refused:
        messages.error(request, str(refused))
        return redirect("reports:reports")
    return redirect(report)
