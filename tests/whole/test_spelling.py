"""Words are compared in one way: by `documents.spelling`, wherever the product compares any."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.support.rooms import ROOMS

pytestmark = pytest.mark.without_database
ROOT = Path(settings.BASE_DIR)
# Where letters are brought into one case for something else than to compare what people write.
OTHERWISE = {
    "documents/spelling.py": "the one way",
    "audit/redaction.py": "letter by letter, each with its place in the text",
    "importing/shapefiles.py": "a keyword of a projection, in letters of the English alphabet",
    "accounts/provider.py": "a word of a protocol",
}
OF_CASE = {"lower", "upper", "title", "swapcase"}


def in_case_of_its_own(source: str) -> Iterator[int]:
    """The lines that compare a text whose case was changed there and then, or fold it themselves."""
    for node in ast.walk(ast.parse(source)):
        if _is_call(node, {"casefold"}):
            yield node.lineno
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if sum(_is_call(side, OF_CASE) for side in sides) and not _of_one_letter(node):
                yield node.lineno


def _is_call(node: ast.AST, names: set[str]) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in names
        and not node.args
    )


def _of_one_letter(node: ast.Compare) -> bool:
    """`sign.upper() != sign.lower()` asks whether it is a letter."""
    return all(_is_call(side, OF_CASE) for side in (node.left, *node.comparators))


def modules() -> Iterator[Path]:
    for room in ROOMS:
        yield from (path for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts)


def test_words_are_compared_by_their_spelling_alone():
    found = [
        f"{name}:{line}"
        for path in modules()
        if (name := path.relative_to(ROOT).as_posix()) not in OTHERWISE
        for line in in_case_of_its_own(path.read_text())
    ]

    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "a.casefold() == b",
        "names = {one.casefold() for one in known}",
        "if word.lower() in KNOWN: pass",
        "x = 'a' == word.upper()",
    ],
)
def test_a_comparison_in_a_case_of_its_own_is_found(source):
    assert list(in_case_of_its_own(source)) == [1]


def test_what_compares_otherwise_is_still_there():
    assert [name for name in OTHERWISE if not (ROOT / name).exists()] == []
