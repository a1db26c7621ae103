"""The map: which column of a CSV file is what of a concern. A small TOML file, or a form.

[source]
name = "Noise calls"                    # where the numbers come from; says which are the same
encoding = "cp1252"                     # left out: a byte-order mark, else UTF-8
delimiter = ";"                         # left out: a comma

[columns]
external_id = "case_number"
logged_on = { column = "date", format = "%m/%d/%y" }
time = { column = "received", format = "%H:%M" }
category = { column = "type", values = { "Noise Party" = "noise" }, default = "other" }
summary = "comments"                    # left out or empty: the category's words
channel = { default = "call" }

[only]                                  # rows with any other value are left out
type = ["Noise Party"]
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

from documents.written_dates import read_back, read_moment
from outreach.imports.cleaning import clean_line
from outreach.imports.reading import CannotRead, known_encoding
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
DELIMITERS = {"tab": "\t", "comma": ",", "semicolon": ";"}
# A day and a moment whose parts cannot be mistaken for one another.
SAMPLE_DAY = datetime(2019, 11, 28, 15, 42, tzinfo=UTC)

Where = tuple[str | int, ...]
Name = Annotated[str, BeforeValidator(lambda v: clean_line(v) if isinstance(v, str) else v)]
Words = Annotated[Name, StringConstraints(min_length=1)]
Format = Annotated[str, StringConstraints(max_length=40)]


class MapError(CannotRead):
    """A map cannot be used; says the file, the line and the field, and what is wrong there."""

    def __init__(self, file: str, line: int, field: str, words: str) -> None:
        self.file, self.line, self.field, self.words = file, line, field, words
        super().__init__(f"{file}, line {line}, {field or 'file'}: {words}")


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(Part):
    """Where a field comes from: a column, a value for every row, or one where the other is empty."""

    column: Words | None = None
    default: Name = ""

    @model_validator(mode="before")
    @classmethod
    def short_form(cls, given: Any) -> Any:
        """`place = "address"` is `place = { column = "address" }`."""
        return {"column": given} if isinstance(given, str) else given

    @model_validator(mode="after")
    def comes_from_somewhere(self) -> Column:
        if self.column is None and not self.default:
            raise ValueError("name a `column`, or a `default` for every row")
        return self


class IdColumn(Part):
    column: Words

    @model_validator(mode="before")
    @classmethod
    def short_form(cls, given: Any) -> Any:
        return {"column": given} if isinstance(given, str) else given


class DayColumn(IdColumn):
    """A date as the file writes it; a format that names the time too gives both."""

    format: Format = "%Y-%m-%d"

    @field_validator("format")
    @classmethod
    def says_the_whole_day(cls, form: str) -> str:
        read = read_back(SAMPLE_DAY, form)
        if read is None or read.date() != SAMPLE_DAY.date():
            raise ValueError(f"“{form}” does not give year, month and day, as in %m/%d/%Y")
        return form

    @property
    def has_time(self) -> bool:
        read = read_back(SAMPLE_DAY, self.format)
        return read is not None and read.time() != time.min

    def moment_in(self, text: str) -> datetime:
        """The moment `text` gives, at midnight without a time. Raises ValueError."""
        return read_moment(text, self.format)


class TimeColumn(IdColumn):
    format: Format = "%H:%M"

    @field_validator("format")
    @classmethod
    def says_hour_and_minute(cls, form: str) -> str:
        read = read_back(SAMPLE_DAY, form)
        if read is None or (read.hour, read.minute) != (SAMPLE_DAY.hour, SAMPLE_DAY.minute):
            raise ValueError(f"“{form}” does not give hour and minute, as in %H:%M")
        return form

    def time_in(self, text: str) -> time:
        """The time of day `text` gives. Raises ValueError."""
        return read_moment(text, self.format).time()


class ValueColumn(Column):
    """A column whose words stand for the department's own: `values = { "Noise" = "noise" }`."""

    values: dict[Name, Words] = Field(default_factory=dict)


class Source(Part):
    name: Annotated[Words, StringConstraints(max_length=60)]
    encoding: str = ""
    delimiter: Literal[",", ";", "\t", "|"] = ","

    @field_validator("encoding")
    @classmethod
    def known(cls, name: str) -> str:
        return known_encoding(name) if name else ""

    @field_validator("delimiter", mode="before")
    @classmethod
    def by_name(cls, given: Any) -> Any:
        return DELIMITERS.get(given, given) if isinstance(given, str) else given


class Columns(Part):
    external_id: IdColumn
    logged_on: DayColumn
    category: ValueColumn
    time: TimeColumn | None = None
    summary: Column | None = None
    said: Column | None = None
    place: Column | None = None
    nature: ValueColumn | None = None
    channel: ValueColumn | None = None
    latitude: IdColumn | None = None
    longitude: IdColumn | None = None
    settled_on: DayColumn | None = None

    @model_validator(mode="after")
    def hangs_together(self) -> Columns:
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("latitude and longitude go together")
        return self


class TomlMap(Part):
    """What is read from a TOML file and can name the line of a fault, also one found later."""

    longest: ClassVar[int] = MOST_BYTES

    _file: str = PrivateAttr("the map")
    _text: str = PrivateAttr("")

    def fault(self, where: Where, words: str) -> MapError:
        """What is wrong at a place of this map, as an error to raise."""
        return MapError(self._file, line_of(self._text, where), ".".join(map(str, where)), words)


class FileMap(TomlMap):
    """What every map of a CSV file has: where it comes from, its columns, and which rows count."""

    source: Source
    columns: Any
    only: dict[Words, tuple[Name, ...]] = Field(default_factory=dict)

    @field_validator("only", mode="before")
    @classmethod
    def lists(cls, given: Any) -> Any:
        """One value need not stand in a list."""
        if not isinstance(given, dict):
            return given
        return {name: [v] if isinstance(v, str) else v for name, v in given.items()}

    def columns_mapped(self) -> dict[str, Where]:
        """The columns that [columns] names, each with its place there."""
        raise NotImplementedError

    def columns_named(self) -> dict[str, Where]:
        """Every column the map names, with a place of the map that names it."""
        mapped = self.columns_mapped()
        return mapped | {name: ("only", name) for name in self.only if name not in mapped}

    def places_in(self, header: tuple[str, ...]) -> dict[str, int]:
        """Where each column of the map stands. Raises MapError naming those that do not."""
        named = self.columns_named()
        missing = {name: where for name, where in named.items() if name not in header}
        if missing:
            raise self.fault(
                next(iter(missing.values())),
                f"the file has no column {_quoted(missing)}; it has {', '.join(header)}"
                + (" (is `delimiter` right?)" if len(header) == 1 else ""),
            )
        twice = {name: where for name, where in named.items() if header.count(name) > 1}
        if twice:
            where = next(iter(twice.values()))
            raise self.fault(where, f"the file has two columns {_quoted(twice)}; rename one")
        return {name: header.index(name) for name in named}


class ConcernMap(FileMap):
    columns: Columns

    def columns_mapped(self) -> dict[str, Where]:
        return {
            column.column: ("columns", field)
            for field, column in self.columns
            if column is not None and column.column
        }


M = TypeVar("M", bound=TomlMap)


def read_map(written: bytes | str, file: str = "the map") -> ConcernMap:
    """The checked map: bytes as somebody brings them, or the text of one that was kept.

    Raises MapError naming file, line and field.
    """
    return read_map_of(ConcernMap, written, file)


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


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def _line_in(message: str, text: str) -> int:
    """The line tomllib names; the last one where it says “at end of document” instead."""
    words = message.replace(",", " ").split()
    return int(words[words.index("line") + 1]) if "line" in words else len(text.splitlines())
