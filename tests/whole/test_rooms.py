"""Forms and pages belong to their kind of record: nobody else imports them, but those of `pages`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import log_lines
from tests.support.rooms import ROOMS, ROOT, dotted

pytestmark = pytest.mark.without_database

WEB = frozenset({"forms", "views", "pages"})
# What reads every room's pages to put them together.
JOINING = frozenset({"urls"})
# Who imports forms or pages of another kind all the same, and why.
ALL_THE_SAME = {
    "outreach.redactions.pages outreach.concerns.pages": "a concern's own page of it is a step of it",
}


def kind_of(module: str) -> tuple[str, str]:
    """(room, kind) a module belongs to; the kind is "" beside the folders of kinds."""
    room, *inside = module.split(".")
    return room, inside[0] if inside and (ROOT / room / inside[0]).is_dir() else ""


def web_of(module: str) -> str:
    """The forms or pages that `module` belongs to, `outreach.concerns.forms`; "" for another."""
    parts = module.split(".")
    for place, part in enumerate(parts[1:], 1):
        if part in WEB and parts[0] not in {"pages", "documents"}:
            return ".".join(parts[: place + 1])
    return ""


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{one.name}" for one in node.names)
        elif isinstance(node, ast.Import):
            yield from (one.name for one in node.names)


def taken_from(module: str, name: str) -> str:
    """The forms or pages of another room or kind that `module` takes `name` from; "" for its own."""
    if JOINING & set(module.split(".")) or name.split(".")[0] not in ROOMS:
        return ""
    web = web_of(name)
    room, kind = kind_of(web)
    beside = room == module.split(".")[0] and kind in WEB | {""}
    return "" if beside or (room, kind) == kind_of(module) else web


def strangers() -> Iterator[str]:
    """“importer forms-or-pages” for each import of another room's or kind's."""
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            module = dotted(path)
            yield from (
                f"{module} {web}" for name in imported(path) if (web := taken_from(module, name))
            )


def test_nobody_imports_another_kinds_forms_or_pages():
    assert set(strangers()) == set(ALL_THE_SAME)


@pytest.mark.parametrize(
    ("module", "name", "web"),
    [
        ("programs.catalogue.forms.entries", "outreach.presentations.forms.presentations.X", True),
        ("outreach.groups.pages.groups", "outreach.concerns.forms.steps.AssignForm", True),
        ("desk.views.home", "reports.views.lists.reports", True),
        ("outreach.concerns.pages.steps", "outreach.concerns.forms.steps.AssignForm", False),
        ("reports.views.steps", "reports.forms.steps.SubmitForm", False),
        ("surveys.wishes.forms", "surveys.forms.AreaNames", False),
        ("programs.catalogue.forms.entries", "pages.forms.fields.Line", False),
        ("outreach.concerns.urls", "outreach.drafts.pages.draft_discard", False),
    ],
)
def test_the_look_knows_a_stranger(module, name, web):
    assert bool(taken_from(module, name)) is web


def test_every_room_says_what_it_is_for():
    assert [room for room in ROOMS if not (ROOT / room / "README.md").exists()] == []


def test_the_words_of_every_room_are_known_to_the_log_of_lines():
    assert {*ROOMS, "config"} == log_lines.ROOMS
