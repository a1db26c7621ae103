"""A program from its proposal to its end, and what each step leaves behind (K-IV.E.3, K-IV.D).

Every function asks permission itself, moves the record by one conditional UPDATE, leaves a step
with who, when and why, and tells those it concerns. `at` is the moment it happens; the day is the
department's.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction

from audit.noting import audited
from personnel.models import Member
from personnel.notices import steps_overtaken, tell
from personnel.roles import COMMAND, Role
from policies.current import local_day
from programs.catalogue.permissions import (
    may_approve,
    may_change,
    may_discontinue,
    may_pause,
    may_propose,
    may_resume,
)
from programs.catalogue.workflows import topics
from programs.catalogue.workflows.noting import note_change
from programs.models import Program, ProgramStep
from records.history import StepRefused, move
from records.wording import day_words

Status = Program.Status

STEPS = {
    Status.PROPOSED: {Status.ACTIVE, Status.DISCONTINUED},
    Status.ACTIVE: {Status.PAUSED, Status.DISCONTINUED},
    Status.PAUSED: {Status.ACTIVE, Status.DISCONTINUED},
    Status.DISCONTINUED: {Status.ACTIVE},
}
USED_ALREADY = "This form was sent already, by somebody else."


@audited("programs.programs.propose")
def propose(program: Program, *, by: Member, at: datetime) -> Program:
    """Enter a program into the catalogue; it begins when command approves it (row 20).

    The same `submission` sent twice by the same member gives the program entered the first time.
    """
    may_propose(by).require()
    try:
        with transaction.atomic():
            return _proposed(program, by, at)
    except IntegrityError:
        made = Program.objects.filter(submission=program.submission).first()
        if made is None:
            raise StepRefused(f"“{program.name}” is in the catalogue already.") from None
        if not made.steps.filter(from_status="", by=by).exists():
            raise StepRefused(USED_ALREADY) from None
        return made


def _proposed(program: Program, by: Member, at: datetime) -> Program:
    program.status = Status.PROPOSED
    program.save(force_insert=True)
    step = program.steps.create(to_status=Status.PROPOSED, by=by, at=at)
    able = [m for m in Member.objects.in_roles(*COMMAND) if may_approve(m, program)]
    _tell(able, f"{by.short_name} proposed the program {program.name}.", program, step)
    return program


@audited("programs.programs.change")
def change(program: Program, *, by: Member, at: datetime, seen: int, fields: list[str]) -> None:
    """Save changed fields of a program made from version `seen`. Raises StaleRecord.

    Who owned it stays known, and the new owner is told.
    """
    before = Program.objects.get(pk=program.pk)
    may_change(by, before).require()
    if not fields:
        return
    program.save_edit(seen=seen, fields=fields, still={"status": before.status})
    labels = ", ".join(_label(name) for name in fields)
    step = note_change(program, f"Changed: {labels}.", by=by, at=at)
    if "owner" in fields:
        program.former_owners.create(member=before.owner, until=local_day(at))
        _tell([program.owner], f"You own the program {program.name} from now on.", program, step)


def _label(field: str) -> str:
    return str(Program._meta.get_field(field).verbose_name)  # type: ignore[union-attr]


@audited("programs.programs.approve")
def approve(
    program: Program,
    *,
    by: Member,
    at: datetime,
    seen: int,
    note: str = "",
    started_on: date | None = None,
) -> ProgramStep:
    """Let the program that was read at version `seen` begin, today or since `started_on`.

    Topics that were closed with an earlier program and are taken up by this one open again.
    """
    may_approve(by, program).require()
    first_day = started_on or local_day(at)
    if program.status != Status.PROPOSED:
        raise StepRefused("Only a proposed program is approved.")
    if first_day > local_day(at):
        raise StepRefused("The first day is after today.")
    came_from = move(
        program, Status.ACTIVE, steps=STEPS, still={"version": seen}, started_on=first_day
    )
    topics.open_for(program, by=by)
    step = _stepped(program, came_from, by, at, note)
    proposers = Member.objects.filter(pk__in=program.steps.filter(from_status="").values("by"))
    told = {program.owner, *proposers}
    _tell(told, f"{by.short_name} approved the program {program.name}.", program, step)
    return step


@audited("programs.programs.pause")
def pause(program: Program, *, by: Member, at: datetime, note: str) -> ProgramStep:
    """Stop a program for a time; its sessions still count."""
    may_pause(by, program).require()
    came_from = move(program, Status.PAUSED, steps=STEPS)
    step = _stepped(program, came_from, by, at, note)
    _tell([program.owner], f"{by.short_name} paused the program {program.name}.", program, step)
    return step


@audited("programs.programs.resume")
def resume(program: Program, *, by: Member, at: datetime, note: str) -> ProgramStep:
    """Take up a paused program again; or, by command, a discontinued one with its topics."""
    may_resume(by, program).require()
    if program.status == Status.PROPOSED:
        raise StepRefused("It is proposed, and begins when it is approved.")
    ended_on, today = program.ended_on, local_day(at)
    began = program.started_on or today
    came_from = move(program, Status.ACTIVE, steps=STEPS, ended_on=None, started_on=began)
    if ended_on:
        topics.open_again(program, ended_on, by=by, since=today)
    step = _stepped(program, came_from, by, at, note)
    _tell([program.owner], f"{by.short_name} resumed the program {program.name}.", program, step)
    return step


@audited("programs.programs.discontinue")
def discontinue(
    program: Program, *, by: Member, at: datetime, note: str, on: date | None = None
) -> ProgramStep:
    """End a program on `on`, today unless it is given: nothing is presented under its topics.

    A proposal that never began is declined; its topics stay as they are.
    """
    may_discontinue(by, program).require()
    day, began = on or local_day(at), program.started_on
    if began and day < began:
        raise StepRefused(f"It began on {day_words(began)} and cannot end before.")
    came_from = move(program, Status.DISCONTINUED, steps=STEPS, ended_on=day)
    verb = "was discontinued on" if began else "was declined on"
    sentence = f"{program.name} {verb} {day_words(day)} by {by.short_name}"
    topics.end_all(program, by=by, on=day, why=f"{sentence}: {note}" if began else "")
    step = _stepped(program, came_from, by, at, note)
    _tell(_concerned(program), f"{sentence}.", program, step)
    return step


def _concerned(program: Program) -> set[Member]:
    """The owner, whoever works in the program, and the unit supervisor."""
    serving = Member.objects.filter(programs_served__in=program.personnel.filter(until=None))
    return {program.owner, *serving, *Member.objects.in_roles(Role.UNIT_SUPERVISOR)}


def _stepped(program: Program, came_from: str, by: Member, at: datetime, note: str) -> ProgramStep:
    steps_overtaken("program-step", program.steps.all(), at=at)
    return program.steps.create(
        from_status=came_from, to_status=program.status, by=by, at=at, note=note
    )


def _tell(members: Iterable[Member], text: str, program: Program, step: ProgramStep) -> None:
    others = [member for member in members if member.pk != step.by_id]
    tell(others, text, url=program.get_absolute_url(), key=f"program-step:{step.pk}")
