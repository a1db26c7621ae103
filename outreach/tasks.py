"""What outreach does behind the pages."""

from jobs.asking import job
from jobs.running import Lease
from outreach.imports import files, looking
from outreach.permissions import may_have_imported, may_have_looked


@job("outreach.tasks.import_file", may=may_have_imported)
def import_file(lease: Lease) -> None:
    """Bring in the uploaded file the job names."""
    files.carry_out(lease)


@job(looking.TASK, may=may_have_looked)
def look_at_file(lease: Lease) -> None:
    """Look at the uploaded file the job names: what it holds, what would come in."""
    looking.carry_out_look(lease)
