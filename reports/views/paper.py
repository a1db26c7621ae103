from hashlib import sha256

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from jobs.papers import Wanted, shown
from pages.requests import MemberRequest
from reports.models import Printing, Report
from reports.views.found import seen_report
from reports.workflows import printing


@require_safe
def report_pdf(request: MemberRequest, pk: int) -> HttpResponse:
    """The PDF: the kept one of an issued report, one made by a job of a draft."""
    report = seen_report(request, pk)
    kept = Printing.objects.filter(report=report).first()
    if kept and sha256(bytes(kept.pdf)).hexdigest() != kept.sha256:
        messages.error(
            request,
            "The stored PDF is not the one that was issued, so it is not shown. Tell command.",
        )
        return redirect("reports:report-verify", report.pk)
    if kept:
        return _shown(bytes(kept.pdf), report)
    if report.status == Report.Status.ASSEMBLING or report.is_issued:
        messages.info(request, "The PDF is being made. It takes a moment.")
        return redirect(report)
    wanted = Wanted(
        printing.DRAFT_TASK,
        report.pk,
        printing.made_from(report),
        subject=f"PDF of {report.numbered}, {report.get_status_display().lower()}",
        file_name=_name(report),
        back_url=report.get_absolute_url(),
    )
    return shown(request, wanted)


def _shown(pdf: bytes, report: Report) -> HttpResponse:
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{_name(report)}"'},
    )


def _name(report: Report) -> str:
    return f"{report.number}-{report.revision}.pdf"
