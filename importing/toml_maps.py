"""A map as text: read from a small TOML file with limits, its faults told by line, and written again."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any, ClassVar, TypeVar

from pydantic import PrivateAttr, ValidationError

from importing.map_columns import Part
from importing.reading import CannotRead
from policies.pack_lines import line_of

MOST_BYTES = 20_000
# A kept map was written here; it may name 200 words of a column, each of them twice.
MOST_KEPT = 200_000
# `a.b.c` goes three deep; the parser takes the square of the depth.
DEEPEST_KEY = 8
# What may hold points that are none between keys. What is not closed ends with its line or the
# text, as it does for the parser, which refuses it.
QUOTED = re.compile(
    r"""(?P<quoted>"{3}(?:\\.|[^\\])*?(?:"{3,5}|\Z)|'{3}.*?(?:'{3,5}|\Z)"""
    r"""|"(?:\\[^\n]|[^"\\\n])*"?|'[^'\n]*'?)|\#[^\n]*""",
    re.DOTALL,
)
KEYS = re.compile(r"[\w\-. \t]+")
Where = tuple[str | int, ...]


class MapError(CannotRead):
    """A map cannot be used; says the file, the line and the field, and what is wrong there."""

    def __init__(self, file: str, line: int, field: str, words: str) -> None:
        self.file, self.line, self.field, self.words = file, line, field, words
        super().__init__(f"{file}, line {line}, {field or 'file'}: {words}")


class TomlMap(Part):
    """What is read from a TOML file and can name the line of a fault, also one found later."""

    longest: ClassVar[int] = MOST_BYTES

    _file: str = PrivateAttr("the map")
    _text: str = PrivateAttr("")

    def fault(self, where: Where, words: str) -> MapError:
        """What is wrong at a place of this map, as an error to raise."""
        return MapError(self._file, line_of(self._text, where), ".".join(map(str, where)), words)

    def check(self) -> None:
        """What can only be said of the map as a whole, once its text is known. Raises MapError."""


M = TypeVar("M", bound=TomlMap)


def read_map_of(kind: type[M], written: bytes | str, file: str) -> M:
    """The same for any kind of map."""
    text = _decoded(written, file, kind.longest)
    _refuse_deep_keys(text, file)
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        raise MapError(file, _line_in(str(broken), text), "", str(broken)) from broken
    except RecursionError as deep:
        raise MapError(file, 1, "", "is nested too deeply") from deep
    except ValueError as number:
        raise MapError(file, 1, "", "has a number that is too long") from number
    try:
        file_map = kind.model_validate(content)
    except ValidationError as wrong:
        where, words = _in_words(wrong, kind)
        raise MapError(file, line_of(text, where), ".".join(map(str, where)), words) from wrong
    file_map._file, file_map._text = file, text
    file_map.check()
    return file_map


def written_map(one: TomlMap) -> str:
    """The map as TOML, the way `read_map_of` reads it."""
    given = one.model_dump(exclude_defaults=True)
    tables = []
    for table in type(one).model_fields:
        entries = given.get(table)
        if entries:
            lines = [f"{_key(name)} = {_value(value)}" for name, value in entries.items()]
            tables.append("\n".join([f"[{table}]", *lines]))
    return "\n\n".join(tables) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, dict):
        inside = ", ".join(
            f"{_key(name)} = {_value(part)}" for name, part in value.items() if part is not None
        )
        return f"{{ {inside} }}"
    if isinstance(value, tuple | list):
        return f"[{', '.join(_value(part) for part in value)}]"
    return json.dumps(value, ensure_ascii=False)


def _key(name: str) -> str:
    plain = name.replace("_", "").replace("-", "")
    return name if plain.isascii() and plain.isalnum() else _value(name)


def _decoded(written: bytes | str, file: str, longest: int) -> str:
    most = MOST_KEPT if isinstance(written, str) else longest
    if len(written) > most:
        raise MapError(file, 1, "", f"is longer than {most:,} bytes")
    if isinstance(written, str):
        return written
    try:
        return written.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        line = written.count(b"\n", 0, broken.start) + 1
        raise MapError(file, line, "", "this line is not written in UTF-8") from broken


def _refuse_deep_keys(text: str, file: str) -> None:
    bare = QUOTED.sub(lambda found: "_" if found["quoted"] else "", text)
    if any(keys.count(".") >= DEEPEST_KEY for keys in KEYS.findall(bare)):
        raise MapError(file, 1, "", f"has a name of more than {DEEPEST_KEY} parts")


def _in_words(wrong: ValidationError, kind: type[TomlMap]) -> tuple[Where, str]:
    """Where the first fault stands, and what it is, without pydantic's vocabulary."""
    first = wrong.errors()[0]
    where = tuple(step for step in first["loc"] if step != "[key]")
    match first["type"]:
        case "missing":
            return where, "is missing"
        case "extra_forbidden":
            return where, "is not a field of the map" + _fields_there(where, kind)
        case "string_too_short":
            return where, "is empty"
        case _:
            return where, first["msg"].removeprefix("Value error, ")


def _fields_there(where: Where, kind: type[TomlMap]) -> str:
    """The fields there are, for a name that is none of them."""
    table = kind.model_fields.get(str(where[0]))
    part: Any = {1: kind, 2: table and table.annotation}.get(len(where))
    is_part = isinstance(part, type) and issubclass(part, Part)
    return f"; there are {', '.join(part.model_fields)}" if is_part else ""


def _line_in(message: str, text: str) -> int:
    """The line tomllib names; the last one where it says “at end of document” instead."""
    words = message.replace(",", " ").split()
    return int(words[words.index("line") + 1]) if "line" in words else len(text.splitlines())
