"""What outreach does behind the pages."""

from celery import shared_task

from jobs.running import run
from outreach.imports import files


@shared_task(ignore_result=True)
def import_file(job_id: int) -> None:
    """Bring in the uploaded file the job names."""
    run(job_id, files.carry_out)
