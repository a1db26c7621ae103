"""Every step of somebody's work is in the audit log (trust floor 10)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.support.rooms import code_in

ROOT = Path(settings.BASE_DIR)
MODULES = sorted(
    [
        *code_in("workflows", "workflow"),
        *ROOT.glob("outreach/imports/*.py"),
        ROOT / "policies/adoption.py",
    ]
)
# What leaves no entry of its own, and why.
ELSEWHERE = {
    "outreach.imports.files.begin_map": "saves by _save_step, which notes it",
    "outreach.imports.files.carry_out": "writes by bring_in, which notes it",
    "outreach.imports.files.take_map": "saves by _save_step, which notes it",
    "outreach.imports.files.take_reading": "saves by _save_step, which notes it",
    "outreach.imports.files.take_sheet": "saves by _save_step, which notes it",
    "outreach.imports.looking.ask": "inside the step that keeps the file or its map",
    "outreach.concerns.workflows.intake.log": "logs once by _logged, which notes it",
    "outreach.concerns.workflows.intake.logged_already": "only looks",
    "outreach.concerns.workflows.concerns.check_taker": "only looks",
    "outreach.concerns.workflows.closing.close_each": "one step for each, each noted",
    "outreach.concerns.workflows.concerns.resolve_and_answer": "two steps, each noted",
    "outreach.concerns.workflows.concerns.review_and_assign": "two steps, each noted",
    "outreach.drafts.workflow.discard": "nothing of a draft has been logged",
    "outreach.drafts.workflow.keep": "nothing of a draft has been logged",
    "outreach.presentations.workflow.file_brief": "files once by _filed, which notes it",
    "outreach.presentations.workflow.filed_already": "only looks",
    "programs.evaluations.workflows.evaluations.hold_to_decide": "only looks, inside a step",
    "programs.evaluations.workflows.evaluations.stepped": "a row of the step around it",
    "programs.catalogue.workflows.noting.note_change": "a row of the step around it",
    "programs.evaluations.workflows.opening.open_evaluation": "opens by _opened, which notes it",
    "programs.catalogue.workflows.topics.end_all": "inside the step that ends the program",
    "programs.catalogue.workflows.topics.open_again": "inside the step that resumes the program",
    "programs.catalogue.workflows.topics.open_for": "inside the step that opens the program",
}


def steps() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Public functions that something is done `by` somebody with."""
    for path in MODULES:
        room = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for part in ast.parse(path.read_text()).body:
            if isinstance(part, ast.FunctionDef) and not part.name.startswith("_"):
                names = [one.arg for one in (*part.args.args, *part.args.kwonlyargs)]
                if "by" in names or "lease" in names:
                    yield f"{room}.{part.name}", part


STEPS = dict(steps())


def decorated(step: ast.FunctionDef) -> bool:
    names = (one.func if isinstance(one, ast.Call) else one for one in step.decorator_list)
    return any(isinstance(one, ast.Name) and one.id.startswith("audited") for one in names)


def calls(step: ast.FunctionDef) -> set[str]:
    found = (part.func for part in ast.walk(step) if isinstance(part, ast.Call))
    return {one.id for one in found if isinstance(one, ast.Name)}


@pytest.mark.parametrize("name", sorted(STEPS))
def test_a_step_is_noted(name):
    step = STEPS[name]

    assert decorated(step) or calls(step) & {"note", "note_done"} or name in ELSEWHERE


@pytest.mark.parametrize("name", sorted(ELSEWHERE))
def test_what_is_noted_elsewhere_is_there_and_is_not_noted_twice(name):
    assert not decorated(STEPS[name])
    assert not calls(STEPS[name]) & {"note", "note_done"}


@pytest.mark.parametrize("name", sorted(name for name in STEPS if decorated(STEPS[name])))
def test_no_transaction_is_open_while_a_job_works(name):
    """A noted step is one transaction; a job's work takes seconds, and its lease has to beat."""
    assert "lease" not in {one.arg for one in STEPS[name].args.args}
