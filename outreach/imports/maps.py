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
from datetime import datetime, time
from typing import Annotated, Any, ClassVar, Literal, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AliasChoices,
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

from documents.spelling import folded
from outreach.imports.cleaning import clean_line
from outreach.imports.dates import (
    COUNTED,
    Read,
    day_read,
    gives_a_day,
    gives_a_time,
    has_literal_offset,
    time_read,
)
from outreach.imports.reading import CannotRead, known_encoding
from outreach.imports.tables import Layout
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

Where = tuple[str | int, ...]
Name = Annotated[str, BeforeValidator(lambda v: clean_line(v) if isinstance(v, str) else v)]
Words = Annotated[Name, StringConstraints(min_length=1)]
# A number names a column of a file without a header: 1 is the first.
ColumnName = Annotated[Words, BeforeValidator(lambda v: str(v) if type(v) is int else v)]
Format = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class MapError(CannotRead):
    """A map cannot be used; says the file, the line and the field, and what is wrong there."""

    def __init__(self, file: str, line: int, field: str, words: str) -> None:
        self.file, self.line, self.field, self.words = file, line, field, words
        super().__init__(f"{file}, line {line}, {field or 'file'}: {words}")


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(Part):
    """Where a field comes from: a column, a value for every row, or one where the other is empty.

    Several `columns` are put together in their order. Without a header, columns are numbered from 1.
    """

    column: ColumnName | None = None
    columns: tuple[ColumnName, ...] = ()
    default: Name = ""

    @model_validator(mode="before")
    @classmethod
    def short_form(cls, given: Any) -> Any:
        """`place = "address"` is `place = { column = "address" }`."""
        return {"column": given} if isinstance(given, str | int) else given

    @model_validator(mode="after")
    def comes_from_somewhere(self) -> Column:
        if not self.named and not self.default:
            raise ValueError("name a `column`, or a `default` for every row")
        _refuse_both(self)
        return self

    @property
    def named(self) -> tuple[str, ...]:
        """Every column it comes from, in order."""
        return (self.column,) if self.column else self.columns


class IdColumn(Part):
    column: ColumnName | None = None
    columns: tuple[ColumnName, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def short_form(cls, given: Any) -> Any:
        return {"column": given} if isinstance(given, str | int) else given

    @model_validator(mode="after")
    def comes_from_somewhere(self) -> IdColumn:
        if not self.named:
            raise ValueError("name a `column`")
        _refuse_both(self)
        return self

    @property
    def named(self) -> tuple[str, ...]:
        """Every column it comes from, in order."""
        return (self.column,) if self.column else self.columns


def _refuse_both(part: Column | IdColumn) -> None:
    if part.column and part.columns:
        raise ValueError("name one `column` or several `columns`, not both")


class WrittenColumn(IdColumn):
    """A column of days or times, in one `format` or in several `formats`."""

    USUAL: ClassVar[str]

    format: Format | None = None
    formats: tuple[Format, ...] = ()

    @model_validator(mode="after")
    def has_forms(self) -> WrittenColumn:
        if self.format and self.formats:
            raise ValueError("name one `format` or several `formats`, not both")
        return self

    @property
    def forms(self) -> tuple[str, ...]:
        """Every form it may be written in, the likeliest first."""
        return self.formats or (self.format or self.USUAL,)


class DayColumn(WrittenColumn):
    """A date as the file writes it; a format that names the time too gives both."""

    USUAL = "%Y-%m-%d"

    @field_validator("format", "formats")
    @classmethod
    def says_the_whole_day(cls, given: Any) -> Any:
        for form in (given,) if isinstance(given, str) else given or ():
            if not gives_a_day(form):
                raise ValueError(f"“{form}” does not give year, month and day, as in %m/%d/%Y")
        return given

    @property
    def has_time(self) -> bool:
        return any(map(gives_a_time, self.forms))

    def read(self, text: str) -> Read:
        """What `text` says, and whether it says a time. Raises ValueError."""
        return day_read(text, self.forms)

    def moment_in(self, text: str) -> datetime:
        """The moment `text` gives, at midnight without a time. Raises ValueError."""
        return day_read(text, self.forms).moment


class TimeColumn(WrittenColumn):
    USUAL = "%H:%M"

    @field_validator("format", "formats")
    @classmethod
    def says_hour_and_minute(cls, given: Any) -> Any:
        for form in (given,) if isinstance(given, str) else given or ():
            if not gives_a_time(form) or form in COUNTED:
                raise ValueError(f"“{form}” does not give hour and minute, as in %H:%M")
        return given

    def time_in(self, text: str) -> time:
        """The time of day `text` gives. Raises ValueError."""
        return time_read(text, self.forms)


class ValueColumn(Column):
    """A column whose words stand for the department's own: `values = { "Noise" = "noise" }`."""

    values: dict[Name, Words] = Field(default_factory=dict)


class Source(Part):
    name: Annotated[Words, StringConstraints(max_length=60)]
    encoding: str = ""
    delimiter: Literal[",", ";", "\t", "|"] = ","
    # The row that names the columns; left out or true: it is found. False: there is none.
    header: bool | int | None = None
    sheet: Name = ""
    # Left out, it is the department's.
    zone: str = ""
    # Whether a row that names no day of settling was settled on the day it was logged.
    finished: bool = False

    @property
    def layout(self) -> Layout:
        """How the table stands in its file."""
        return Layout(
            encoding=self.encoding,
            delimiter=self.delimiter,
            header=True if self.header is None else self.header,
            sheet=self.sheet,
        )

    @field_validator("header", mode="before")
    @classmethod
    def is_a_row(cls, given: Any) -> Any:
        if given is None or type(given) is bool or (type(given) is int and 0 < given < 1_000):
            return given
        raise ValueError("is not true, false or the number of the row that names the columns")

    @field_validator("zone")
    @classmethod
    def is_a_zone(cls, name: str) -> str:
        if name.casefold() in ("", "local", "utc"):
            return name.upper() if name.casefold() == "utc" else name.casefold()
        try:
            return ZoneInfo(name).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            words = "is not a time zone; write local, UTC or one such as America/New_York"
            raise ValueError(f"“{name}” {words}") from None

    def zone_in(self, local: ZoneInfo) -> ZoneInfo:
        """The zone of times without an offset of their own; `local` is the department's."""
        return local if self.zone in ("", "local") else ZoneInfo(self.zone)

    @field_validator("encoding")
    @classmethod
    def known(cls, name: str) -> str:
        return known_encoding(name) if name else ""

    @field_validator("delimiter", mode="before")
    @classmethod
    def by_name(cls, given: Any) -> Any:
        return DELIMITERS.get(given, given) if isinstance(given, str) else given


class Columns(Part):
    # `identifier` is the same under a plainer name.
    external_id: IdColumn = Field(validation_alias=AliasChoices("external_id", "identifier"))
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

    def check(self) -> None:
        """What can only be said of the map as a whole, once its text is known. Raises MapError."""


class FileMap(TomlMap):
    """What every map of a CSV file has: where it comes from, its columns, and which rows count."""

    source: Source
    columns: Any
    only: Any = Field(default_factory=dict)

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
        """Where each column of the map stands, in whatever case and spelling the header has it.

        Raises MapError naming those that do not.
        """
        named = self.columns_named()
        found = {name: _places(name, header, self.source.header) for name in named}
        missing = {name: where for name, where in named.items() if not found[name]}
        if missing:
            raise self.fault(
                next(iter(missing.values())),
                f"the file has no column {_quoted(missing)}; it has {_listed(header)}"
                + (" (is `delimiter` right?)" if len(header) == 1 else ""),
            )
        twice = {name: where for name, where in named.items() if len(found[name]) > 1}
        if twice:
            where = next(iter(twice.values()))
            raise self.fault(where, f"the file has two columns {_quoted(twice)}; rename one")
        return {name: places[0] for name, places in found.items()}

    def check(self) -> None:
        """A literal offset in a format is read as nothing, and the times would pass for local.

        Raises MapError, unless the map itself says in which zone the times are.
        """
        if self.source.zone:
            return
        for field, column in self.columns:
            for form in column.forms if isinstance(column, WrittenColumn) else ():
                if has_literal_offset(form):
                    raise self.fault(
                        ("columns", field),
                        f"“{form}” passes over an offset from UTC. Write %z where it stands; if "
                        "it is not true, name the `zone` of the times under [source]",
                    )


class ConcernMap(FileMap):
    columns: Columns
    only: dict[Words, tuple[Name, ...]] = Field(default_factory=dict)

    def columns_mapped(self) -> dict[str, Where]:
        return {
            name: ("columns", field)
            for field, column in self.columns
            if column is not None
            for name in column.named
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


def _places(name: str, header: tuple[str, ...], asked: bool | int | None) -> list[int]:
    """Where a column stands: by its name as written, else in any spelling."""
    exact = [place for place, column in enumerate(header) if column == name]
    if exact or asked is False:
        return exact
    meant = folded(name)
    return [place for place, column in enumerate(header) if folded(column) == meant]


def _listed(header: tuple[str, ...]) -> str:
    more = f" and {len(header) - 40} more" if len(header) > 40 else ""
    return ", ".join(header[:40]) + more


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def _line_in(message: str, text: str) -> int:
    """The line tomllib names; the last one where it says “at end of document” instead."""
    words = message.replace(",", " ").split()
    return int(words[words.index("line") + 1]) if "line" in words else len(text.splitlines())
