"""The names under which steps stand in the log: written down, one for one thing, and for good."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from desk.audit_log import AREAS, action_words
from tests.support.rooms import ROOMS

ROOT = Path(settings.BASE_DIR)
WRITTEN_DOWN = Path(__file__).with_name("actions.txt")
NOTING = {"audited", "refusals_noted", "note", "note_done"}
# Steps that are noted in more than one place, or refused in one and done in another.
IN_SEVERAL = {
    "outreach.imports.files.take_map": "a map that was confirmed, or found by looking at the file",
    "personnel.proposals.withdraw": "by who proposed it, or with the account it is for",
    "sign-in": "that somebody came in, or was refused",
}


def known() -> list[str]:
    lines = WRITTEN_DOWN.read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def noted() -> Iterator[tuple[str, str, str]]:
    """(action, what notes it, module) wherever the product notes a name that stands in the code.

    Not those of pages, files and jobs, which are those of addresses and tasks.
    """
    for module, call in calls():
        first = call.args[0] if call.args else None
        if call.func.id in NOTING and isinstance(first, ast.Constant):
            yield str(first.value), call.func.id, module


@cache
def calls() -> list[tuple[str, Any]]:
    """(module, call) of each call of a function by its plain name, anywhere in the rooms."""
    return [
        (str(path.relative_to(ROOT)), part)
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        for part in ast.walk(ast.parse(path.read_text()))
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Name)
    ]


def test_every_name_in_use_is_written_down():
    missing = sorted({action for action, _, _ in noted()} - set(known()))

    assert not missing, f"add to {WRITTEN_DOWN.name}, at their place: {missing}"


def test_the_names_stand_in_order_and_once():
    assert known() == sorted(set(known()))


def test_a_step_has_a_name_of_its_own():
    places = defaultdict(list)
    for action, by, module in noted():
        if by != "refusals_noted":
            places[action].append(module)

    several = {action: found for action, found in places.items() if len(found) > 1}
    assert set(several) == set(IN_SEVERAL), several


def test_nothing_is_noted_under_a_name_that_is_made_up_on_the_way():
    """`audited` takes a word; only pages and files, whose addresses have names, are put together."""
    made = [
        f"{module}:{call.lineno}"
        for module, call in calls()
        if call.func.id in NOTING - {"note"} and not isinstance(call.args[0], ast.Constant)
    ]

    assert not made


def test_each_name_belongs_to_an_area_of_the_log_and_reads_as_words():
    starts = tuple(start for _, starts in AREAS.values() for start in starts)

    assert not [action for action in known() if not action.startswith(starts)]
    assert not [action for action in known() if len(action) > 80]
    assert not [action for action in known() if "." in action_words(action)]
