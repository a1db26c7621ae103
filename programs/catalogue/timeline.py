"""What a program went through, as its page tells it: steps, and changes that left the status."""

from __future__ import annotations

from dataclasses import replace

from programs.models import Program, ProgramStep
from records.wording import Entry, timeline

Status = Program.Status
TITLES: dict[tuple[str, str], str] = {
    ("", Status.PROPOSED): "Proposed",
    (Status.PROPOSED, Status.ACTIVE): "Approved",
    (Status.PROPOSED, Status.DISCONTINUED): "Declined",
    (Status.PAUSED, Status.ACTIVE): "Resumed",
    (Status.DISCONTINUED, Status.ACTIVE): "Taken up again",
    (Status.ACTIVE, Status.PAUSED): "Paused",
}


def entries(program: Program) -> list[Entry]:
    """What happened, newest first."""
    steps = list(program.steps.select_related("by"))
    told = [_told(step, entry) for step, entry in zip(steps, timeline(steps), strict=True)]
    return told[::-1]


def _told(step: ProgramStep, entry: Entry) -> Entry:
    if step.from_status == step.to_status:
        # A decision to keep or modify is a step of its own kind: its note says so.
        return replace(entry, title="Changed", tone="", icon="pencil")
    came = (step.from_status, step.to_status)
    return replace(entry, title=TITLES.get(came, entry.title))
