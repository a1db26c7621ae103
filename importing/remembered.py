"""Telling what a file changed from what people changed.

Every imported record remembers what the file said last. Compared are three things: what the file
says *now*, what it said *then*, and what stands *here*. A field people edited stays as it is as
long as the file repeats itself; a field that both changed is nobody's to decide but a person's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from audit.redaction import MARK
from documents.spelling import same

Values = Mapping[str, Any]

CLASH = "changed here and in the file"


def differences(
    now: Values, then: Values | None, here: Values, fields: Iterable[str]
) -> tuple[list[str], list[str]]:
    """The `fields` in which the file has changed, and those of them that were changed here too.

    A field from which words were redacted is no file's to tell again: it would bring them back.
    What is only spelled otherwise (`documents.spelling`) has not changed. Where nobody remembers
    what the file said (`then` is None), every difference is a clash.
    """
    before = here if then is None else then
    free = [name for name in fields if MARK not in str(before.get(name)) + str(here[name])]
    told = [name for name in free if not same(now[name], before.get(name))]
    if then is None:
        return told, told
    return told, [name for name in told if not _is_either(here[name], then.get(name), now[name])]


def _is_either(here: Any, then: Any, now: Any) -> bool:
    return same(here, then) or same(here, now)


def clash_words(name: str, fields: Iterable[str]) -> str:
    """Why a row is refused: “changed here and in the file: C-2021-0007, place”."""
    return f"{CLASH}: {name}, {', '.join(field.replace('_', ' ') for field in fields)}"
