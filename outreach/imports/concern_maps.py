"""The map of a file of concerns: which column is what."""

from __future__ import annotations

from pydantic import AliasChoices, Field, model_validator

from importing.map_columns import (
    Column,
    DayColumn,
    IdColumn,
    Name,
    Part,
    TimeColumn,
    ValueColumn,
    Words,
)
from importing.maps import FileMap
from importing.tables import Layout
from importing.toml_maps import Where, read_map_of


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


class ConcernMap(FileMap):
    columns: Columns
    only: dict[Words, tuple[Name, ...]] = Field(default_factory=dict)

    def read_by(self, layout: Layout) -> ConcernMap:
        """The same map of a table that stands otherwise in its file."""
        facts = {
            "encoding": layout.encoding,
            "delimiter": layout.delimiter,
            "header": None if layout.header is True else layout.header,
            "sheet": layout.sheet,
        }
        return self.model_copy(update={"source": self.source.model_copy(update=facts)})

    def columns_mapped(self) -> dict[str, Where]:
        return {
            name: ("columns", field)
            for field, column in self.columns
            if column is not None
            for name in column.named
        }


def read_map(written: bytes | str, file: str = "the map") -> ConcernMap:
    """The checked map: bytes as somebody brings them, or the text of one that was kept.

    Raises MapError naming file, line and field.
    """
    return read_map_of(ConcernMap, written, file)
