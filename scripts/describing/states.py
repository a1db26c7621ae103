"""How records move: every STEPS table as a diagram, as words, and with who takes its steps."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from describing.markdown import first_paragraph, functions_of, named, page, table

MARKED = re.compile(r"(<!-- states:begin (\S+) -->\n).*?(<!-- states:end -->)", re.DOTALL)
Steps = Mapping[Any, Any]


class Described(NamedTuple):
    """What moves, by which table, and the modules whose functions take the steps."""

    what: str
    table: str
    verbs: tuple[str, ...] = ()


STATES = (
    Described(
        "A concern",
        "outreach.concerns.workflows.concerns.STEPS",
        (
            "outreach.concerns.workflows.intake",
            "outreach.concerns.workflows.concerns",
            "outreach.concerns.workflows.referrals",
        ),
    ),
    Described(
        "A recommended action",
        "outreach.concerns.workflows.actions.STEPS",
        ("outreach.concerns.workflows.actions",),
    ),
    Described(
        "The brief report of a presentation",
        "outreach.presentations.workflow.STEPS",
        ("outreach.presentations.workflow",),
    ),
    Described(
        "A report",
        "reports.workflows.review.STEPS",
        (
            "reports.workflows.assembly",
            "reports.workflows.writing",
            "reports.workflows.review",
        ),
    ),
    Described(
        "A program",
        "programs.catalogue.workflows.programs.STEPS",
        ("programs.catalogue.workflows.programs",),
    ),
    Described(
        "The yearly evaluation of a program",
        "programs.evaluations.workflows.evaluations.STEPS",
        (
            "programs.evaluations.workflows.opening",
            "programs.evaluations.workflows.evaluations",
            "programs.evaluations.workflows.deciding",
        ),
    ),
    Described(
        "An action promised by a decision",
        "programs.actions.workflow.STEPS",
        ("programs.actions.workflow",),
    ),
    Described(
        "A survey",
        "surveys.questionnaires.workflows.surveys.STEPS",
        ("surveys.questionnaires.workflows.surveys", "surveys.questionnaires.workflows.questions"),
    ),
    Described(
        "A wish to be contacted",
        "surveys.wishes.workflow.STEPS",
        ("surveys.wishes.workflow",),
    ),
    Described(
        "A proposal for an account",
        "accounts.workflows.proposals.STEPS",
        ("accounts.workflows.proposals",),
    ),
    Described(
        "A changed address",
        "accounts.workflows.addresses.STEPS",
        ("accounts.workflows.addresses",),
    ),
    Described(
        "A proposed number",
        "policies.workflows.settings.STEPS",
        ("policies.workflows.settings",),
    ),
    Described("A job", "jobs.running.STEPS"),
)


def states_page() -> str:
    return page("How records move", *(part for each in STATES for part in _parts(each)))


def _parts(described: Described) -> Iterator[str]:
    steps = named(described.table)
    yield f"## {described.what}"
    yield f"`{described.table}`"
    yield diagram(steps)
    yield table(("Status", "Stored as", "From here to"), _onward(steps))
    if verbs := list(_verbs(described.verbs)):
        yield table(("The function a step is taken with", "What it does"), verbs)


def _onward(steps: Steps) -> Iterator[tuple[str, ...]]:
    for status, onward in steps.items():
        further = ", ".join(each.label for each in _in_order(steps, onward))
        yield status.label, f"`{status.value}`", further or "nowhere"


def diagram(steps: Steps) -> str:
    """The table as a Mermaid state diagram, from the status a new record has."""
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {_first(steps)}"]
    for status, onward in steps.items():
        lines += [f"    {status.value} --> {to.value}" for to in _in_order(steps, onward)]
        lines += [f"    {status.value} --> [*]"] if not onward else []
    for status in steps:
        if status.label.lower() != status.value:
            lines.append(f"    {status.value} : {status.label}")
    return "\n".join([*lines, "```"])


def _first(steps: Steps) -> str:
    """What the model of these statuses starts with: Concern's for Concern.Status.LOGGED."""
    kind = type(next(iter(steps)))
    model = getattr(importlib.import_module(kind.__module__), kind.__qualname__.split(".")[0])
    return str(model._meta.get_field("status").default.value)


def _in_order(steps: Steps, onward: Iterable[Any]) -> list[Any]:
    return sorted(onward, key=list(steps).index)


def _verbs(modules: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The functions a person takes a step with: those that must be told `by`."""
    for name in modules:
        for function in functions_of(name):
            by = inspect.signature(function).parameters.get("by")
            if by and by.kind == by.KEYWORD_ONLY:
                yield f"`{name}.{function.__name__}`", first_paragraph(function)


def with_diagrams(readme: str) -> str:
    """The README with the diagrams its markers ask for."""
    return MARKED.sub(lambda mark: f"{mark[1]}{diagram(named(mark[2]))}\n{mark[3]}", readme)
