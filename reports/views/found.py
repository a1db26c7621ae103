"""Finding what a request names, among what this member may see."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from pages.requests import MemberRequest
from reports.models import Report, ReportPart

# A page that shows a form and takes it.
form_page = require_http_methods(["GET", "HEAD", "POST"])


def seen_report(request: MemberRequest, pk: int) -> Report:
    reports = Report.objects.visible_to(request.user)
    return get_object_or_404(reports.select_related("policy", "author", "assembly"), pk=pk)


def seen_part(request: MemberRequest, pk: int, key: str) -> ReportPart:
    report = seen_report(request, pk)
    part = report.parts.filter(key=key).first()
    if part is None:
        raise Http404("The report has no such part.")
    part.report = report
    return part
