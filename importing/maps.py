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

from abc import abstractmethod
from collections.abc import Iterable
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, StringConstraints, field_validator

from documents.spelling import folded
from importing.dates import has_literal_offset
from importing.map_columns import Name, Part, Words, WrittenColumn
from importing.reading import known_encoding
from importing.tables import Layout
from importing.toml_maps import TomlMap, Where

DELIMITERS = {"tab": "\t", "comma": ",", "semicolon": ";"}


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
        if (plain := folded(name)) in ("", "local", "utc"):
            return "UTC" if plain == "utc" else plain
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

    @abstractmethod
    def columns_mapped(self) -> dict[str, Where]:
        """The columns that [columns] names, each with its place there."""

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
