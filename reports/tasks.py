from celery import shared_task
from django.utils import timezone

from jobs.running import run
from reports.models import Report
from reports.workflows.assembly import assemble
from reports.workflows.printing import print_report


@shared_task(name="reports.assemble_report", ignore_result=True)
def assemble_report(job_id: int) -> None:
    run(
        job_id,
        lambda lease: assemble(Report.objects.get(pk=lease.job.argument), lease, at=timezone.now()),
    )


@shared_task(name="reports.print_report", ignore_result=True)
def make_pdf(job_id: int) -> None:
    run(
        job_id,
        lambda lease: print_report(
            Report.objects.get(pk=lease.job.argument), lease, at=timezone.now()
        ),
    )
