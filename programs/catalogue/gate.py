"""The steps a program can take from where it stands, each with who may take it and why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from outreach.concerns.gate import Way
from personnel.models import Member
from policies.clauses import first_link
from policies.packs import Pack
from programs.catalogue.permissions import may_approve, may_discontinue, may_pause, may_resume
from programs.catalogue.workflows.programs import STEPS
from programs.models import Program
from records.history import StepRefused
from records.verdicts import Verdict

Status = Program.Status

# Where the five policies speak of the programs themselves.
PROGRAMS = ("K-IV.E.3", "P-IV.A", "C-1")
ENDING = ("K-IV.D", "P-III.C.2")


@dataclass(frozen=True)
class Step:
    """One step of a program: what its button says, its page and who may take it."""

    to: str
    label: str
    page: str
    icon: str
    may: Callable[[Member, Program], Verdict]


APPROVE = Step(Status.ACTIVE, "Approve the program", "approve", "check-circle", may_approve)
RESUME = Step(Status.ACTIVE, "Resume", "resume", "arrow-counterclockwise", may_resume)
PAUSE = Step(Status.PAUSED, "Pause", "pause", "pause-circle", may_pause)
DISCONTINUE = Step(
    Status.DISCONTINUED, "Discontinue", "discontinue", "slash-circle", may_discontinue
)
DECLINE = Step(
    Status.DISCONTINUED, "Decline the proposal", "discontinue", "slash-circle", may_discontinue
)
STEP_OF = {step.page: step for step in (APPROVE, RESUME, PAUSE, DISCONTINUE)}


def gate(program: Program, member: Member, pack: Pack) -> list[Way]:
    """Every step from the present status, allowed or refused.

    Who never changes programs is not shown what is refused: no refusal will ever end.
    """
    ways = [_way(step, program, member, pack) for step in offered(program)]
    return [way for way in ways if member.leads or member.is_unit or way.verdict]


def offered(program: Program) -> tuple[Step, ...]:
    """The steps that lead on from where the program stands."""
    if program.status == Status.PROPOSED:
        return APPROVE, DECLINE
    onward = STEPS[Status(program.status)]
    return tuple(step for step in (RESUME, PAUSE, DISCONTINUE) if step.to in onward)


def check_possible(page: str, program: Program) -> None:
    """Raise StepRefused unless the program's status leads to the step of this page."""
    if page not in {step.page for step in offered(program)}:
        words, label = Status(program.status).words, STEP_OF[page].label
        raise StepRefused(f"It is {words.lower()}. “{label}” does not lead on from there.")


def _way(step: Step, program: Program, member: Member, pack: Pack) -> Way:
    verdict = step.may(member, program)
    return Way(
        id=step.page,
        label=step.label,
        icon=step.icon,
        url=reverse(f"programs:program-{step.page}", args=[program.pk]),
        verdict=verdict,
        clause=first_link(pack, verdict.clause),
    )
