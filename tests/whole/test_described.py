"""The documentation says what the code does: generated pages, tables, examples, links."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command, get_commands

from importing.importers import told
from importing.maps import Source
from outreach.imports.concern_maps import Columns, read_map
from outreach.imports.concern_records import bring_in
from outreach.imports.concerns import read_concerns
from outreach.imports.group_maps import read_group_map
from personnel.models import Member
from personnel.roles import Role
from policies import packs
from policies.packs import load_pack
from tests.support.factories import NOON
from tests.support.rooms import ROOMS

ROOT = Path(settings.BASE_DIR)
CODE = ["config", *ROOMS]
PAGES = sorted({*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("*/README.md")})
DECISIONS = sorted(ROOT.glob("docs/decisions/0*.md"))
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCED = re.compile(r"^( *)```(\w*)\n(.*?)^ *```", re.DOTALL | re.MULTILINE)


def page(name: str) -> str:
    return (ROOT / "docs/how-to" / f"{name}.md").read_text()


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of `language`, without the indentation they stand in."""
    return [
        "\n".join(line.removeprefix(indent) for line in inside.splitlines()) + "\n"
        for indent, named, inside in FENCED.findall(text)
        if named == language
    ]


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as they are made when it is shown."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", text), re.MULTILINE)
    words = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {word.strip().replace(" ", "-") for word in words}


def sources() -> list[Path]:
    return [path for app in CODE for path in (ROOT / app).rglob("*.py")]


# ---- What is generated


@pytest.mark.slow
def test_the_generated_pages_say_what_the_code_says():
    command = [sys.executable, ROOT / "scripts/describe.py", "--check"]

    checked = subprocess.run(command, capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stderr


def test_every_table_of_steps_is_described():
    tables = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts) + ".STEPS"
        for path in sources()
        if re.search(r"^STEPS\b.*= {", path.read_text(), re.MULTILINE)
    }

    described = (ROOT / "docs/reference/states.md").read_text()

    assert tables
    assert [name for name in tables if f"`{name}`" not in described] == []


# ---- Links and lists


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path):
    text = FENCED.sub("", path.read_text())

    broken = [link for link in LINK.findall(text) if not leads_somewhere(path, link)]

    assert broken == []


def leads_somewhere(path: Path, link: str) -> bool:
    if link.startswith(("https://", "mailto:")):
        return True
    name, _, anchor = link.partition("#")
    found = (path.parent / name).resolve() if name else path
    if not found.is_relative_to(ROOT) or not found.exists():
        return False
    return not anchor or anchor in anchors(found.read_text())


def test_every_decision_is_on_the_list_and_has_its_three_parts():
    listed = (ROOT / "docs/decisions/README.md").read_text()

    for path in DECISIONS:
        text = path.read_text()
        assert path.name in listed
        headings = [line for line in text.splitlines() if line.startswith("## ")]
        assert headings == ["## Context", "## Decision", "## Consequences"], path.name
        assert text.startswith(f"# {int(path.name[:4])}. "), path.name


# ---- Tables that repeat the code


def test_the_table_of_variables_names_what_the_settings_read():
    told_of = set(re.findall(r"^\| `([A-Z_]+)` \|", page("run-in-production"), re.MULTILINE))

    assert told_of == read_from_the_environment()


def read_from_the_environment() -> set[str]:
    """The names `config/settings.py` asks `env` for."""
    calls = [
        node
        for node in ast.walk(ast.parse((ROOT / "config/settings.py").read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func.value, ast.Name)
        and call.func.value.id == "env"
        and call.func.attr != "read_env"
    }


def test_every_field_of_a_pack_is_explained():
    fields = {
        field
        for kind in vars(packs).values()
        if isinstance(kind, type) and issubclass(kind, packs.Part) and kind is not packs.Pack
        for field in kind.model_fields
    }

    explained = set(re.findall(r"`(?:\[\[\w+\.)?(\w+)(?:\]\])?`", page("adopt-a-policy")))

    assert fields - explained == set()


def test_every_setting_the_code_asks_for_is_listed():
    asked = {
        name for path in sources() for name in re.findall(r'\bsetting\("(\w+)"\)', path.read_text())
    }

    listed = page("adopt-a-policy")

    assert asked
    assert [name for name in sorted(asked) if f"`{name}`" not in listed] == []


def test_every_field_of_a_map_is_explained():
    explained = page("bring-in-records")

    assert [name for name in Columns.model_fields if f"`{name}`" not in explained] == []
    assert [name for name in Source.model_fields if f"`[source] {name}`" not in explained] == []


# ---- Examples


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_command_that_is_named_exists(path):
    named = set(re.findall(r"manage\.py ([a-z_]+)", path.read_text()))

    assert named <= set(get_commands())


def test_the_example_of_an_import_gives_the_counts_it_tells(kinston, officer):
    guide = page("bring-in-records")
    [group_map, concern_map], [table] = blocks(guide, "toml"), blocks(guide, "csv")
    assert read_group_map(group_map).properties.name == "NEIGHB_NAME"

    reading = read_concerns(table.encode(), read_map(concern_map), at=NOON)
    counts = told(
        bring_in(reading, by=officer, at=NOON), what="noise.csv", as_json=False, dry_run=False
    )

    assert counts + "\n" in blocks(guide, "")


def test_the_map_in_the_readme_can_be_read():
    [concern_map] = blocks((ROOT / "README.md").read_text(), "toml")

    assert read_map(concern_map).source.name == "Noise calls"


def test_the_first_account_is_made_as_the_guides_say(kinston):
    guides = [(ROOT / "README.md").read_text(), page("run-in-production")]
    commands = {line for text in guides for line in re.findall(r"manage\.py (add_member .+)", text)}

    for command in commands:
        call_command(*shlex.split(command), stdout=StringIO())

    made = Member.objects.values_list("role", flat=True)
    assert set(made) == {Role.ADMINISTRATOR, Role.CHIEF}


def test_the_packs_the_guide_names_ship():
    named = re.findall(r"adopt_policy (\w+) ", page("adopt-a-policy"))

    assert [load_pack(key).key for key in named] == named
