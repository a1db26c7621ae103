"""Telling what a file changed from what people changed.

Every imported record remembers what the file said last. Compared are three things: what the file
says *now*, what it said *then*, and what stands *here*. A field people edited stays as it is as
long as the file repeats itself; a field that both changed is nobody's to decide but a person's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Values = Mapping[str, Any]

CLASH = "changed here and in the file"


def differences(
    now: Values, then: Values | None, here: Values, fields: Iterable[str]
) -> tuple[list[str], list[str]]:
    """The `fields` in which the file has changed, and those of them that were changed here too.

    Where nobody remembers what the file said (`then` is None), every difference is a clash.
    """
    before = here if then is None else then
    told = [name for name in fields if now[name] != before.get(name)]
    if then is None:
        return told, told
    return told, [name for name in told if here[name] not in (then.get(name), now[name])]


def clash_words(name: str, fields: Iterable[str]) -> str:
    """Why a row is refused: “changed here and in the file: C-2021-0007, place”."""
    return f"{CLASH}: {name}, {', '.join(field.replace('_', ' ') for field in fields)}"
