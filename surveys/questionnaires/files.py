"""Reading a questionnaire from a TOML file; a fault is told with file, line and field."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from policies.pack_lines import line_of
from surveys.questionnaires.coverage import OTHER
from surveys.questionnaires.written import Misfit, Questionnaire, Where

MOST_BYTES = 500_000
M = TypeVar("M", bound=BaseModel)


class QuestionnaireError(Exception):
    """A questionnaire cannot be used; says the file, the line and the field, and what is wrong."""

    def __init__(self, file: str, line: int, field: str, words: str) -> None:
        self.file, self.line, self.field, self.words = file, line, field, words
        super().__init__(f"{file}, line {line}, {field or 'file'}: {words}")


def read_questionnaire(written: bytes, *, file: str, domains: Collection[str]) -> Questionnaire:
    """The checked questionnaire in `written`, about `domains` of the policy or “other”.

    Raises QuestionnaireError naming file, line and field.
    """
    content, text = content_of(written, file)
    asked = checked(Questionnaire, content, file=file, text=text)
    for n, one in enumerate(asked.questions):
        if one.domain not in {*domains, OTHER}:
            known = ", ".join([*domains, OTHER])
            where = ("questions", n, "domain")
            words = f"there is no domain {one.domain}; there are {known}"
            raise QuestionnaireError(file, line_of(text, where), _field(where), words)
    return asked


def content_of(written: bytes, file: str) -> tuple[dict[str, Any], str]:
    """What a TOML file holds, and its text. Raises QuestionnaireError."""
    if len(written) > MOST_BYTES:
        raise QuestionnaireError(file, 1, "", f"is longer than {MOST_BYTES:,} bytes")
    try:
        text = written.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        line = written.count(b"\n", 0, broken.start) + 1
        raise QuestionnaireError(file, line, "", "this line is not written in UTF-8") from broken
    try:
        return tomllib.loads(text), text
    except tomllib.TOMLDecodeError as broken:
        line = _line_in(str(broken), text)
        raise QuestionnaireError(file, line, "", str(broken)) from broken
    except (ValueError, RecursionError) as broken:
        raise QuestionnaireError(file, 1, "", "cannot be read as TOML") from broken


def checked(kind: type[M], content: dict[str, Any], *, file: str, text: str) -> M:
    """`content` as a `kind`, or QuestionnaireError naming the first field that is wrong."""
    try:
        return kind.model_validate(content)
    except ValidationError as wrong:
        where, words = _in_words(wrong)
        raise QuestionnaireError(file, line_of(text, where), _field(where), words) from wrong


def _in_words(wrong: ValidationError) -> tuple[Where, str]:
    """Where the first fault stands, and what it is, without pydantic's vocabulary."""
    first = wrong.errors()[0]
    where = tuple(first["loc"])
    if isinstance(misfit := first.get("ctx", {}).get("error"), Misfit):
        return (*where, *misfit.where), str(misfit)
    match first["type"]:
        case "missing":
            return where, "is missing"
        case "extra_forbidden":
            return where, "is not a field of a questionnaire"
        case "string_too_short":
            return where, "is empty"
        case "string_pattern_mismatch":
            return where, "holds more than letters, digits, “_” and “-”, or is too long"
        case _:
            return where, first["msg"].removeprefix("Value error, ")


def _field(where: Where) -> str:
    return ".".join(map(str, where))


def _line_in(message: str, text: str) -> int:
    """The line tomllib names; the last one where it says “at end of document” instead."""
    words = message.replace(",", " ").split()
    return int(words[words.index("line") + 1]) if "line" in words else len(text.splitlines())
