"""What a decision promised: its progress, and how it ended (K-IV.D)."""

from __future__ import annotations

from datetime import datetime

from audit.noting import audited
from personnel.history import StepRefused, move
from personnel.models import Member
from personnel.notices import overtaken, tell
from personnel.roles import Role
from personnel.wording import day_words
from policies.current import local_day
from programs.models import ProgramAction, ProgramActionNote
from programs.permissions import may_keep_action

Status = ProgramAction.Status

STEPS = {
    Status.PROMISED: {Status.PROMISED, Status.DONE, Status.DROPPED},
    Status.DONE: set(),
    Status.DROPPED: set(),
}


@audited("programs.actions.note_progress")
def note_progress(
    action: ProgramAction, *, by: Member, at: datetime, to: str, note: str
) -> ProgramActionNote:
    """Write a dated note, and where the action stands with it: promised still, done or dropped.

    The same note sent twice in a row is one.
    """
    may_keep_action(by, action).require()
    if not note.strip():
        raise StepRefused("Say what happened.")
    ended_on = None if to == Status.PROMISED else local_day(at)
    move(action, to, steps=STEPS, ended_on=ended_on)
    overtaken([f"program-action:{action.pk}"], at=at)
    last = action.notes.last()
    if last and (last.by_id, last.to_status, last.note) == (by.pk, to, note.strip()):
        return last
    written = action.notes.create(by=by, at=at, note=note.strip(), to_status=to)
    if ended_on:
        _tell_how_it_ended(action, written)
    return written


def _tell_how_it_ended(action: ProgramAction, written: ProgramActionNote) -> None:
    program = action.evaluation.program
    concerned = {action.owner, program.owner, *Member.objects.in_roles(Role.UNIT_SUPERVISOR)}
    tell(
        [member for member in concerned if member.pk != written.by_id],
        f"{ProgramAction.Status(action.status).words}: an action promised for {program.name}, due "
        f"{day_words(action.due_on)}.",
        url=action.get_absolute_url(),
        key=f"program-action-note:{written.pk}",
    )
