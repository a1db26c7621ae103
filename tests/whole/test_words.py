"""One word for one thing: what docs/glossary.md does not want stands in nothing people read."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.support.rooms import ROOMS

pytestmark = pytest.mark.without_database

ROOT = Path(settings.BASE_DIR)
# Names of columns in other programs' files, and the machine's own words.
LEFT_OUT = {
    "surveys/answer_files/respondent_columns.py",
    "outreach/imports/column_guessing.py",
    "outreach/search_index.py",
    "surveys/results/folding.py",
}
COMMENTS = re.compile(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}", re.DOTALL)
GIVEN = re.compile(r"(?:title|words|label|what|heading|hint|one|more|aria-label)=\"([^\"]*)\"")


def unwanted() -> list[str]:
    rows = (ROOT / "docs/glossary.md").read_text().splitlines()
    cells = [row.strip("|").split("|")[-1].strip() for row in rows if row.startswith("| ")]
    return [word.strip() for cell in cells[1:] for word in cell.split(",") if word.strip()]


def pages() -> Iterator[tuple[str, str]]:
    """The words of every template, without its markup."""
    for path in (ROOT / "templates").rglob("*.html"):
        text = COMMENTS.sub("", path.read_text())
        given = " ".join(GIVEN.findall(text))
        shown = re.sub(r"<[^>]*>", " ", re.sub(r"{%.*?%}|{{.*?}}", " ", text, flags=re.DOTALL))
        yield path.relative_to(ROOT).as_posix(), " ".join(f"{shown} {given}".split())


def sentences() -> Iterator[tuple[str, str]]:
    """Every text of more than one word in the code, but for what explains the code itself."""
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            name = path.relative_to(ROOT).as_posix()
            if name in LEFT_OUT or {"migrations", "demo", "management"} & set(path.parts):
                continue
            tree = ast.parse(path.read_text())
            explaining = {id(one) for one in _docstrings(tree)}
            for node in ast.walk(tree):
                if id(node) not in explaining and (text := _sentence(node)):
                    yield name, text


def _sentence(node: ast.AST) -> str:
    text = node.value if isinstance(node, ast.Constant) else ""
    return text if isinstance(text, str) and " " in text else ""


def _docstrings(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        explained = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body
        if explained and isinstance(node.body[0], ast.Expr):
            yield node.body[0].value


def test_the_glossary_names_what_is_not_wanted():
    assert {"submit", "throw away", "dashboard", "log in"} <= set(unwanted())


def test_no_page_and_no_sentence_uses_another_word_for_the_same_thing():
    words = "|".join(re.escape(word) for word in unwanted())
    other = re.compile(rf"(?i)\b(?:{words})(?:s|ed|ted)?\b")

    found = [
        f"{where}: {match.group()}"
        for where, text in [*pages(), *sentences()]
        for match in other.finditer(text)
    ]

    assert found == []


@pytest.mark.parametrize("word", ["Submit", "Thrown away", "Log in"])
def test_such_a_word_would_be_found(word):
    other = "|".join(re.escape(one) for one in unwanted())

    assert re.search(rf"(?i)\b(?:{other})\b", f"{word} it now")
