from django.utils import timezone

from jobs.asking import DoneAfterLeaving, job
from jobs.running import Lease
from reports.models import Report
from reports.permissions import may_have_assembled, may_have_printed
from reports.workflows.assembly import assemble
from reports.workflows.printing import print_report


@job("reports.assemble_report", may=DoneAfterLeaving(may_have_assembled))
def assemble_report(lease: Lease) -> None:
    assemble(Report.objects.get(pk=lease.job.argument), lease, at=timezone.now())


@job("reports.print_report", may=DoneAfterLeaving(may_have_printed))
def make_pdf(lease: Lease) -> None:
    print_report(Report.objects.get(pk=lease.job.argument), lease, at=timezone.now())
