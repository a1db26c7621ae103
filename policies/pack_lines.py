"""Where in a TOML file a field stands, so that an error can name the line."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

HEADER = re.compile(r"^\s*(\[\[|\[)\s*([\w.\-\"]+)\s*\]")
# `title.en`, `"north.end"`: the parts of a key, with points only between them.
PART = re.compile(r'"[^"]*"|[\w\-]+')
ASSIGNMENT = re.compile(rf"^\s*((?:{PART.pattern})(?:\.(?:{PART.pattern}))*)\s*=")


def line_of(text: str, where: tuple[str | int, ...]) -> int:
    """The 1-based line of the field at `where` (`("reports", 0, "due")`).

    A field that is missing has no line of its own: then the line of the table it belongs to.
    """
    best_line, best_depth = 1, 0
    for number, path in _paths(text):
        depth = _shared(path, where)
        if depth == len(path) and depth > best_depth:
            best_line, best_depth = number, depth
    return best_line


def _paths(text: str) -> Iterator[tuple[int, tuple[str | int, ...]]]:
    """(line number, path) of every header and assignment, array tables counted from 0."""
    counts: dict[tuple[str | int, ...], int] = defaultdict(lambda: -1)
    table: tuple[str | int, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := HEADER.match(line):
            table = ()
            names = header[2].replace('"', "").split(".")
            for position, name in enumerate(names):
                table = (*table, name)
                last = position == len(names) - 1
                if last and header[1] == "[[":
                    counts[table] += 1
                if table in counts:
                    table = (*table, counts[table])
            yield number, table
        elif assignment := ASSIGNMENT.match(line):
            yield number, (*table, *(part.strip('"') for part in PART.findall(assignment[1])))


def _shared(path: tuple[str | int, ...], where: tuple[str | int, ...]) -> int:
    depth = 0
    for mine, theirs in zip(path, where, strict=False):
        if mine != theirs:
            break
        depth += 1
    return depth
