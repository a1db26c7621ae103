"""Where an import stands as a whole, and what a member may do with it now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from outreach.imports.permissions import (
    may_approve_import,
    may_change_import,
    may_decide_batch,
    may_start_import,
    may_undo_import,
    may_work_on_batch,
)
from outreach.imports.workflows import taking_back
from outreach.models import Concern, ImportFile
from personnel.models import Member
from records.verdicts import Verdict, stands

Status = Concern.Status
# The steps that are taken on a page of their own, which asks.
ASKED = frozenset({"return", "resolve", "undo"})


@dataclass(frozen=True)
class Life:
    """Where an import stands and what the member may do with it now, with the reasons."""

    steps: list[dict[str, Any]]
    open: int = 0
    resolved: int = 0
    closed: int = 0


def life_of(file: ImportFile, member: Member) -> Life:
    """The steps of an import that are there at its point; a refused one says why."""
    if not file.is_started:
        return Life(_before(file, member))
    if not file.is_applied or file.is_undone:
        return Life([])
    if file.kind == ImportFile.Kind.GROUPS:
        return Life([_undo(file, member)])
    counted = file.concerns.visible_to(member)
    logged = counted.filter(status=Status.LOGGED).count()
    resolved = counted.filter(status=Status.RESOLVED).count()
    closed = counted.filter(status=Status.CLOSED).count()
    steps = []
    if logged:
        steps.append(
            _step("resolve", f"Resolve {logged:,} together", may_work_on_batch(member, file))
        )
    if resolved:
        steps.append(_step("close", f"Close {resolved:,} together", may_decide_batch(member, file)))
    steps.append(_undo(file, member))
    return Life(steps, counted.filter(settled_on=None).count(), resolved, closed)


def _before(file: ImportFile, member: Member) -> list[dict[str, Any]]:
    if file.previewed is None:
        return []
    if not file.is_asked:
        start = may_start_import(member, file)
        ask = _step("ask", "Ask for its approval", may_change_import(member, file))
        return [] if start else [ask]
    return [_step("return", "Give it back", may_approve_import(member, file))]


def _undo(file: ImportFile, member: Member) -> dict[str, Any]:
    verdict = may_undo_import(member, file)
    if verdict and (reason := taking_back.why_not_undone(file)):
        verdict = stands(reason)
    return _step("undo", "Take this import back", verdict, danger=True)


def _step(name: str, label: str, verdict: Verdict, *, danger: bool = False) -> dict[str, Any]:
    return {
        "name": name,
        "url": f"outreach:import-{name}",
        "label": label,
        "verdict": verdict,
        "danger": danger,
        "post": name not in ASKED,
    }
