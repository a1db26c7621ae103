"""A change that leaves the status as it is: a step of its own, so that nothing happens unseen."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from personnel.models import Member
from programs.models import Program, ProgramStep
from records.history import StepRefused


def note_change(program: Program, note: str, *, by: Member, at: datetime) -> ProgramStep:
    """Leave `note` in the program's steps, from its status to the same one."""
    return program.steps.create(
        from_status=program.status, to_status=program.status, by=by, at=at, note=note
    )


def hold(program: Program) -> None:
    """Go on only while the row has the status that was read. Raises StepRefused.

    Whoever ends the program at the same moment waits for it, or it waits for them, on SQLite as on
    PostgreSQL. What a proposal holds is what command approves: whoever read it before reads again.
    Inside the caller's transaction.
    """
    read = Program.objects.filter(pk=program.pk, status=program.status)
    further = 1 if program.status == Program.Status.PROPOSED else 0
    if not read.update(version=F("version") + further):
        raise StepRefused(
            "Somebody changed it while you were looking. "
            "Nothing was changed; look at where it stands now."
        )
