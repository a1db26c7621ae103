"""What outreach does behind the pages."""

from jobs.asking import job
from jobs.running import Lease
from outreach.imports import files
from outreach.permissions import may_have_imported


@job("outreach.tasks.import_file", may=may_have_imported)
def import_file(lease: Lease) -> None:
    """Bring in the uploaded file the job names."""
    files.carry_out(lease)
