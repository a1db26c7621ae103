"""What a map says of one column: where a field comes from, and how it is written there."""

from __future__ import annotations

from datetime import datetime, time
from typing import Annotated, Any, ClassVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from importing.cleaning import clean_line
from importing.dates import COUNTED, Read, day_read, gives_a_day, gives_a_time, time_read

Name = Annotated[str, BeforeValidator(lambda v: clean_line(v) if isinstance(v, str) else v)]
Words = Annotated[Name, StringConstraints(min_length=1)]
# A number names a column of a file without a header: 1 is the first.
ColumnName = Annotated[Words, BeforeValidator(lambda v: str(v) if type(v) is int else v)]
Format = Annotated[str, StringConstraints(min_length=1, max_length=40)]


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
