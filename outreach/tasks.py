"""What outreach does behind the pages."""

from collections.abc import Callable

from celery import shared_task
from django.utils import timezone

from jobs.asking import job
from jobs.papers import make
from jobs.running import Lease
from outreach.concerns import left_behind
from outreach.concerns.permissions import may_have_handover_sheet, may_have_sheet
from outreach.concerns.sheets import (
    HANDOVER_TASK,
    SHEET_TASK,
    handover_made_from,
    handover_sheet,
    intake_sheet,
    made_from,
)
from outreach.concerns.workflows.handovers import goes_to
from outreach.imports import files, looking
from outreach.imports.permissions import may_have_imported, may_have_looked
from outreach.models import Concern
from policies.current import department


@job("outreach.tasks.import_file", may=may_have_imported)
def import_file(lease: Lease) -> None:
    """Bring in the uploaded file the job names."""
    files.carry_out(lease)


@shared_task(ignore_result=True)
def forget_left_files() -> None:
    """What was uploaded and left lying goes a week later, its content with it."""
    files.forget(timezone.now())


@shared_task(ignore_result=True)
def tell_of_left_behind() -> None:
    """Who has to give on what a closed account left behind is told within a minute."""
    left_behind.tell_supervisors(timezone.now())


@job(SHEET_TASK, may=may_have_sheet)
def make_sheet(lease: Lease) -> None:
    """Lay out the intake sheet of the concern the job names."""

    def drawn(key: int, variant: str) -> tuple[str, Callable[[], bytes]]:
        concern = Concern.objects.get(pk=key)
        return made_from(concern), lambda: intake_sheet(concern)

    with timezone.override(department().zone):
        make(lease, drawn)


@job(HANDOVER_TASK, may=may_have_handover_sheet)
def make_handover_sheet(lease: Lease) -> None:
    """Lay out the sheet with which the concern the job names leaves the department."""

    def drawn(key: int, variant: str) -> tuple[str, Callable[[], bytes]]:
        concern, to = Concern.objects.get(pk=key), goes_to()
        return handover_made_from(concern, to=to), lambda: handover_sheet(concern, to=to)

    with timezone.override(department().zone):
        make(lease, drawn)


@job(looking.TASK, may=may_have_looked)
def look_at_file(lease: Lease) -> None:
    """Look at the uploaded file the job names: what it holds, what would come in."""
    looking.carry_out_look(lease)
