"""Every action the code notes in this room has its place in what the log hides (floor 6).

The list is read from the code: an action that is new is noted on a record whose traces are hidden
with it, or says here why it tells of no restricted concern.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import outreach

ROOM = Path(outreach.__file__).parent
# Records whose entries are hidden with a restricted concern (`desk.log_hiding`).
HIDDEN = {"Concern", "Action", "Referral"}
AUDITED = {"audited", "audited_as", "refusals_noted"}
NOTING = {"note", "note_done"}

# Actions on other records, and why they tell nobody of a restricted concern.
ELSEWHERE = {
    "outreach.imports.by_command": "a file: an import makes no restricted concern",
    "outreach.imports.concern_records.bring_in": "the same",
    "outreach.imports.files.start": "the same",
    "outreach.imports.files.discard": "the same",
    "outreach.imports.files.receive": "the same",
    "outreach.imports.files.take_map": "the same",
    "outreach.imports.looking.look": "the same",
    "outreach.imports.groups.bring_in_groups": "a file of groups",
    "outreach.imports.batches.ask_approval": "an import",
    "outreach.imports.batches.give_back": "an import",
    "outreach.batches.first_read": "an import",
    "outreach.batches.taken_back": "an import",
    "outreach.imports.batches.resolve_together": "concerns of an import",
    "outreach.imports.batches.close_together": "concerns of an import",
    "outreach.imports.taking_back.undo": "an import",
    "outreach.concerns.many_opened": "a number of concerns read by one member, told of that member",
    "outreach.groups.status.decide_status": "a group",
    "outreach.groups.groups.register": "a group",
    "outreach.groups.groups.correct": "a group",
    "outreach.groups.groups.name_representative": "a group",
    "outreach.groups.groups.end_representative": "who speaks for a group",
    "outreach.groups.groups.correct_contact": "who speaks for a group",
    "outreach.presentations._filed": "a brief report",
    "outreach.presentations.file_again": "a brief report",
    "outreach.presentations.accept": "a brief report",
    "outreach.presentations.send_back": "a brief report",
    "outreach.reminders.remind": "whatever record is open: noted on it, so hidden with it",
    "outreach.redactions.redact_record": "any record but a concern",
}


def noted() -> Iterator[tuple[str, str]]:
    """(action, the hidden kind of record that it is given or makes) for every one in this room."""
    for path in sorted(ROOM.rglob("*.py")):
        inside = path.relative_to(ROOM).with_suffix("").parts
        steps = ("workflows", "workflow")
        module = ".".join(["outreach", *(part for part in inside if part not in steps)])
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and AUDITED & {*map(_name, node.decorator_list)}:
                given = node.args.args[0].annotation if node.args.args else None
                kinds = [one.id for one in (given, node.returns) if isinstance(one, ast.Name)]
                kind = next((one for one in kinds if one in HIDDEN), "")
                yield f"{module}.{node.name}", kind
            if isinstance(node, ast.Call) and _name(node) in NOTING:
                action = node.args[0] if node.args else None
                if isinstance(action, ast.Constant):
                    yield str(action.value), ""


def _name(node: ast.expr) -> str:
    called = node.func if isinstance(node, ast.Call) else node
    return called.id if isinstance(called, ast.Name) else ""


def test_every_action_is_noted_on_what_is_hidden_or_says_why_it_tells_of_nothing():
    found = dict(noted())

    open_ones = {action for action, kind in found.items() if not kind}

    assert open_ones == set(ELSEWHERE)
    assert len(found) > len(ELSEWHERE) + 20
