"""The map of a file of answers: which column answers which question. A small TOML file.

[source]
name = "Survey of 2015"                 # may be left out, as may the whole part
encoding = "cp1252"                     # left out: a byte-order mark, else UTF-8
rows_below_header = 2                   # headings too; left out, a tool's own are recognized

[columns]
police_trust = "How much do you trust the police?"
safety = { column = "Q4", values = { "Very safe" = "5", "N/A" = "dont_know" } }
seen = { columns = ["Q5_1", "Q5_2"] }   # each holds a choice; or Y, in the order of the choices
heard = { columns = { often = "Q6_1", seldom = "Q6_2" }, yes = ["Y", "1"], no = ["N", "0"] }
news = { columns = { web = "Q7_1" }, with_words = { other = "Q7_other" } }   # any words choose it
area = { column = "Ward", values = { "1" = "North" } }
answered_on = { column = "date", format = "%m/%d/%y" }
missing = ["", "NA"]                    # what stands for no answer, in every column

[only]                                  # rows with any other value are left out
Year = "2015"
submitdate = { filled = true }          # whatever stands there; false: rows in which nothing does
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from documents.spelling import folded
from importing.map_columns import ColumnName, DayColumn, Name, Part, ValueColumn, Words
from importing.maps import FileMap, Source
from importing.toml_maps import MapError, Where, read_map_of

# What a map calls “don't know”.
DONT_KNOW_WORD = "dont_know"
# Qualtrics has two rows of headings below the names of the columns; nobody was seen to have five.
MOST_ROWS_BELOW = 5


def _listed(given: Any) -> Any:
    """One value need not stand in a list, and a number need not stand in quotes."""
    several = given if isinstance(given, list | tuple) else [given]
    return [str(one) if type(one) is int else one for one in several]


def _as_words(given: Any) -> Any:
    if not isinstance(given, dict):
        return given
    return {word: str(means) if type(means) is int else means for word, means in given.items()}


Several = Annotated[tuple[Name, ...], BeforeValidator(_listed)]


class AnswerColumn(Part):
    """Where the answers to one question come from: a column, or several of which each is a choice.

    values: what words of the file stand for; dont_know: the words that stand for “don't know”,
    besides those the question names; yes and no: what says in a column of a choice that it was
    chosen, and that it was not; with_words: columns in which somebody wrote more about a choice, by
    which it is chosen; separator: what stands between several choices in one cell.
    """

    column: ColumnName | None = None
    columns: tuple[ColumnName, ...] | dict[Name, ColumnName] = ()
    with_words: dict[Name, ColumnName] = Field(default_factory=dict)
    values: Annotated[dict[Name, Words], BeforeValidator(_as_words)] = Field(default_factory=dict)
    dont_know: Several = ()
    missing: Several = ()
    yes: Several = ()
    no: Several = ()
    separator: str = ""

    @model_validator(mode="before")
    @classmethod
    def short_form(cls, given: Any) -> Any:
        """`safety = "Q4"` is `safety = { column = "Q4" }`."""
        return {"column": given} if isinstance(given, str | int) else given

    @model_validator(mode="after")
    def comes_from_somewhere(self) -> AnswerColumn:
        if bool(self.column) == bool(self.columns):
            raise ValueError("name one `column`, or several `columns` of choices")
        return self

    @property
    def answering(self) -> tuple[str, ...]:
        """The columns that hold an answer, in order."""
        if self.column:
            return (self.column,)
        several = self.columns
        return tuple(several.values()) if isinstance(several, dict) else several

    @property
    def named(self) -> tuple[str, ...]:
        """Every column, in order; those with somebody's words come last."""
        return (*self.answering, *self.with_words.values())

    @property
    def options(self) -> tuple[str, ...]:
        """The choice each of several columns stands for, where the map says so."""
        return tuple(self.columns) if isinstance(self.columns, dict) else ()


class ResponseColumns(Part):
    """The question's columns under their keys, besides the few fields a file may have."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, AnswerColumn] = Field(init=False)

    area: ValueColumn | None = None
    answered_on: DayColumn | None = None
    missing: Several = ()

    @property
    def questions(self) -> dict[str, AnswerColumn]:
        return self.__pydantic_extra__


class Wanted(Part):
    """What a column holds in the rows that count: one of some values, anything, or nothing."""

    values: Several = ()
    filled: bool | None = None

    @model_validator(mode="before")
    @classmethod
    def short_form(cls, given: Any) -> Any:
        """`Year = ["2015"]` is `Year = { values = ["2015"] }`."""
        return {"values": given} if isinstance(given, str | int | list | tuple) else given

    @model_validator(mode="after")
    def wants_something(self) -> Wanted:
        if bool(self.values) == (self.filled is not None):
            raise ValueError("name the values that are wanted, or say `filled = true`")
        return self

    def takes(self, text: str) -> bool:
        """Whether a cell with this text is wanted."""
        if self.filled is not None:
            return bool(text) == self.filled
        return folded(text) in map(folded, self.values)


class ResponseSource(Source):
    name: Name = ""
    # Left out, the rows that Qualtrics and SurveyMonkey write below the header are recognized.
    rows_below_header: int | None = Field(default=None, ge=0, le=MOST_ROWS_BELOW)


class ResponseMap(FileMap):
    longest: ClassVar[int] = 200_000

    source: ResponseSource = ResponseSource()
    columns: ResponseColumns
    only: dict[Words, Wanted] = Field(default_factory=dict)
    missing: Several = ()

    def columns_mapped(self) -> dict[str, Where]:
        found: dict[str, Where] = {
            name: ("columns", key)
            for key, column in self.columns.questions.items()
            for name in column.named
        }
        for field in ("area", "answered_on"):
            column = getattr(self.columns, field)
            for name in column.named if column else ():
                found.setdefault(name, ("columns", field))
        return found

    @property
    def says_nothing(self) -> frozenset[str]:
        """What stands for no answer, in every column."""
        return frozenset({"", *self.missing, *self.columns.missing})


def read_response_map(written: bytes, file: str) -> ResponseMap:
    """The checked map. Raises MapError naming file, line and field."""
    response_map = read_map_of(ResponseMap, written, file)
    if not response_map.columns.questions:
        raise MapError(file, 1, "columns", "names no question")
    return response_map
