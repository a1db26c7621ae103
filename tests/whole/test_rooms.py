"""Forms and pages belong to their kind of record: nobody else imports them, but those of `pages`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

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


def strangers() -> Iterator[str]:
    """“importer forms-or-pages” for each import of another room's or kind's."""
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            module = dotted(path)
            if JOINING & set(module.split(".")):
                continue
            for name in imported(path):
                web = web_of(name) if name.split(".")[0] in ROOMS else ""
                theirs = kind_of(web)
                beside = theirs[0] == room and theirs[1] in WEB | {""}
                if web and theirs != kind_of(module) and not beside:
                    yield f"{module} {web}"


def test_nobody_imports_another_kinds_forms_or_pages():
    assert set(strangers()) == set(ALL_THE_SAME)


def test_the_look_finds_one(monkeypatch):
    assert web_of("outreach.concerns.forms.steps.AssignForm") == "outreach.concerns.forms"
    assert kind_of("outreach.concerns.forms") == ("outreach", "concerns")
    assert web_of("pages.forms.fields.Line") == ""


def test_every_room_says_what_it_is_for():
    assert {app for app in ROOMS if not (ROOT / app / "README.md").exists()} == set()
    assert len(ROOMS) == len({config.label for config in apps.get_app_configs()} & set(ROOMS))
