"""What a decision promised: its progress, and how it ended (K-IV.D)."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from audit.noting import audited
from personnel.giving import may_give_work
from personnel.models import Member
from personnel.notices import overtaken, tell
from personnel.roles import Role
from policies.current import local_day
from programs.actions.permissions import may_hand_promise, may_keep_action
from programs.models import ProgramAction, ProgramActionNote
from records.history import StepRefused, move
from records.wording import day_words

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
    overtaken(_told_of(action), at=at)
    last = action.notes.last()
    if last and (last.by_id, last.to_status, last.note) == (by.pk, to, note.strip()):
        return last
    written = action.notes.create(by=by, at=at, note=note.strip(), to_status=to)
    if ended_on:
        _tell_how_it_ended(action, written)
    return written


@audited("programs.actions.give_on")
def give_on(
    action: ProgramAction,
    *,
    by: Member,
    at: datetime,
    to: Member,
    reason: str,
    seen_owner: int | None = None,
) -> ProgramActionNote:
    """Give what was promised to `to`, who has it from now on; what is due and when stays.

    `seen_owner` is the key of whom the page showed. Raises StepRefused when somebody else has it
    meanwhile, it has ended, or it is with `to` already.
    """
    may_hand_promise(by, action).require()
    before = action.owner
    if not (to.works and to.is_active):
        raise StepRefused(f"{to.short_name} takes none.")
    if not (given := may_give_work(by, to)):
        raise StepRefused(given.reason)
    if to.pk == before.pk:
        raise StepRefused(f"{to.short_name} has it already.")
    still = ProgramAction.objects.unsettled().filter(pk=action.pk, owner=seen_owner or before.pk)
    if not still.update(owner=to):
        raise StepRefused("It moved on while you were looking. Nothing was changed.")
    action.owner = to
    overtaken(_told_of(action), at=at)
    words = f"From {before.short_name} to {to.short_name}. {reason}"
    written = action.notes.create(by=by, at=at, note=words)
    _tell_of_giving(action, written, before)
    return written


def _told_of(action: ProgramAction) -> list[str]:
    """The keys of what was told of it while it was with somebody else."""
    notes = action.notes.filter(to_status="").values_list("pk", flat=True)
    return [f"program-action:{action.pk}", *(f"program-action-note:{note}" for note in notes)]


def _tell_of_giving(action: ProgramAction, written: ProgramActionNote, before: Member) -> None:
    """Who has it now and who had it; whoever gave it knows."""
    program = action.evaluation.program
    due = day_words(action.due_on)
    said = {
        action.owner: f"An action promised for {program.name} is yours, from"
        f" {written.by.short_name}, due {due}.",
        before: f"The action promised for {program.name} is with {action.owner.short_name} now.",
    }
    for member, text in said.items():
        if member.pk != written.by_id:
            sees = ProgramAction.objects.visible_to(member).filter(pk=action.pk).exists()
            url = action.get_absolute_url() if sees else reverse("desk:waiting")
            tell([member], text, url=url, key=f"program-action-note:{written.pk}")


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
