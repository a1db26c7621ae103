"""What the pages share: tables, functions in the order a module has them, their first words."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Callable, Iterable
from typing import Any

GENERATED = "Written by `python scripts/describe.py` from the code. Edit the code, not this page."


def page(title: str, *parts: str) -> str:
    """One page: its title, the warning, and the parts with one blank line between them."""
    text = "\n\n".join([f"# {title}", GENERATED, *parts])
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [[cell.replace("|", "\\|") for cell in line] for line in [head, *rows]]
    written = [f"| {' | '.join(line)} |" for line in lines]
    return "\n".join([written[0], "|---" * len(lines[0]) + "|", *written[1:]])


def yes(answer: object) -> str:
    return "yes" if answer else "–"


def named(path: str) -> Any:
    """`outreach.concerns.workflows.concerns.STEPS` itself."""
    module, _, name = path.rpartition(".")
    return getattr(importlib.import_module(module), name)


def functions_of(module: str) -> list[Callable[..., Any]]:
    """The public functions a module defines, in its order."""
    return [
        thing
        for name, thing in vars(importlib.import_module(module)).items()
        if inspect.isfunction(thing) and thing.__module__ == module and not name.startswith("_")
    ]


def first_paragraph(thing: Any) -> str:
    return " ".join((inspect.getdoc(thing) or "").split("\n\n")[0].split())
