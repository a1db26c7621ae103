"""What outreach does behind the pages."""

from celery import shared_task

from jobs.asking import job
from jobs.running import Lease
from outreach import left_behind
from outreach.imports import files, looking
from outreach.permissions import may_have_imported, may_have_looked


@job("outreach.tasks.import_file", may=may_have_imported)
def import_file(lease: Lease) -> None:
    """Bring in the uploaded file the job names."""
    files.carry_out(lease)


@shared_task(ignore_result=True)
def tell_of_left_behind() -> None:
    """Who has to give on what a closed account left behind is told within a minute."""
    left_behind.tell_supervisors()


@job(looking.TASK, may=may_have_looked)
def look_at_file(lease: Lease) -> None:
    """Look at the uploaded file the job names: what it holds, what would come in."""
    looking.carry_out_look(lease)
