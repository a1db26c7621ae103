from collections.abc import Callable

from django.utils import timezone

from jobs.asking import DoneAfterLeaving, job
from jobs.papers import make
from jobs.running import Lease
from reports.models import Report
from reports.permissions import may_have_assembled, may_have_draft, may_have_printed
from reports.workflows.assembly import assemble
from reports.workflows.printing import DRAFT_TASK, made_from, print_report, report_pdf


@job("reports.assemble_report", may=DoneAfterLeaving(may_have_assembled))
def assemble_report(lease: Lease) -> None:
    assemble(Report.objects.get(pk=lease.job.argument), lease, at=timezone.now())


@job("reports.print_report", may=DoneAfterLeaving(may_have_printed))
def make_pdf(lease: Lease) -> None:
    print_report(Report.objects.get(pk=lease.job.argument), lease, at=timezone.now())


@job(DRAFT_TASK, may=may_have_draft)
def print_draft(lease: Lease) -> None:
    """Lay out a report that is not issued, for whoever reads it on its way."""

    def drawn(key: int, variant: str) -> tuple[str, Callable[[], bytes]]:
        report = Report.objects.get(pk=key)
        return made_from(report), lambda: report_pdf(report)

    make(lease, drawn)
